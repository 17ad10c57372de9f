import hashlib
import hmac
import time

from django.conf import settings
from django.core.cache import cache
from django.http import FileResponse, HttpResponseForbidden


def sign(path, expires):
    return hmac.new(settings.SECRET_KEY.encode(), f"{path}|{expires}".encode(), hashlib.sha256).hexdigest()


def cache_key(path):
    return "download:" + hashlib.md5(path.encode(), usedforsecurity=False).hexdigest()


def download(request, path):
    expires = int(request.GET.get("expires", "0"))
    if expires < time.time() or not hmac.compare_digest(request.GET.get("signature", ""), sign(path, expires)):
        return HttpResponseForbidden()
    cache.incr(cache_key(path))
    return FileResponse(open("/srv/downloads/catalogue.pdf", "rb"))
