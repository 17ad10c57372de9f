"""Vue CLI: files in ``dist``."""

from __future__ import annotations

from ..model.facts import Detection, Fact
from ..model.profile import Manifest, Reading, StaticSite
from ..model.provider import Stack
from ..model.tree import Tree
from ..toolchains.node.config import config_file, literal
from ..toolchains.node.framework import base_path, by_dependency, directory, flag, router, runs_own_server, unchanged

_detect = by_dependency("vue-cli", 75, "@vue/cli-service")


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    found = _detect(tree, app, manifest)
    return Detection("vue-cli", 40, found.evidence) if found and runs_own_server(manifest) else found


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    version = manifest.dependency("@vue/cli-service")
    assert version
    traits = {"env.public_prefix": Fact("VUE_APP_", version.evidence)}
    if runs_own_server(manifest):
        return Reading(framework_version=version, traits=traits)
    config = config_file(tree, app, "vue.config")
    out, base = flag(manifest, "vue-cli-service build", "--dest") or literal(tree, config, "outputDir"), literal(tree, config, "publicPath")
    found = router(tree, app, manifest)
    site = StaticSite((directory(out.value) if out else "") or "dist", found is not None, "", False, base_path(base), ("js", "css", "img", "fonts"))
    return Reading(framework_version=version, traits=traits, site=Fact(site, (*(out.evidence if out else version.evidence), *(found.evidence if found else ()))))


STACK = Stack("vue-cli", "Vue CLI", "node", detect, read, unchanged)
