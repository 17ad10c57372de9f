"""A value's way goes on in the template it is handed to, whatever that is written in."""

import time

import pytest

from orchestration.auditing.project import Project
from orchestration.auditing.templates import Templates

EXPRESS = "const express = require('express'); const app = express();\napp.get('/', (req, res) => { res.render('%s', {q: req.query.q, n: 1, out: {q: req.query.q, all: [req.query.a]}}); });\n"
FLASK = "from flask import request, render_template\ndef page():\n    return render_template('%s', q=request.args['q'], n=1)\n"


def found(code, path, templates):
    files = {path: code, **templates}
    project = Project({path: "python" if path.endswith(".py") else "javascript"}, lambda p: files[p].encode(), templates=templates)
    project.audit(path)
    return sorted((h.path, h.span[0], h.says) for h in project.hits.values() if h.rule == "xss")


@pytest.mark.parametrize("name, template, lines", [
    ("a.ejs", "<p><%= q %></p>\n<p><%- q %></p>\n<p><%- n %></p>", [2]),
    ("a.ejs", "<%- out.q %><%- out['q'] %><%- out.n %>", [1]),
    ("a.ejs", "<% for (const one of out.all) { %>\n<%- one %>\n<% } %>", [2]),
    ("a.ejs", "<% out.all.forEach(function (one) { %>\n<%- one %><% }) %>", [2]),
    ("a.hbs", "{{q}}\n{{{q}}}\n{{& q}}", [2, 3]),
    ("a.pug", "p= q\np!= q\np #{q} !{q}", [2, 3]),
    ("a.njk", "{{ q }}\n{{ q | safe }}\n{{ n|safe }}\n{% autoescape false %}\n{{ q }}\n{% endautoescape %}\n{{ q }}", [2, 5]),
    ("other.ejs", "<%- q %>", []),
])
def test_express(name, template, lines):
    assert [line for _, line, _ in found(EXPRESS % "a", "app.js", {f"views/{name}": template})] == lines


def test_flask_and_what_a_template_includes():
    templates = {"templates/x/a.html": "{% extends 'x/base.html' %}{{ q }}", "templates/x/base.html": "{% include 'x/part.html' %}", "templates/x/part.html": "\n{{ q|safe }}"}
    assert found(FLASK % "x/a.html", "app.py", templates) == [("templates/x/part.html", 2, "q")]


@pytest.mark.parametrize("text", ["{{" * 200_000, "<%- a" * 100_000, "{{ a" + " " * 15_000 + "|", "{% autoescape off %}" * 20_000, "for (" * 100_000, "include '" * 100_000])
def test_hostile_templates_take_bounded_time(text):
    start = time.process_time()
    list(Templates(["a.ejs", "a.html"], lambda _: text.encode()).outputs("a.ejs"))
    list(Templates(["a.html"], lambda _: text.encode()).outputs("a"))
    assert time.process_time() - start < 10
