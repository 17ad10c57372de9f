from django.contrib.auth.decorators import login_required
from django.shortcuts import render

from .models import Ticket


@login_required
def ticket_list(request, team):
    words = request.GET.get("q", "").strip()
    tickets = Ticket.objects.matching(team, words)
    return render(request, "tickets.html", {"tickets": tickets, "q": words})
