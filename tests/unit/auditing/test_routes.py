"""A part of an address that its route lets only be a number or a word is no text of an attacker's."""

import time

import pytest

from orchestration.auditing.languages import SUFFIXES
from orchestration.auditing.project import Project
from orchestration.auditing.routes import of_views, settled


@pytest.mark.parametrize("text, names", [
    ("/a/<int:id>/<string:name>/<path:rest>/<uuid:u>/<any(a,b):kind>", {"id", "u", "kind"}),
    ("<int:pk>/<slug:slug>/<str:name>/<name>", {"pk", "slug"}),
    ("/<id:int>/<name:re:[a-z]+>/<other:re:.+>", {"id", "name"}),
    (r"/a/:id(\d+)/:name/:file(.*)/:kind(a|b)/:hex([0-9a-f]{24})", {"id", "kind", "hex"}),
    (r"/{id:\d+}/{name}/{rest:.*}/{code:[A-Z]{2}}/{n:int}", {"id", "code", "n"}),
    (r"^(?P<year>[0-9]{4})/(?P<slug>[\w-]+)/(?P<rest>[^/]+)/(?P<all>.+)/(?P<dots>[\w.]+)$", {"year", "slug"}),
    ("/{year:int}/{name:path}/{word:str}", {"year"}),
    ("/plain", set()),
])
def test_settled(text, names):
    assert settled(text) == names


def test_a_view_that_two_routes_lead_to_is_as_safe_as_the_worse():
    assert of_views(["urlpatterns = [path('a/<int:pk>', views.a), path('b/<str:pk>', views.a), path('c/<int:pk>', login_required(views.C.as_view()), name='c'),\n re_path(r'^d/(?P<n>\\d+)$', d)]"]) \
        == {"C": {"pk"}, "d": {"n"}}


@pytest.mark.parametrize("text", ["<a" * 50_000, "{a:" * 50_000, ":a(" * 50_000, "path('" * 50_000, "<int:" + "a" * 100_000])
def test_hostile_routes_take_bounded_time(text):
    start = time.process_time()
    settled(text)
    of_views([text])
    assert time.process_time() - start < 5


CASES = {
    "Django": ({
        "urls.py": "from django.urls import path\nurlpatterns = [path('<int:pk>/<str:name>/', views.show), path('c/<uuid:key>/<path:rest>/', views.Show.as_view())]",
        "views.py": "import os\nfrom django.views import View\ndef show(request, pk, name):\n os.system('a %s' % pk)\n os.system(name)\nclass Show(View):\n def get(self, request, key, rest):\n  os.system(key)\n  os.system(rest)\n"
                    "  os.system(self.kwargs['key'])\n  os.system(self.kwargs['rest'])\n",
    }, [("views.py", 5), ("views.py", 9), ("views.py", 11)]),
    "Flask": ({"a.py": "import os\nfrom flask import Flask\napp = Flask(__name__)\n@app.route('/<int:id>/<name>')\ndef a(id, name):\n os.system(f'a {id}')\n os.system(name)\n return ''\n"}, [("a.py", 7)]),
    "Express": ({"a.js": "const {exec} = require('child_process');\napp.get('/:id(\\\\d+)/:name', (req, res) => {\n exec('a ' + req.params.id);\n const {id, name} = req.params;\n exec(id);\n exec(name) });\n"
                         "app.get('/:id', (req, res) => {\n exec(req.params.id) })"}, [("a.js", 6), ("a.js", 8)]),
    "Spring": ({"A.java": "@RestController class A {\n @GetMapping(\"/{id}/{n:\\\\d+}/{t}\") void a(@PathVariable long id, @PathVariable(\"n\") String number, @PathVariable String t) throws Exception {\n"
                          "  Runtime.getRuntime().exec(\"a\" + id);\n  Runtime.getRuntime().exec(number);\n  Runtime.getRuntime().exec(t); } }"}, [("A.java", 5)]),
}


@pytest.mark.parametrize("name", CASES)
def test_found(name):
    files, expected = CASES[name]
    project = Project({p: SUFFIXES["." + p.rsplit(".", 1)[1]] for p in files}, lambda p: files[p].encode())
    for path in sorted(files):
        project.audit(path)
    assert sorted((h.path, h.span[0]) for h in project.hits.values() if h.rule == "command-injection") == expected
