from django.shortcuts import render
from django.utils.html import format_html

from .models import Article


def search(request):
    words = request.GET.get("q", "")
    found = Article.objects.filter(title__icontains=words)[:50]
    rows = [{"url": a.get_absolute_url(), "title": a.title} for a in found]
    heading = format_html("Results for <q>{}</q>", words)
    return render(request, "search.html", {"heading": heading, "rows": rows})
