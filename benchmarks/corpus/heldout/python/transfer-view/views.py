from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from .models import Account


@csrf_exempt
@login_required
@require_POST
def transfer(request):
    source = Account.objects.get(owner=request.user)
    source.transfer(to=request.POST["to"], amount=int(request.POST["amount"]))
    return JsonResponse({"balance": source.balance})
