"""JSON, YAML and TOML files can be read at all, YAML without a key given twice."""

from __future__ import annotations

import json
import re
import tomllib

from ..edges.tree import strip_json_comments
from ..model.artefact import FileSet
from ..model.text import Text
from ..model.verdict import Finding, Verdict
from .check import OURS, Check, Context, judged, own_version, subjects
from .reading import yaml_lines


def _run(fileset: FileSet, context: Context) -> tuple[Verdict, ...]:
    findings: list[Finding] = []
    for path, (kind, text) in sorted(fileset.files.items()):
        if kind not in CHECK.kinds:
            continue
        try:
            _parse(path, kind, text)
        except yaml_lines.Broken as error:
            findings.append(Finding(path, error.line, "yaml", str(error)))
        except RecursionError:
            findings.append(Finding(path, 0, kind, "nested too deeply"))
        except ValueError as error:
            line = re.search(r"line (\d+)", str(error))
            findings.append(Finding(path, int(line[1]) if line else 0, kind, str(error)))
    return (judged(CHECK.id, subjects(fileset, CHECK.kinds), OURS, own_version(), findings),)


def _parse(path: str, kind: str, text: str) -> None:
    if kind == "toml":
        tomllib.loads(text)
    elif path.endswith((".yaml", ".yml")) or kind in ("yaml", "compose", "github-workflow", "github-action", "gitlab-ci", "dependabot"):
        yaml_lines.documents(text, unique_keys=kind != "gitlab-ci")
    else:
        # People's configuration files may hold comments; ours must not.
        json.loads(strip_json_comments(text) if path.endswith((".json5", ".jsonc", ".renovaterc")) else text)


CHECK = Check(
    id="data_syntax",
    title=Text("JSON, YAML and TOML can be read", "JSON, YAML et TOML lisibles"),
    kinds=frozenset({"json", "yaml", "toml", "renovate", "dependabot", "compose", "github-workflow", "github-action", "gitlab-ci"}),
    tool=OURS,
    how_to_get=Text("part of this program", "fait partie de ce programme"),
    run=_run,
)
