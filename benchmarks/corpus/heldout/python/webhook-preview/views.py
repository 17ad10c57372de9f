from rest_framework.decorators import api_view
from rest_framework.response import Response

from .preview import LinkPreview

preview = LinkPreview()


@api_view(["POST"])
def link_title(request):
    return Response({"title": preview.title(request.data["url"])})
