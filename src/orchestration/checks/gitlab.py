"""Rules of our own on GitLab pipelines: what the schema passes and the server, or an attacker, would not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model.artefact import FileSet
from ..model.text import Text
from ..model.verdict import Finding, Verdict
from .check import OURS, Check, Context, judged, objection, own_version, subjects
from .reading import gitlab_pipeline, yaml_lines
from .reading.gitlab_pipeline import Pipeline
from .reading.scripts import job_lines
from .reading.yaml_lines import Map, Str

UNTRUSTED = (
    "CI_COMMIT_MESSAGE",
    "CI_COMMIT_TITLE",
    "CI_COMMIT_DESCRIPTION",
    "CI_COMMIT_REF_NAME",
    "CI_COMMIT_BRANCH",
    "CI_COMMIT_TAG",
    "CI_COMMIT_TAG_MESSAGE",
    "CI_COMMIT_AUTHOR",
    "CI_MERGE_REQUEST_TITLE",
    "CI_MERGE_REQUEST_DESCRIPTION",
    "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME",
    "CI_MERGE_REQUEST_LABELS",
    "CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME",
    "GITLAB_USER_NAME",
)
"""Predefined variables whose value anyone who can push a branch or open a merge request chooses
(docs.gitlab.com/ci/variables/predefined_variables)."""

LONG_LIVED = re.compile(
    r"\b(AWS_ACCESS_KEY_ID|AWS_SECRET_ACCESS_KEY|GOOGLE_CREDENTIALS|GOOGLE_APPLICATION_CREDENTIALS_JSON|GCP_SA_KEY|GCLOUD_SERVICE_KEY|GCP_SERVICE_KEY"
    r"|AZURE_CLIENT_SECRET|ARM_CLIENT_SECRET|AZURE_CREDENTIALS|DIGITALOCEAN_ACCESS_TOKEN)\b"
)
_SECRET = r"\$\{?(\w*(?:TOKEN|PASSWORD|PASSWD|SECRET|API_?KEY|PRIVATE_KEY|ACCESS_KEY)\w*)\}?"
_PRINTS = re.compile(r"(?:^|[;&|(]\s*|\bthen\s+|\bdo\s+)(?:echo|printf)\b([^|;&>\n]*)(\||>|;|&|\n|$)", re.M)
_PRINTS_ALL = re.compile(r"(?:^|[;&]\s*)(?:printenv|env|set)\s*(?:$|[;&])|(?:^|[;&]\s*)printenv\s+" + r"(\w*(?:TOKEN|PASSWORD|SECRET|KEY)\w*)", re.M)
_PIPE_TO_SHELL = re.compile(
    r"\b(?:curl|wget)\b[^\n|;&]*(?:\\\n[^\n|;&]*)*\|\s*(?:sudo\s+(?:-\w+\s+)*)?(?:ba|z|da|a)?sh\b"
    r"|\b(?:ba|da|z)?sh\s+(?:-c\s+)?[\"']?(?:<\(|\$\()\s*(?:curl|wget)\b"
)
_DEPLOYS = re.compile(r"(?:^|[-_:. ])(?:deploy|rollout|promote|release[-_: ]to|rollback)(?:[-_:. ]|$)", re.I)
_SECURITY = re.compile(
    r"(?:^|[-_:. /])(?:sast|dast|trivy|grype|snyk|semgrep|gitleaks|trufflehog|codeql|secret[-_ ]?detection|dependency[-_ ]?scanning|"
    r"container[-_ ]?scanning|"
    r"(?:npm|pip|cargo|bundle|yarn|pnpm)[-_ ]?audit|security|vulnerabilit\w+|zizmor|bandit)(?:[-_:. /]|$)",
    re.I,
)


def _run(fileset: FileSet, context: Context) -> tuple[Verdict, ...]:
    paths = subjects(fileset, CHECK.kinds)
    findings: list[Finding] = []
    for path, text in fileset.of("gitlab-ci"):
        try:
            pipeline = gitlab_pipeline.read(path, text, fileset)
        except yaml_lines.Broken as error:
            findings.append(objection(path, error.line, "yaml", f"not a YAML mapping: {error}", f"ce n'est pas un tableau YAML : {error}"))
            continue
        for rule in (_stages, _needs, _jobs, _scripts):
            findings += rule(pipeline)
    return (judged(CHECK.id, paths, OURS, own_version(), findings),)


def _stages(pipeline: Pipeline) -> Iterator[Finding]:
    if pipeline.is_open:
        return
    for job in pipeline.real_jobs():
        stage = job.get("stage")
        if isinstance(stage, Str) and "$" not in stage and stage not in pipeline.stages:
            have = ", ".join(pipeline.stages)
            yield objection(
                job.path,
                job.line("stage"),
                "undefined-stage",
                f"job {job.name}: stage {stage} is not defined (stages: {have})",
                f"job {job.name} : l'étape {stage} n'est pas définie (étapes : {have})",
            )


def _needs(pipeline: Pipeline) -> Iterator[Finding]:
    order = {name: i for i, name in enumerate(pipeline.stages)}
    names = {job.name for job in pipeline.real_jobs()}
    for job in pipeline.jobs:
        for name, line in job.extends():
            if name not in {other.name for other in pipeline.jobs} and not pipeline.is_open:
                yield objection(
                    job.path,
                    line,
                    "unknown-extends",
                    f"job {job.name} extends {name}, which does not exist",
                    f"le job {job.name} étend {name}, qui n'existe pas",
                )
        if job.is_hidden:
            continue
        for key, rule in (("needs", "unknown-needs"), ("dependencies", "unknown-dependency")):
            for name, line, is_optional in job.references(key):
                if "$" in name:
                    continue
                if name not in names:
                    if not pipeline.is_open and not is_optional:
                        yield objection(
                            job.path,
                            line,
                            rule,
                            f"job {job.name}: {key} names {name}, which is no job",
                            f"job {job.name} : {key} désigne {name}, qui n'est pas un job",
                        )
                    continue
                other = next(j for j in pipeline.real_jobs() if j.name == name)
                here, there = order.get(job.stage), order.get(other.stage)
                if here is not None and there is not None and there > here:
                    yield objection(
                        job.path,
                        line,
                        "needs-later-stage",
                        f"job {job.name} (stage {job.stage}) waits for {name}, which runs later (stage {other.stage})",
                        f"le job {job.name} (étape {job.stage}) attend {name}, qui s'exécute plus tard (étape {other.stage})",
                    )


def _jobs(pipeline: Pipeline) -> Iterator[Finding]:
    for job in pipeline.real_jobs():
        if job.is_trigger:
            continue
        if job.get("timeout") is None and not pipeline.default("timeout") and not job.is_open:
            yield objection(
                job.path,
                job.at,
                "missing-timeout",
                f"job {job.name} has no timeout (nor does default:)",
                f"le job {job.name} n'a pas de timeout (default: non plus)",
                "warning",
            )
        if _SECURITY.search(job.name) and job.get("allow_failure") is True:
            yield objection(
                job.path,
                job.line("allow_failure"),
                "security-may-fail",
                f"security job {job.name} is allowed to fail, so it guards nothing",
                f"le job de sécurité {job.name} a le droit d'échouer : il ne protège rien",
            )
        if job.is_deployment(_DEPLOYS) and not job.stops_environment:
            if job.get("environment") is None and not job.is_open:
                yield objection(
                    job.path,
                    job.at,
                    "deploy-without-environment",
                    f"job {job.name} deploys without an environment",
                    f"le job {job.name} déploie sans environment",
                    "warning",
                )
            if job.get("resource_group") is None and not job.is_open:
                yield objection(
                    job.path,
                    job.at,
                    "deploy-without-resource-group",
                    f"job {job.name} deploys without a resource_group: two pipelines may deploy at once",
                    f"le job {job.name} déploie sans resource_group : deux pipelines peuvent déployer en même temps",
                    "warning",
                )
            if job.get("interruptible") is True or (job.get("interruptible") is None and pipeline.default("interruptible") is True):
                yield objection(
                    job.path,
                    job.line("interruptible"),
                    "deploy-interruptible",
                    f"job {job.name} deploys and may be cancelled half-way",
                    f"le job {job.name} déploie et peut être annulé en cours de route",
                )
    yield from _images(pipeline)
    yield from _variables(pipeline)


def _images(pipeline: Pipeline) -> Iterator[Finding]:
    for where, value, line in pipeline.images():
        text = re.sub(r"\$(?:\{[^}]*\}|\w+)", "VAR", value)
        if text in ("VAR", "") or value.startswith("$"):
            if not re.search(r":latest$", value):
                continue
        elif "@sha256:" in value or "@VAR" in text:
            continue
        tag = text.rsplit("/", 1)[-1].partition(":")[2]
        if tag == "VAR" or ("VAR" in tag and tag != "latest"):
            continue
        if not tag:
            yield objection(
                pipeline.path,
                line,
                "image-without-tag",
                f"{where}: image {value} has no tag, so it is whatever is newest",
                f"{where} : l'image {value} n'a pas d'étiquette, c'est donc la dernière parue",
                "warning",
            )
        elif tag == "latest" or not re.search(r"\d+\.\d|\d{6}", tag):
            yield objection(
                pipeline.path,
                line,
                "image-moving-tag",
                f"{where}: the tag of image {value} moves; name an exact one",
                f"{where} : l'étiquette de l'image {value} est mouvante ; donnez-en une exacte",
                "warning",
            )


def _variables(pipeline: Pipeline) -> Iterator[Finding]:
    for path, value in yaml_lines.strings(pipeline.root):
        keys = [str(k) for k in path]
        found = LONG_LIVED.search(value)
        if found and ("script" in " ".join(keys) or "variables" in keys) and "$" in value and "rules" not in keys:
            name = found[1]
            yield objection(
                pipeline.path,
                value.line_at(found.start()),
                "long-lived-cloud-key",
                f"{name} is a long-lived cloud key; exchange an id_tokens token for a short-lived one instead",
                f"{name} est une clé cloud à longue durée de vie ; échangez plutôt un jeton id_tokens contre un accès temporaire",
            )
    seen_blocks: list[Map] = []
    for block in [pipeline.root.get("variables"), *(job.own.get("variables") for job in pipeline.jobs)]:
        if isinstance(block, Map) and block not in seen_blocks:
            seen_blocks.append(block)
            for name in block:
                if LONG_LIVED.fullmatch(name) and not (isinstance(block[name], Str) and "$" in block[name]):
                    yield objection(
                        pipeline.path,
                        block.line_of(name),
                        "long-lived-cloud-key",
                        f"{name} is a long-lived cloud key written into the file",
                        f"{name} est une clé cloud à longue durée de vie écrite dans le fichier",
                    )


def _scripts(pipeline: Pipeline) -> Iterator[Finding]:
    shared = [("default", pipeline.root)] if any(k in pipeline.root for k in ("before_script", "after_script")) else []
    default = pipeline.root.get("default")
    if isinstance(default, Map):
        shared.append(("default", default))
    for name, block in [*shared, *((job.name, job.own) for job in pipeline.jobs)]:
        for line in job_lines(block):
            yield from _script(pipeline.path, name, line)


def _script(path: str, job: str, text: Str) -> Iterator[Finding]:
    for name in UNTRUSTED:
        for found in re.finditer(rf"\$(?:\{{{name}\b[^}}]*\}}|{name}\b)", text):
            start = text.rfind("\n", 0, found.start()) + 1
            before = text[start : found.start()]
            line = text.line_at(found.start())
            if re.search(r"\beval\b|\b(?:ba|da|z)?sh\s+-\w*c\b", before):
                yield objection(
                    path,
                    line,
                    "untrusted-eval",
                    f"job {job} evaluates ${name}, which whoever pushes a branch chooses",
                    f"le job {job} évalue ${name}, que choisit quiconque pousse une branche",
                )
            elif not _quoted(before) and not _harmless(before, text[found.end() :].split("\n", 1)[0]):
                yield objection(
                    path,
                    line,
                    "untrusted-unquoted",
                    f"job {job} uses ${name} without quotes; its text is split and globbed by the shell",
                    f"le job {job} utilise ${name} sans guillemets ; le shell en découpe et en interprète le texte",
                    "warning",
                )
    for found in _PIPE_TO_SHELL.finditer(text):
        yield objection(
            path,
            text.line_at(found.start()),
            "pipe-to-shell",
            f"job {job} runs a script straight from the network; pin it and check its digest",
            f"le job {job} exécute un script venu du réseau ; fixez sa version et vérifiez son empreinte",
        )
    for found in _PRINTS.finditer(text):
        secret = re.search(_SECRET, found[1])
        if secret and found[2] not in ("|", ">") and not secret[1].endswith(("_FILE", "_PATH", "_ID", "_NAME")):
            yield objection(
                path,
                text.line_at(found.start()),
                "secret-printed",
                f"job {job} prints ${secret[1]} into the log",
                f"le job {job} écrit ${secret[1]} dans le journal",
            )
    for found in _PRINTS_ALL.finditer(text):
        yield objection(
            path,
            text.line_at(found.start()),
            "secret-printed",
            f"job {job} prints its whole environment into the log",
            f"le job {job} écrit tout son environnement dans le journal",
            "warning",
        )


def _quoted(before: str) -> bool:
    """Whether the place after this text of one line lies inside quotes; ``$(`` opens a context of its own."""
    stack = [""]
    i = 0
    while i < len(before):
        ch = before[i]
        if stack[-1] == "'":
            if ch == "'":
                stack.pop()
        elif ch == "\\":
            i += 1
        elif ch == '"':
            if stack[-1] == '"':
                stack.pop()
            else:
                stack.append('"')
        elif ch == "'" and stack[-1] != '"':
            stack.append("'")
        elif before.startswith("$(", i):
            stack.append("(")
            i += 1
        elif ch == ")" and stack[-1] == "(":
            stack.pop()
        i += 1
    return stack[-1] in ('"', "'")


def _harmless(before: str, after: str) -> bool:
    """Places where the shell does not split words: an assignment, ``[[ … ]]``, ``case … in``; or inside a heredoc's or YAML's own text."""
    return bool(
        (re.search(r"(?:^|[\s;&(])(?:export\s+|local\s+|readonly\s+)?[A-Za-z_]\w*=\S*$", before) and not re.search(r"\s-{1,2}[\w-]+=?\S*$", before))
        or re.search(r"\[\[[^\]]*$", before)
        or re.search(r"\bcase\s+$", before)
    )


CHECK = Check(
    id="gitlab",
    title=Text("GitLab pipeline rules", "Règles des pipelines GitLab"),
    kinds=frozenset({"gitlab-ci"}),
    tool=OURS,
    how_to_get=Text("part of this program", "fait partie de ce programme"),
    run=_run,
)
