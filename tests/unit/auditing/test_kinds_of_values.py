"""What a value is — an attacker's, a password, a predictable number — decides where it does harm, and what ends that."""

import pytest

from orchestration.auditing.project import Project


def found(files, *wanted):
    languages = {path: "python" if path.endswith(".py") else "javascript" for path in files}
    project = Project(languages, lambda path: files[path].encode())
    for path in languages:
        project.audit(path)
    return sorted((h.path, h.span[0]) for h in project.hits.values() if h.rule in wanted)


REDIRECT = """from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
def checks(url):
    return {test}
def view(request):
    url = request.GET.get('next')
    if checks(url):
        return redirect(url)
"""


@pytest.mark.parametrize("test, count", [("url_has_allowed_host_and_scheme(url, allowed_hosts=None)", 0), ("len(url) > 3", 1), ("url and url_has_allowed_host_and_scheme(url)", 0), ("not url_has_allowed_host_and_scheme(url)", 1)])
def test_a_function_that_returns_one_test_vouches_as_that_test_does(test, count):
    assert len(found({"a.py": REDIRECT.format(test=test)}, "open-redirect")) == count


@pytest.mark.parametrize("test, count", [("process.env.NODE_ENV === 'development'", 0), ("config.env !== 'production'", 0), ("process.env.NODE_ENV === 'production'", 1), ("config.name === 'development'", 1)])
def test_what_runs_in_production_is_looked_at(test, count):
    assert len(found({"a.js": f"app.get('/', (req, res) => {{ if ({test}) eval(req.query.a); }});"}, "code-injection")) == count


def test_a_secret_is_said_once_where_it_was_drawn():
    code = "import random\ndef make(user):\n    number = str(random.randint(0, 9))\n    user.otp = number\n    send(otp=number)\n    token = number\n"
    assert len(found({"a.py": code}, "predictable-secret")) == 1


def test_what_a_test_hands_in_is_no_constant_of_the_program():
    files = {"a.py": "import jwt\ndef issue(user, key):\n    return jwt.encode({'u': user}, key)\n", "tests/test_a.py": "from a import issue\ndef test_a():\n    issue('u', 'a-key')\n"}
    assert found(files, "jwt-constant-secret") == []
    assert found({**files, "b.py": "from a import issue\ndef b():\n    issue('u', 'a-key')\n"}, "jwt-constant-secret") == [("a.py", 3)]


def test_what_an_unknown_function_makes_of_a_password_is_none():
    code = "import logging\ndef login(name, password):\n    logging.info(check(name, password))\n    logging.info('%s', len(password))\n    logging.info(password.strip())\n    logging.info({'p': password})\n"
    assert found({"a.py": code}, "secret-in-log") == [("a.py", 5), ("a.py", 6)]


@pytest.mark.parametrize("path, code", [("a.py", "import os, re\nfrom flask import request\ndef f():\n    os.system(re.sub('a', 'b', request.args['x']))\n"), ("a.js", "app.get('/', (req, res) => { eval(req.query.a.replace(/x/, 'y')); });")])
def test_a_text_that_was_searched_is_still_the_attackers(path, code):
    assert found({path: code}, "command-injection", "code-injection")


def test_a_tests_own_secrets_guard_nothing():
    code = "import jwt\ndef make():\n    return jwt.encode({}, 'a-key')\n"
    assert found({"a.py": code}, "jwt-constant-secret") == [("a.py", 3)]
    assert found({"tests/test_a.py": code}, "jwt-constant-secret") == []
