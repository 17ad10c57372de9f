"""Create React App: files in ``build``."""

from __future__ import annotations

from ..model.facts import Detection, Evidence, Fact
from ..model.profile import Manifest, Reading, StaticSite
from ..model.provider import Stack
from ..model.tree import Tree
from ..toolchains.node.framework import base_path, by_dependency, router, runs_own_server, unchanged

_detect = by_dependency("cra", 75, "react-scripts", "react-app-rewired", "@craco/craco")


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    found = _detect(tree, app, manifest)
    return Detection("cra", 40, found.evidence) if found and runs_own_server(manifest) else found


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    version = manifest.dependency("react-scripts", "react-app-rewired", "@craco/craco")
    assert version
    traits = {"env.public_prefix": Fact("REACT_APP_", version.evidence)}
    if runs_own_server(manifest):
        return Reading(framework_version=version, traits=traits)
    data = tree.data(manifest.path)
    home = data.get("homepage") if isinstance(data, dict) else None
    base = Fact(home, (tree.key(manifest.path, "homepage"),)) if isinstance(home, str) and home not in (".", "./") else None
    found = router(tree, app, manifest)
    evidence = (*version.evidence, *(found.evidence if found else ()), *(base.evidence if base else ()))
    return Reading(framework_version=version, traits=traits, site=Fact(StaticSite("build", found is not None, "", False, base_path(base), ("static",)), evidence or (Evidence(manifest.path),)))


STACK = Stack("cra", "Create React App", "node", detect, read, unchanged, aliases=("create-react-app", "react-scripts"))
