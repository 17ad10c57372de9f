"""The real tools' word on files: which checks there are, and running those that apply side by side."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ..edges import runner
from ..edges.scratch import scratch
from ..model.artefact import FileSet
from ..model.errors import BadValue
from ..model.text import Text
from ..model.verdict import Verdict, not_run
from . import (
    actionlint,
    amtool,
    check_jsonschema,
    checkov,
    coherence,
    compose_config,
    data_syntax,
    datadog,
    docker_build,
    github,
    gitlab,
    gitlab_ci_local,
    grafana,
    hadolint,
    logql,
    nginx,
    node_syntax,
    promtool,
    python_syntax,
    sentry,
    shell_syntax,
    shellcheck,
    zizmor,
)
from .check import Check, Context, missing, subjects

CHECKS: dict[str, Check] = {
    "actionlint": actionlint.CHECK,
    "amtool": amtool.CHECK,
    "check_jsonschema": check_jsonschema.CHECK,
    "checkov": checkov.CHECK,
    "coherence": coherence.CHECK,
    "compose_config": compose_config.CHECK,
    "data_syntax": data_syntax.CHECK,
    "datadog": datadog.CHECK,
    "docker_build": docker_build.CHECK,
    "github": github.CHECK,
    "gitlab": gitlab.CHECK,
    "gitlab_ci_local": gitlab_ci_local.CHECK,
    "grafana": grafana.CHECK,
    "hadolint": hadolint.CHECK,
    "logql": logql.CHECK,
    "nginx": nginx.CHECK,
    "node_syntax": node_syntax.CHECK,
    "promtool": promtool.CHECK,
    "python_syntax": python_syntax.CHECK,
    "sentry": sentry.CHECK,
    "shell_syntax": shell_syntax.CHECK,
    "shellcheck": shellcheck.CHECK,
    "zizmor": zizmor.CHECK,
}

MAX_AT_ONCE = 4
"""Programs side by side; most wait for one another's start-up, and a laptop has few cores."""


def run_checks(
    fileset: FileSet,
    only: Iterable[str] | None = None,
    context_dir: str | os.PathLike[str] | None = None,
    *,
    which: Callable[[str], str | None] = runner.which,
) -> tuple[Verdict, ...]:
    """Every applicable check's word on the files, in the registry's order.

    Args:
        only: ids of the checks wanted; None: all that run by default (all of them with ``DEVOPS_SQUAD_ALL=1``).
        context_dir: the project's real directory, for what the files refer to; nothing in it is run or changed.
        which: how programs are found.

    A check that crashes becomes a verdict "not run" with the reason.

    Raises:
        BadValue: ``only`` names a check there is not.
    """
    wanted = sorted(CHECKS) if only is None else sorted(set(only))
    for name in wanted:
        if name not in CHECKS:
            known = ", ".join(CHECKS)
            raise BadValue(Text(f"no such check: {name}", f"contrôle inconnu : {name}"), Text(f"one of: {known}", f"au choix : {known}"))
    everything = only is not None or os.environ.get("DEVOPS_SQUAD_ALL") == "1"
    chosen = [CHECKS[name] for name in wanted if only is not None or fileset.of(*CHECKS[name].kinds)]
    with scratch({path: text for path, (_, text) in fileset.files.items()}) as directory:
        context = Context(directory, Path(context_dir) if context_dir is not None else None, which)
        with ThreadPoolExecutor(max_workers=MAX_AT_ONCE) as pool:
            answers = list(pool.map(lambda check: _ask(check, fileset, context, everything), chosen))
    return tuple(verdict for answer in answers for verdict in answer)


def _ask(check: Check, fileset: FileSet, context: Context, everything: bool) -> tuple[Verdict, ...]:
    paths = subjects(fileset, check.kinds)
    if not paths:
        return (not_run(check.id, (), Text("there is no file it applies to", "aucun fichier ne le concerne"), check.tool),)
    if check.needs and not any(context.which(name) for name in check.needs):
        return (missing(check, fileset),)
    if not (check.by_default or everything):
        return (
            not_run(
                check.id,
                paths,
                Text(
                    f"it takes several seconds; ask for it by name: --only {check.id}",
                    f"il prend plusieurs secondes ; demandez-le par son nom : --only {check.id}",
                ),
                check.tool,
            ),
        )
    try:
        return check.run(fileset, context)
    except Exception as error:
        # A check's own defect or a tool's odd answer must neither stop the others nor look like "clean".
        words = f"{type(error).__name__}: {error}"[:300]
        return (not_run(check.id, paths, Text(f"the check itself failed: {words}", f"le contrôle lui-même a échoué : {words}"), check.tool),)
