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


RAILS = """class PostsController < ApplicationController
  before_action :load
  def show
    @body = params[:body]
    @form = params[:form]
    @safe = sanitize(params[:body])
  end
  def index
    @body = sanitize(params[:body])
    render :list
  end
  def edit
    @rows = [params[:row]]
    @ours = "ours"
    render partial: "rows", locals: {title: params[:title]}
  end
  private
  def load
    @always = params[:always]
  end
end
"""


@pytest.mark.parametrize("name, view, lines", [
    ("posts/show", "<%= @body %>\n<%= raw @body %>\n<%== @body %>\n<%= @body.html_safe %>\n<%= raw @safe %>\n<%= raw @ours %>", [2, 3, 4]),
    ("posts/show", "<%= raw @form[:a] %>\n<%= raw @always %>\n<%= raw h(@body) %>", [1, 2]),
    ("posts/index", "<%= raw @body %>\n<%= raw @always %>", [2]),
    ("posts/list", "<%= raw @body %>\n<%= raw @always %>\n<%= raw @form %>", [2]),
    ("posts/_rows", "<% @rows.each do |row| %>\n<%= row.html_safe %><% end %>\n<%= raw title %>\n<%= raw @ours %>", [2, 3]),
    ("other/show", "<%= raw @body %>", []),
])
def test_rails(name, view, lines):
    files = {"app/controllers/posts_controller.rb": RAILS, f"app/views/{name}.html.erb": view}
    project = Project(dict.fromkeys(files, "ruby"), lambda p: files[p].encode(), templates=[])
    for path in files:
        project.audit(path)
    assert sorted(h.span[0] for h in project.hits.values() if h.rule == "xss" and h.path.endswith(".erb")) == lines


def test_a_partial_gets_what_the_view_hands_on():
    files = {
        "app/controllers/a/posts_controller.rb": "class A::PostsController < ApplicationController\n  def show\n    @body = params[:body]\n  end\nend\n",
        "app/views/a/posts/show.html.erb": "<%= render 'part', text: @body %>\n<%= render 'shared/other', text: 'ours' %>",
        "app/views/a/posts/_part.html.erb": "<%= text.html_safe %>", "app/views/shared/_other.html.erb": "<%= text.html_safe %>\n<%= raw @body %>",
    }
    project = Project(dict.fromkeys(files, "ruby"), lambda p: files[p].encode())
    for path in files:
        project.audit(path)
    assert sorted((h.path, h.span[0]) for h in project.hits.values()) == [("app/views/a/posts/_part.html.erb", 1), ("app/views/shared/_other.html.erb", 2)]


@pytest.mark.parametrize("text", ["{{" * 200_000, "<%- a" * 100_000, "{{ a" + " " * 15_000 + "|", "{% autoescape off %}" * 20_000, "for (" * 100_000, "include '" * 100_000])
def test_hostile_templates_take_bounded_time(text):
    start = time.process_time()
    list(Templates(["a.ejs", "a.html"], lambda _: text.encode()).outputs("a.ejs"))
    list(Templates(["a.html"], lambda _: text.encode()).outputs("a"))
    assert time.process_time() - start < 10
