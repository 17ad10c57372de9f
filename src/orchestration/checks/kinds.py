"""Which kind a file is by its path and text, and the deployment files of a project people wrote."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from ..model.artefact import FileSet, Kind
from ..model.tree import Tree

_DOCKERFILE = re.compile(r"(?:^|[.\-_])(?:docker|container)file(?:[.\-_]|$)", re.I)
_COMPOSE = re.compile(r"^(?:docker-)?compose(?:[.\-_][\w.\-]+)?\.ya?ml$", re.I)
_RENOVATE = {"renovate.json", "renovate.json5", ".renovaterc", ".renovaterc.json", ".renovaterc.json5"}
_ENV_EXAMPLE = re.compile(r"^(?:\.env|env)\.(?:example|sample|template|dist)$|^\.(?:example|sample)\.env$|^example\.env$")
_TOOL_CONFIG = {".hadolint.yaml", ".hadolint.yml", "zizmor.yml", "zizmor.yaml", "actionlint.yaml", "actionlint.yml"}
"""People's own settings of the linters; they are laid out with the files so that the linters honour them."""
_SUFFIXES: dict[str, Kind] = {
    ".js": "javascript",
    ".mjs": "javascript",
    ".cjs": "javascript",
    ".ts": "typescript",
    ".mts": "typescript",
    ".cts": "typescript",
    ".py": "python",
    ".go": "go",
    ".java": "java",
    ".json": "json",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".toml": "toml",
    ".md": "markdown",
    ".sh": "shell",
    ".bash": "shell",
    ".txt": "text",
}
_SHEBANG = re.compile(r"^#!\s*/(?:usr/)?bin/(?:env\s+(?:-S\s+)?)?(?:ba|da|k|a)?sh\b")
_SNIPPET = re.compile(r"^\s*(?:server|http|upstream|location|events)\b[^;{]*\{", re.M)


def kind_of(path: str, text: str) -> Kind | None:
    """The kind of a file; None where nothing of ours consumes it.

    Args:
        path: relative to the project's root.
        text: its content; only looked at where the name leaves it open.
    """
    pure = PurePosixPath(path)
    name, parent = pure.name, str(pure.parent)
    if name.endswith(".dockerignore"):
        return "dockerignore"
    if parent == ".github/workflows" and name.endswith((".yml", ".yaml")):
        return "github-workflow"
    if name in ("action.yml", "action.yaml") and re.search(r"^runs:", text, re.M):
        return "github-action"
    if parent == ".github" and name in ("dependabot.yml", "dependabot.yaml"):
        return "dependabot"
    if name in _RENOVATE and parent in (".", ".github", ".gitlab"):
        return "renovate"
    if (
        name == ".gitlab-ci.yml"
        or (name.endswith((".gitlab-ci.yml", ".gitlab-ci.yaml")))
        or (parent.startswith(".gitlab/ci") and name.endswith((".yml", ".yaml")))
    ):
        return "gitlab-ci"
    if _COMPOSE.match(name) and re.search(r"^(?:services|include|volumes|networks|configs|secrets|x-[\w-]+)\s*:", text, re.M):
        return "compose"
    if _DOCKERFILE.search(name) and pure.suffix not in (".md", ".py", ".sh", ".js", ".ts", ".go", ".json", ".yml", ".yaml", ".j2", ".tmpl", ".erb"):
        return "dockerfile" if re.search(r"^\s*FROM\s+\S", text, re.M | re.I) else None
    if _ENV_EXAMPLE.match(name):
        return "env-example"
    if (
        name.endswith((".conf", ".conf.template"))
        and _SNIPPET.search(text)
        and ("nginx" in path.lower() or "conf.d/" in path or name == "default.conf")
        and re.search(r"\b(?:listen|proxy_pass|worker_connections|try_files)\b", text)
    ):
        return "nginx"
    if pure.suffix in (".yml", ".yaml") and (found := _monitoring(text)):
        return found
    if pure.suffix == ".json" and re.search(r'"schemaVersion"\s*:', text) and re.search(r'"panels"\s*:', text):
        return "grafana-dashboard"
    if pure.suffix == ".json" and "sentry" in pure.parts:
        return "sentry"
    if pure.suffix == ".md" and pure.parts[-3:-1] == ("monitoring", "loki"):
        return "logql"
    if pure.suffix == ".json" and (found := _datadog(text)):
        return found
    if pure.suffix in _SUFFIXES:
        return _SUFFIXES[pure.suffix]
    if not pure.suffix and _SHEBANG.match(text):
        return "shell"
    return None


_MONITORING: tuple[tuple[Kind, str], ...] = (
    ("prometheus-tests", r"^rule_files:(?s:.*)^tests:"),
    ("prometheus-rules", r"^groups:\s*$(?s:.*)^\s*(?:- )?(?:expr|record|alert):\s"),
    ("prometheus-config", r"^scrape_configs:"),
    ("alertmanager-config", r"^route:\s*$(?s:.*)^receivers:\s*$"),
    ("datadog-openmetrics", r"^\s*-?\s*openmetrics_endpoint:"),
    ("openslo", r"^apiVersion:\s*[\"']?openslo/"),
)
"""Kind → what only such a file holds."""


def _monitoring(text: str) -> Kind | None:
    return next((kind for kind, pattern in _MONITORING if re.search(pattern, text, re.M)), None)


_DATADOG: tuple[tuple[Kind, str], ...] = (
    ("datadog-dashboard", r'"widgets"\s*:(?s:.*)"layout_type"\s*:|"layout_type"\s*:(?s:.*)"widgets"\s*:'),
    ("datadog-slo", r'"type"\s*:\s*"(?:metric|time_slice|monitor)"(?s:.*)"(?:thresholds|timeframe)"\s*:'),
    ("datadog-monitor", r'"type"\s*:\s*"(?:(?:[\w-]+ )+alert|composite|service check)"(?s:.*)"query"\s*:'),
)


def _datadog(text: str) -> Kind | None:
    return next((kind for kind, pattern in _DATADOG if re.search(pattern, text)), None)


DEPLOYMENT_KINDS = frozenset(
    {
        "dockerfile",
        "dockerignore",
        "compose",
        "github-workflow",
        "github-action",
        "gitlab-ci",
        "dependabot",
        "renovate",
        "env-example",
        "nginx",
    }
)
_CANDIDATE = re.compile(r"docker|container|compose|\.github/|gitlab|renovate|env|nginx|\.conf|action\.ya?ml|conf\.d/", re.I)
_ENTRYPOINT = re.compile(
    r"(?:^|/)(?:docker-?)?(?:entrypoint|start|healthcheck)[\w.-]*$|(?:^|/)(?:docker|deploy)/[^/]+\.sh$|(?:^|/)docker-[\w-]+\.sh$", re.I
)
MAX_FILES = 400


def deployment_files(tree: Tree) -> FileSet:
    """The files of a project that deploy it: what people wrote for Docker, compose, CI, updates, nginx, and their entry scripts.

    Examples below ``tests``, ``fixtures``, ``examples`` or ``templates`` deploy nothing, so they are left out.
    """
    found: dict[str, tuple[Kind, str]] = {}
    for path in tree.files():
        if len(found) >= MAX_FILES:
            break
        parts = path.split("/")
        if any(
            part in ("tests", "test", "testdata", "fixtures", "__fixtures__", "__tests__", "examples", "templates", "docs") for part in parts[:-1]
        ):
            continue
        is_config = parts[-1] in _TOOL_CONFIG
        if not (is_config or _CANDIDATE.search(path) or _ENTRYPOINT.search(path)):
            continue
        text = tree.text(path)
        if text is None:
            continue
        kind = kind_of(path, text)
        if kind in DEPLOYMENT_KINDS or (kind == "shell" and _ENTRYPOINT.search(path)):
            found[path] = (kind, text)
        elif is_config:
            found[path] = ("yaml", text)
    return FileSet(found)
