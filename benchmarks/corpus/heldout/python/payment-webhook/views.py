import hashlib
import hmac

from django.conf import settings
from django.http import HttpResponse, HttpResponseForbidden
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from .tasks import payment_arrived


@csrf_exempt
@require_POST
def webhook(request):
    given = request.headers.get("X-Pay-Signature", "")
    expected = hmac.new(settings.PAY_SECRET.encode(), request.body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(given, expected):
        return HttpResponseForbidden()
    payment_arrived.delay(request.body.decode())
    return HttpResponse(status=204)
