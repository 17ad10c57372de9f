from datetime import date

from flask import Blueprint, render_template_string, request

certificates = Blueprint("certificates", __name__)

PAGE = """<!doctype html>
<h1>Certificate</h1>
<p>This certifies that NAME took part in {{ course }}.</p>
<p>{{ day }}</p>"""


@certificates.get("/certificate/<course>")
def certificate(course):
    name = request.args.get("name", "a guest")
    return render_template_string(PAGE.replace("NAME", name), course=course, day=date.today())
