"""A project's files of configuration, looked at by the tools that are made for them; only what is a matter of security becomes a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from ...auditing.finding import Confidence, Finding, Place
from ...auditing.rule import Severity
from ...auditing.sources import is_excluded, is_test
from ...auditing.suppression import word_at
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
_ZIZMOR: Mapping[str, tuple[int, Text]] = {
    "artipacked": (522, Text("The checkout leaves a token behind", "Le checkout laisse un jeton derrière lui")),
    "bot-conditions": (290, Text("A condition on a name that anybody can take", "Condition sur un nom que chacun peut prendre")),
    "cache-poisoning": (349, Text("A release built from a cache that others write", "Livraison bâtie sur un cache où d'autres écrivent")),
    "dangerous-triggers": (94, Text("A trigger that runs others' code with this repository's rights", "Déclencheur qui exécute le code d'autrui avec les droits de ce dépôt")),
    "excessive-permissions": (250, Text("More permissions than the job needs", "Plus de permissions que la tâche n'en demande")),
    "github-env": (94, Text("Others' text written into the environment of later steps", "Texte d'autrui écrit dans l'environnement des étapes suivantes")),
    "hardcoded-container-credentials": (798, Text("A registry's password in the workflow", "Mot de passe d'un registre dans le workflow")),
    "impostor-commit": (829, Text("A commit that is not in the action's own repository", "Commit absent du dépôt même de l'action")),
    "insecure-commands": (77, Text("Commands in the log are obeyed", "Les commandes du journal sont exécutées")),
    "known-vulnerable-actions": (1395, Text("An action with a known vulnerability", "Action dont une vulnérabilité est connue")),
    "overprovisioned-secrets": (250, Text("All secrets where one is needed", "Tous les secrets là où un seul suffit")),
    "ref-confusion": (829, Text("A name that is a branch and a tag", "Nom à la fois de branche et d'étiquette")),
    "ref-version-mismatch": (829, Text("A commit that is not the version its comment names", "Commit qui n'est pas la version que nomme son commentaire")),
    "secrets-inherit": (250, Text("All secrets handed to another workflow", "Tous les secrets transmis à un autre workflow")),
    "self-hosted-runner": (653, Text("Others' code on a runner of one's own", "Code d'autrui sur sa propre machine")),
    "template-injection": (94, Text("Others' text becomes part of a script", "Le texte d'autrui devient une partie d'un script")),
    "unpinned-images": (1357, Text("An image that may change under its name", "Image qui peut changer sous son nom")),
    "unpinned-uses": (1357, Text("An action that may change under its name", "Action qui peut changer sous son nom")),
    "unredacted-secrets": (532, Text("A secret that the log does not hide", "Secret que le journal ne masque pas")),
    "unsound-contains": (697, Text("A condition that more fulfil than it seems", "Condition que plus de valeurs remplissent qu'il n'y paraît")),
    "use-trusted-publishing": (522, Text("A long-lived token where none is needed", "Jeton durable là où aucun n'est nécessaire")),
}
"""https://docs.zizmor.sh/audits/"""
_OF_TRUST = frozenset({"unpinned-uses", "unpinned-images"})
"""Nobody attacks by them but who holds the action already."""
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
        cwe, title = _ZIZMOR.get(objection.rule.rsplit("/", 1)[-1], (0, title))
        if objection.rule.rsplit("/", 1)[-1] in _OF_TRUST:
            severity = "medium"
    elif verdict.check == "actionlint":
        if "untrusted" not in objection.message and "credentials" not in objection.rule:
            return None
        severity, cwe = "high", 94
    elif verdict.check == "checkov":
        # It knows no severities of its own, and its policies are advice for every case.
        severity, confidence = "low", "medium"
    else:
        return None
    lines = (tree.text(objection.path) or "").split("\n")
    source = lines[objection.line - 1].strip()[:200] if 0 < objection.line <= len(lines) else ""
    place = Place(objection.path, (objection.line, 0, objection.line, len(lines[objection.line - 1]) if source else 0), objection.rule, source)
    message = objection.text or same(" ".join(objection.message.split())[:500] or objection.rule)
    rule = f"{verdict.check}/{objection.rule}"
    word = word_at(objection.path, lines, objection.line, rule, cwe)
    return Finding(rule, place, severity, confidence, message, suppression=word.suppression if word is not None else None, is_test=is_test(objection.path, ""), tool=verdict.tool or verdict.check, version=verdict.version, title=title, cwe=cwe)
