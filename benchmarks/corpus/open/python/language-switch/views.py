from django.http import HttpResponseRedirect
from django.utils import translation
from django.views.decorators.http import require_POST

LANGUAGES = {"en", "fr", "de"}


@require_POST
def switch_language(request):
    chosen = request.POST.get("language")
    target = request.POST.get("next") or request.META.get("HTTP_REFERER", "/")
    response = HttpResponseRedirect(target)
    if chosen in LANGUAGES:
        translation.activate(chosen)
        response.set_cookie("django_language", chosen, secure=True, samesite="Lax", httponly=True)
    return response
