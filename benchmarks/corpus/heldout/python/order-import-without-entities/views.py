from django.http import JsonResponse
from django.views.decorators.http import require_POST

from .importer import orders


@require_POST
def import_orders(request):
    found = orders(request.FILES["orders"].read())
    return JsonResponse({"orders": found})
