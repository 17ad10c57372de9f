import csv
import io

from django.http import HttpResponse

from .models import Order


def _csv(rows):
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


class RawResponse:
    def __init__(self, start_response):
        self.start = start_response

    def send(self, name, body):
        self.start("200 OK", [("Content-Type", "text/csv"), ("Content-Disposition", "attachment; filename=" + name)])
        return [body.encode()]


def application(environ, start_response):
    from urllib.parse import parse_qs

    wanted = parse_qs(environ["QUERY_STRING"])
    rows = Order.objects.values_list("id", "total")
    return RawResponse(start_response).send(wanted["name"][0], _csv(rows))
