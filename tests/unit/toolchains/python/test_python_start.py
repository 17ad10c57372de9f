"""How a Python app is started, as its own deployment files say it, and what is left out."""

import pytest

from orchestration.edges.tree import MemoryTree
from orchestration.profiling import profile
from orchestration.toolchains.python.servers import exposed_port, stated_program, stated_servers
from orchestration.toolchains.python.source import own_sources

OBJECT = "from fastapi import FastAPI\n\napp = FastAPI()\n"


@pytest.mark.parametrize(("line", "expected", "file"), [
    ('CMD ["python", "-m", "bot"]', "python -m bot", "bot/__main__.py"),
    ('CMD ["python3", "-u", "main.py", "--port", "1"]', "python main.py --port 1", "main.py"),
    ("ENTRYPOINT python main.py", "python main.py", "main.py"),
    ('CMD ["uv", "run", "python", "main.py"]', "python main.py", "main.py"),
])
def test_the_program_of_an_image(line, expected, file):
    tree = MemoryTree({"Dockerfile": f"FROM python:3.12\n{line}\n", "bot/__main__.py": "", "main.py": ""})
    start, where = stated_program(tree, ".")
    assert (start.value.line, where, str(start.evidence[0])) == (expected, file, "Dockerfile:2")


@pytest.mark.parametrize("line", [
    'CMD ["python", "gone.py"]', 'CMD ["python", "manage.py", "runserver"]', 'CMD ["gunicorn", "main:app"]', "CMD python main.py && sleep 1", "CMD python $(cat main.py)", "RUN python main.py",
])
def test_what_is_no_program_of_the_project(line):
    assert stated_program(MemoryTree({"Dockerfile": f"FROM python:3.12\n{line}\n", "main.py": "", "manage.py": ""}), ".") is None


def test_a_program_that_only_calls_the_server_gives_way_to_the_server():
    files = {"requirements.txt": "fastapi\nuvicorn\n", "api.py": OBJECT, "main.py": 'import uvicorn\n\nuvicorn.run("api:app", port=8100)\n', "Dockerfile": 'FROM python:3.12\nCMD ["python", "main.py"]\n'}
    found = profile(MemoryTree(files))
    assert (found.command("start").line, found.port.value) == ("uvicorn api:app --host 0.0.0.0 --port 8100", 8100)


@pytest.mark.parametrize(("line", "port"), [
    ('CMD ["gunicorn", "--bind", "0.0.0.0:8010", "run:app"]', 8010), ('CMD ["gunicorn","-b",":8011","run:app"]', 8011), ("CMD gunicorn -b 0.0.0.0:8012 run:app", 8012),
    ('CMD ["uvicorn", "run:app", "--port", "8013"]', 8013), ('CMD ["uvicorn", "run:app"]', None),
])
def test_the_port_of_a_server_command(line, port):
    (one,) = stated_servers(MemoryTree({"Dockerfile": f"FROM python:3.12\n{line}\n"}), ".")
    assert (one.port, one.target) == (port, "run:app")


@pytest.mark.parametrize(("line", "port"), [("EXPOSE 9000", 9000), ("EXPOSE 8555/tcp", 8555), ("EXPOSE $PORT", None), ("EXPOSE 99999", None), ("# EXPOSE 1234", None)])
def test_an_exposed_port(line, port):
    found = exposed_port(MemoryTree({"Dockerfile": f"FROM python:3.12\n{line}\n"}), ".")
    assert (found and found.value) == port


def test_sources_of_a_project_below_are_its_own():
    files = {"pyproject.toml": '[project]\nname = "a"\n', "a/main.py": "", "b/pyproject.toml": '[project]\nname = "b"\n', "b/main.py": "", "c/pyproject.toml": "[tool.ruff]\n", "c/main.py": ""}
    assert own_sources(MemoryTree(files), ".") == ("a/main.py", "c/main.py")
    assert own_sources(MemoryTree(files), "b") == ("b/main.py",)


def test_python_of_a_uv_image():
    files = {"requirements.txt": "fastapi\nuvicorn\n", "main.py": OBJECT, "Dockerfile": "FROM ghcr.io/astral-sh/uv:0.5-python3.12-bookworm-slim\n"}
    assert (profile(MemoryTree(files)).runtime.value.requested, profile(MemoryTree(files)).runtime.source) == ("3.12", "Dockerfile:1")
    files["Dockerfile"] = "FROM ghcr.io/astral-sh/uv:0.11\n"
    assert profile(MemoryTree(files)).runtime.is_assumed


@pytest.mark.parametrize("deployed", [False, True])
def test_a_published_package_is_no_app_until_something_deploys_it(deployed):
    files = {"pyproject.toml": '[project]\nname = "tool"\nclassifiers = ["Topic :: Utilities"]\n[project.scripts]\ntool = "tool:main"\n', "tool/__main__.py": "", "tool/__init__.py": ""}
    found = profile(MemoryTree(files | ({"compose.yaml": "services: {}\n"} if deployed else {})))
    assert ("start" in found.commands) is deployed
    assert found.is_deployable is deployed and any(n.about == "start" for n in found.notices) is not deployed
