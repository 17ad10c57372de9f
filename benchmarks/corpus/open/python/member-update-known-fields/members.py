from django.http import JsonResponse
from rest_framework.decorators import api_view, permission_classes
from rest_framework.permissions import IsAuthenticated

EDITABLE = ("name", "phone", "newsletter")


@api_view(["PATCH"])
@permission_classes([IsAuthenticated])
def update_me(request):
    member = request.user
    for field in EDITABLE:
        if field in request.data:
            setattr(member, field, request.data[field])
    member.save(update_fields=EDITABLE)
    return JsonResponse({"name": member.name})
