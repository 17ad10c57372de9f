"""The site server: what is written in the kit is what is emitted, and what cannot be served safely is refused."""

import pytest

from orchestration.kits import kit
from orchestration.kits.static import DOCUMENT_ROOT, base_path, served, static_server
from orchestration.model.command import Command
from orchestration.model.container import ContainerFacts, Copy, ImageRef
from orchestration.model.errors import BadValue
from orchestration.model.profile import StaticSite


def test_the_kit_is_a_fixed_point():
    assert static_server(StaticSite(".", False)).config == kit("static/nginx.conf")


@pytest.mark.parametrize("path", ["/../", "/a b/", "/$uri/", "/a;b/", "/x\n/", "/{/"])
def test_a_hostile_base_path_is_refused(path):
    with pytest.raises(BadValue):
        static_server(StaticSite(".", False, base_path=path))


@pytest.mark.parametrize("page", ["../404.html", "4;04.html", "a b.html", "$x"])
def test_a_hostile_not_found_page_is_refused(page):
    with pytest.raises(BadValue):
        static_server(StaticSite(".", False, page))


def test_a_header_with_a_variable_is_refused():
    with pytest.raises(BadValue):
        static_server(StaticSite(".", False), headers={"X-A": "$host"})


def test_base_paths():
    assert [base_path(StaticSite(".", False, base_path=p)) for p in ("", "/", "docs", "/a/b/")] == ["/", "/", "/docs/", "/a/b/"]


def test_a_built_site_and_one_that_is_only_files():
    image = ImageRef("node", "24", os="debian-trixie")
    recipe = ContainerFacts(image, image, Command("node"), run_env={"NODE_ENV": "production"}, production=(Copy(("/app/node_modules",), "./"),))
    built = served(recipe, StaticSite("dist", True, base_path="/docs"), "/app/dist")
    assert built.outputs == (Copy(("/app/dist/",), DOCUMENT_ROOT + "/docs/"),) and built.production == () and built.runtime_image.name == "nginx"
    assert built.stop_signal == "SIGQUIT" and not built.needs_init and "NODE_ENV" not in built.run_env
    plain = served(recipe, StaticSite("public", False), "")
    assert plain.outputs == () and plain.final_sources[1] == Copy(("public/",), DOCUMENT_ROOT + "/")
