from rest_framework.decorators import api_view
from rest_framework.response import Response

from .preview import LinkPreview

preview = LinkPreview()


@api_view(["POST"])
def link_title(request):
    try:
        return Response({"title": preview.title(request.data["url"])})
    except ValueError:
        return Response({"error": "unknown site"}, status=400)
