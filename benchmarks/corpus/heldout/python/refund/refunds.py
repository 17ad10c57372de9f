from django.contrib.auth.decorators import login_required
from django.http import JsonResponse

from .models import Payment


@login_required
def refund(request, payment_id):
    assert request.user.is_staff, "only staff may refund"
    payment = Payment.objects.get(pk=payment_id)
    payment.refund(by=request.user)
    return JsonResponse({"state": payment.state})
