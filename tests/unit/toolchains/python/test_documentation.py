"""Documentation sites: what counts as one, and the image that makes and serves it."""

import pytest

from orchestration.edges.tree import MemoryTree
from orchestration.profiling import assumed, profile
from orchestration.stacks import STACKS
from orchestration.toolchains import TOOLCHAINS

SITE = {"mkdocs.yml": "site_name: X\n", "docs/index.md": "# X\n", "requirements.txt": "mkdocs==1.6.1\n", "README.md": "", ".github/workflows/ci.yml": "on: push\n", "Dockerfile": "FROM scratch\n"}


def recipe(found):
    return STACKS[found.stack.value].container(found, TOOLCHAINS[found.toolchain.value].container(found))


def test_the_image_of_a_site():
    facts = recipe(profile(MemoryTree(SITE)))
    assert facts.build_image.name == "python" and facts.runtime_image.name == "nginx"
    assert [c.line for s in facts.build for c in s.commands] == ["mkdocs build"]
    assert facts.outputs[0].sources == ("/app/site/",)
    # Pages include what lies beside them, so unlike an app's image the build sees readme and docs.
    assert facts.context == ("README.md", "docs/", "mkdocs.yml", "requirements.txt")


def test_a_tool_no_manifest_names_is_installed_and_said():
    found = profile(MemoryTree({k: v for k, v in SITE.items() if k != "requirements.txt"}))
    assert [n.about for n in found.notices if n.level == "warning"] == ["lockfile"]
    assert "pip install --disable-pip-version-check mkdocs" in recipe(found).install[-1].commands[-1].line


@pytest.mark.parametrize("output", ["../../etc", "/srv/www", "$(id)", "a b"])
def test_an_output_that_is_no_directory_of_the_project(output):
    assert profile(MemoryTree({**SITE, "mkdocs.yml": f"site_name: X\nsite_dir: {output}\n"})).site.value.output == "site"


@pytest.mark.parametrize("more", [{"app/main.py": "from fastapi import FastAPI\napp = FastAPI()\n"}, {"library/__init__.py": "", "pyproject.toml": '[project]\nname = "library"\n[project.scripts]\nx = "library:x"\n'}])
def test_the_manual_of_something_else_is_no_site(more):
    assert profile(MemoryTree(SITE | more)).stack.value != "mkdocs"


@pytest.mark.parametrize(("name", "output"), [("mkdocs", "site"), ("sphinx", "docs/_build/html")])
def test_by_name_alone(name, output):
    found = assumed(name)
    assert (found.stack.value, found.site.value.output, found.site.is_assumed) == (name, output, True)
    assert recipe(found).stop_signal == "SIGQUIT"
