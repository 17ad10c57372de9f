"""A project's files of configuration, looked at by the tools that are made for them; only what is a matter of security becomes a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from ...auditing.finding import Confidence, Finding, Place
from ...auditing.rule import Severity
from ...auditing.sources import is_excluded, is_test
from ...checks import CHECKS, run_checks
from ...checks.kinds import deployment_files
from ...edges import runner
from ...edges.tree import DirectoryTree
from ...model.artefact import FileSet
from ...model.text import Text, same
from ...model.tree import Tree
from ...model.verdict import Finding as Objection
from ...model.verdict import Verdict, not_run

ASKED = ("actionlint", "checkov", "hadolint", "nginx", "zizmor")

_HADOLINT: Mapping[str, tuple[Severity, int, Text]] = {
    "DL3002": ("medium", 250, Text("The container runs as root", "Le conteneur tourne en root")),
    "DL3004": ("low", 250, Text("sudo in an image", "sudo dans une image")),
    "DL3006": ("low", 1104, Text("A base image without a version", "Image de base sans version")),
    "DL3007": ("low", 1104, Text("A base image that moves (latest)", "Image de base mouvante (latest)")),
    "DL3020": ("low", 829, Text("ADD instead of COPY", "ADD au lieu de COPY")),
    "DL3026": ("medium", 829, Text("A base image from a registry that is not allowed", "Image de base d'un registre non autorisé")),
}
"""The rules of hadolint that are a matter of security: https://github.com/hadolint/hadolint#rules. The others are of style, and ``devops-squad check`` shows them."""
_ZIZMOR: Mapping[str, int] = {
    "artipacked": 522, "bot-conditions": 290, "cache-poisoning": 349, "dangerous-triggers": 94, "excessive-permissions": 250, "github-env": 94, "hardcoded-container-credentials": 798, "insecure-commands": 77,
    "known-vulnerable-actions": 1395, "overprovisioned-secrets": 250, "ref-confusion": 829, "ref-version-mismatch": 829, "impostor-commit": 829, "secrets-inherit": 250, "self-hosted-runner": 653, "template-injection": 94,
    "unpinned-images": 1357, "unpinned-uses": 1357, "unredacted-secrets": 532, "unsound-contains": 697, "use-trusted-publishing": 522,
}
"""https://docs.zizmor.sh/audits/"""
_OF_OTHER_MATTERS = frozenset({"concurrency-limits", "anonymous-definition", "undocumented-permissions", "misfeature", "stale-action-refs", "superfluous-actions", "CKV_DOCKER_2", "CKV_DOCKER_5", "CKV_DOCKER_9", "CKV_DOCKER_7"})
"""Of cost, of style, of health checks; or, in checkov, what hadolint says already."""
_WORDS: Mapping[str, Severity] = {"error": "high", "warning": "medium", "info": "low"}

Which = Callable[[str], str | None]


def looked_at(tree: Tree, *, exclude: Iterable[str] = (), which: Which = runner.which) -> tuple[tuple[Finding, ...], tuple[Verdict, ...]]:
    """What the tools that are here object to, and every tool's word: that one is not installed stands in it.

    A file that a tool cannot even read is ``devops-squad check``'s matter, not this one's.
    """
    exclude = tuple(exclude)
    everything = deployment_files(tree)
    files = FileSet({path: held for path, held in everything.files.items() if not is_excluded(path, exclude)})
    wanted = [name for name in ASKED if files.of(*CHECKS[name].kinds)]
    # With nobody named, every check there is would be run.
    verdicts = run_checks(files, wanted, tree.root if isinstance(tree, DirectoryTree) else None, which=which) if wanted else ()
    found = [finding for verdict in verdicts for objection in verdict.findings if (finding := _finding(verdict, objection, tree)) is not None]
    return tuple(found), tuple(_without_findings(v) for v in verdicts)


def _without_findings(verdict: Verdict) -> Verdict:
    """A tool that objects was run all the same."""
    if verdict.state == "failed" and not verdict.findings and verdict.reason is not None:
        return not_run(verdict.check, verdict.subjects, verdict.reason, verdict.tool)
    return Verdict(verdict.check, "not run" if verdict.state == "not run" else "passed", verdict.subjects, verdict.tool, verdict.version, (), verdict.reason)


def _finding(verdict: Verdict, objection: Objection, tree: Tree) -> Finding | None:
    """None where it is no matter of security."""
    if objection.rule.rsplit("/", 1)[-1] in _OF_OTHER_MATTERS:
        return None
    confidence: Confidence = "high"
    severity, cwe, title = _WORDS.get(objection.level, "low"), 0, same(objection.rule)
    if verdict.check == "hadolint":
        if objection.rule not in _HADOLINT:
            return None
        severity, cwe, title = _HADOLINT[objection.rule]
    elif verdict.check == "zizmor":
        cwe = _ZIZMOR.get(objection.rule.rsplit("/", 1)[-1], 0)
    elif verdict.check == "actionlint":
        if "untrusted" not in objection.message and "credentials" not in objection.rule:
            return None
        severity, cwe = "high", 94
    elif verdict.check == "checkov":
        # It knows no severities of its own, and its policies are advice for every case.
        severity, confidence = "low", "medium"
    else:
        return None
    lines = tree.lines(objection.path) if hasattr(tree, "lines") else []
    source = lines[objection.line - 1].strip()[:200] if 0 < objection.line <= len(lines) else ""
    place = Place(objection.path, (objection.line, 0, objection.line, len(lines[objection.line - 1]) if source else 0), objection.rule, source)
    message = objection.text or same(" ".join(objection.message.split())[:500] or objection.rule)
    return Finding(f"{verdict.check}/{objection.rule}", place, severity, confidence, message, is_test=is_test(objection.path, ""), tool=verdict.tool or verdict.check, version=verdict.version, title=title, cwe=cwe)
