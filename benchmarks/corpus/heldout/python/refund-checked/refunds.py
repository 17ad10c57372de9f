from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse

from .models import Payment


@login_required
def refund(request, payment_id):
    if not request.user.is_staff:
        raise PermissionDenied
    payment = Payment.objects.get(pk=payment_id)
    payment.refund(by=request.user)
    assert payment.state in ("refunded", "pending")
    return JsonResponse({"state": payment.state})
