from django.http import JsonResponse
from rest_framework.decorators import api_view, permission_classes
from rest_framework.permissions import IsAuthenticated


@api_view(["PATCH"])
@permission_classes([IsAuthenticated])
def update_me(request):
    member = request.user
    for field, value in request.data.items():
        setattr(member, field, value)
    member.save()
    return JsonResponse({"name": member.name})
