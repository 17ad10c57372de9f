import csv
import io
import re

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
    name = re.sub(r"[^A-Za-z0-9_.-]", "", wanted["name"][0])
    rows = Order.objects.values_list("id", "total")
    return RawResponse(start_response).send(name, _csv(rows))
