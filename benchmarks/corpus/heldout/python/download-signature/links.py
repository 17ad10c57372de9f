import hashlib
import time

from django.conf import settings
from django.http import FileResponse, HttpResponseForbidden


def sign(path, expires):
    return hashlib.md5(f"{settings.SECRET_KEY}{path}{expires}".encode()).hexdigest()


def download(request, path):
    expires = int(request.GET.get("expires", "0"))
    if expires < time.time() or request.GET.get("signature") != sign(path, expires):
        return HttpResponseForbidden()
    return FileResponse(open("/srv/downloads/catalogue.pdf", "rb"))
