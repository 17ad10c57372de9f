from django.http import HttpResponseRedirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

LANGUAGES = {"en", "fr", "de"}


@require_POST
def switch_language(request):
    chosen = request.POST.get("language")
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    if chosen in LANGUAGES:
        translation.activate(chosen)
        response.set_cookie("django_language", chosen, secure=True, samesite="Lax", httponly=True)
    return response
