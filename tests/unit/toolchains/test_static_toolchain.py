"""What counts as a site of its own, what is another project's public directory, and how paths answer."""

import pytest

from orchestration.edges.tree import MemoryTree
from orchestration.profiling import assumed, profile
from orchestration.stacks import STACKS
from orchestration.toolchains import TOOLCHAINS
from orchestration.toolchains.static import detect

PAGE = "<!doctype html><title>x</title>"


def recipe(found):
    return STACKS[found.stack.value].container(found, TOOLCHAINS[found.toolchain.value].container(found))


def test_a_page_at_the_root():
    found = profile(MemoryTree({"index.html": PAGE, "404.html": PAGE, "css/site.css": "", "README.md": "", "Dockerfile.old": "", "tests/a.js": ""}, "shop"))
    assert (found.stack.value, found.language.value, found.port.value, found.runtime) == ("static", "html", 8080, None)
    assert found.site.value.not_found_page == "404.html" and found.site.source == "index.html"
    assert recipe(found).context == ("404.html", "css/", "index.html")


def test_a_page_below_public():
    found = profile(MemoryTree({"public/index.html": PAGE, "firebase.json": '{"hosting": {"public": "public",\n"rewrites": [{"source": "**", "destination": "/index.html"}]}}'}))
    assert found.path == "." and found.site.value.output == "public" and found.site.value.spa_fallback
    assert str(found.site.evidence[1]) == "firebase.json:2"
    assert recipe(found).context == ("public/",)


@pytest.mark.parametrize("files", [
    {"go.mod": "module x", "web/static/index.html": PAGE},
    {"pyproject.toml": "[project]\nname='x'", "index.html": PAGE},
    {"index.html": PAGE, "blog/index.html": PAGE, "blog/2024/index.html": PAGE},
])
def test_pages_of_another_project_are_no_sites(files):
    tree = MemoryTree(files)
    claimed = [f.rpartition("/")[0] or "." for f in files if f.endswith("index.html") and detect(tree, f.rpartition("/")[0] or ".")]
    assert claimed in ([], ["."]) and ("." not in claimed or "blog/index.html" in files)


def test_a_manifest_that_only_previews():
    tree = MemoryTree({"index.html": PAGE, "package.json": '{"scripts": {"start": "live-server --port=3000"}, "devDependencies": {"live-server": "1"}}'})
    assert detect(tree, ".").grade == 75
    assert detect(MemoryTree({"index.html": PAGE, "package.json": '{"scripts": {"build": "vite build"}}'}), ".") is None
    assert detect(MemoryTree({"index.html": PAGE, "package.json": '{"devDependencies": {"vite": "7"}}'}), ".") is None


def test_hugo_with_and_without_a_stated_version():
    files = {"hugo.toml": 'baseURL = "https://example.org/docs/"', "content/_index.md": ""}
    found = profile(MemoryTree(files))
    assert (found.stack.value, found.site.value.output, found.site.value.base_path) == ("hugo", "public", "/docs/")
    assert "hugo" in recipe(found).build_packages and recipe(found).notices
    stated = recipe(profile(MemoryTree(files | {"netlify.toml": '[build.environment]\nHUGO_VERSION = "0.150.1"\n'})))
    assert stated.build_image.name == "golang" and "github.com/gohugoio/hugo@v0.150.1" in stated.setup[0].commands[0].line and not stated.notices


def test_by_name_alone():
    assert assumed("static").site.is_assumed and assumed("hugo").commands["build"].value.line == "hugo --gc --minify"
