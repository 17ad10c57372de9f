from django.shortcuts import render
from django.utils.safestring import mark_safe

from .models import Article


def highlighted(title, words):
    return title.replace(words, f"<mark>{words}</mark>") if words else title


def search(request):
    words = request.GET.get("q", "")
    found = Article.objects.filter(title__icontains=words)[:50]
    rows = [{"url": a.get_absolute_url(), "title": a.title} for a in found]
    heading = mark_safe("Results for <q>%s</q>" % words)
    return render(request, "search.html", {"heading": heading, "rows": rows})
