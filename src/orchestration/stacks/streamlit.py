"""Streamlit: a script its own server runs; it answers ``/_stcore/health``."""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType

from ..model.command import Command
from ..model.container import ContainerFacts
from ..model.facts import Detection, Evidence, Fact, assume
from ..model.profile import Manifest, Profile, Reading
from ..model.provider import Stack
from ..model.tree import Tree, join
from ..toolchains.python.frameworks import version_of
from ..toolchains.python.images import http_probe
from ..toolchains.python.servers import stated_servers
from ..toolchains.python.source import own_sources

_USUAL = ("streamlit_app.py", "app.py", "main.py", "Home.py", "home.py", "src/streamlit_app.py", "src/app.py", "src/main.py", "app/main.py", "app/app.py", "Hello.py", "🏠_Home.py")


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    fact = manifest.dependencies.get("streamlit")
    at = _script(tree, app)
    if at is None:
        return Detection("streamlit", 40, fact.evidence) if fact else None
    return Detection("streamlit", 84 if fact else 70, (at, *(fact.evidence if fact else ())))


def _script(tree: Tree, app: str) -> Evidence | None:
    for one in stated_servers(tree, app):
        match = re.search(r"streamlit\s+run\s+[\"']?([\w./-]+\.py)", one.evidence.quote)
        if match and tree.has(join(app, match[1].removeprefix("./"))):
            return Evidence(join(app, match[1].removeprefix("./")), 0, one.evidence.quote)
    imports = [p for p in own_sources(tree, app) if re.search(r"^\s*import streamlit\b|^\s*from streamlit\b", tree.text(p) or "", re.M)]
    usual = [join(app, name) for name in _USUAL]
    for path in sorted(imports, key=lambda p: (usual.index(p) if p in usual else 99, "/pages/" in p, p.count("/"), p)):
        if "/pages/" not in f"/{path}":
            return tree.find(path, r"^\s*(?:import|from) streamlit\b")
    return None


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    at = _script(tree, app)
    config = join(app, ".streamlit/config.toml")
    data = tree.data(config) if tree.has(config) else None
    server = data.get("server") if isinstance(data, dict) else None
    stated = server.get("port") if isinstance(server, dict) else None
    port = next((Fact(s.port, (s.evidence,)) for s in stated_servers(tree, app) if s.port), None) or (Fact(stated, (tree.key(config, "server", "port"),)) if isinstance(stated, int) else None) \
        or assume(8501, "Streamlit's default port", "le port par défaut de Streamlit")
    version = version_of(manifest, "streamlit")
    if at is None:
        return Reading(framework_version=version, port=port)
    name = at.path if app == "." else at.path[len(app) + 1:]
    start = Command("streamlit", "run", name, "--server.address=0.0.0.0", f"--server.port={port.value}", "--server.headless=true", "--browser.gatherUsageStats=false")
    dev = Command("streamlit", "run", name, "--server.address=0.0.0.0", f"--server.port={port.value}", "--server.headless=true", "--server.runOnSave=true")
    return Reading(framework_version=version, port=port, entry=Fact(name, (at,)), commands=MappingProxyType({"start": Fact(start, (at,)), "dev": Fact(dev, (at,))}),
                   health_path=assume("/_stcore/health", "Streamlit's own health endpoint", "le point de santé de Streamlit"), traits=MappingProxyType({"python.interface": Fact("own", (at,))}))


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    assert profile.port
    env = {**facts.run_env, "HOME": "/tmp"}
    context = tuple(sorted({*facts.context, *(e for e in profile.entries if e == ".streamlit/")}))
    return replace(facts, run_env=dict(sorted(env.items())), probe=http_probe(profile.port.value, "/_stcore/health", True, False), context=context)


STACK = Stack("streamlit", "Streamlit", "python", detect, read, container)
