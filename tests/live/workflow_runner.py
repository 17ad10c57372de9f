"""Runs the ``run:`` steps of a GitHub job as the hosted runner does, in a copy of a project; ``uses:`` steps are named and left out.

As the runner: ``bash --noprofile --norc -eo pipefail FILE`` (``sh -e FILE`` for ``sh``), the working directory, environments of
workflow, job and step, and the files ``GITHUB_ENV``, ``GITHUB_PATH``, ``GITHUB_OUTPUT``, ``GITHUB_STEP_SUMMARY``. Expressions
are those these tests need: literals, ``steps.X.outputs.Y``, ``vars.X``, ``env.X`` and what is passed in; another one is an error.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

SHELLS = {"bash": ["bash", "--noprofile", "--norc", "-eo", "pipefail"], "sh": ["sh", "-e"]}
"""docs.github.com, workflow syntax, ``jobs.<job_id>.steps[*].shell``."""


@dataclass
class StepResult:
    name: str
    state: str
    """``success``, ``failure``, ``skipped`` (its condition), ``not run`` (a ``uses:`` step)."""
    output: str = ""
    outputs: dict[str, str] = field(default_factory=dict)


@dataclass
class JobResult:
    steps: list[StepResult]

    @property
    def is_success(self) -> bool:
        return not any(s.state == "failure" for s in self.steps)

    def step(self, name: str) -> StepResult:
        return next(s for s in self.steps if s.name == name)

    def why(self) -> str:
        return "\n".join(f"--- {s.name}: {s.state}\n{s.output}" for s in self.steps)


def run_job(text: str, job: str, workspace: Path, home: Path, *, variables: Mapping[str, str] | None = None, expressions: Mapping[str, str] | None = None,
            timeout_seconds: int = 600) -> JobResult:
    """Runs a job's steps in order in ``workspace``.

    Args:
        text: the workflow.
        home: an empty directory outside the workspace, for the runner's own files.
        variables: the repository's ``vars``.
        expressions: other expressions' values, by their text: ``{"needs.build.outputs.digest": "sha256:…"}``.
    """
    data = YAML(typ="safe", pure=True).load(text)
    described = data["jobs"][job]
    shell = data.get("defaults", {}).get("run", {}).get("shell", "bash")
    known = _Expressions(dict(variables or {}), dict(expressions or {}))
    base = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", "CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(workspace),
            "GITHUB_REPOSITORY": "Acme/Shop", "GITHUB_REF": "refs/heads/main", "RUNNER_TEMP": str(home)}
    base |= {k: v for k, v in os.environ.items() if k.lower().endswith("_proxy") or k in ("SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "npm_config_registry", "PIP_INDEX_URL",
                                                                                         "PIP_CERT", "UV_INDEX_URL", "UV_DEFAULT_INDEX", "REQUESTS_CA_BUNDLE")}
    base |= {k: known.fill(str(v)) for scope in (data, described) for k, v in (scope.get("env") or {}).items()}
    results: list[StepResult] = []
    for number, step in enumerate(described["steps"]):
        name = step.get("name") or step.get("run", step.get("uses", ""))
        has_failed = any(r.state == "failure" for r in results)
        if not known.is_met(step.get("if", ""), has_failed):
            results.append(StepResult(name, "skipped"))
            continue
        if "uses" in step:
            results.append(StepResult(name, "not run"))
            continue
        result = _run_step(step, name, number, shell, base, known, workspace, home, timeout_seconds)
        results.append(result)
        known.outputs[step.get("id", f"_{number}")] = result.outputs
    return JobResult(results)


def _run_step(step: Mapping[str, Any], name: str, number: int, shell: str, base: dict[str, str], known: _Expressions, workspace: Path, home: Path,
              timeout_seconds: int) -> StepResult:
    channel = {key: home / f"{key.lower()}_{number}" for key in ("GITHUB_ENV", "GITHUB_PATH", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    for file in channel.values():
        file.touch()
    script = home / f"step_{number}.sh"
    script.write_text(known.fill(step["run"]))
    env = base | {k: known.fill(str(v)) for k, v in (step.get("env") or {}).items()} | {k: str(v) for k, v in channel.items()}
    directory = workspace / known.fill(step.get("working-directory", "."))
    try:
        for _ in range(2):
            done = subprocess.run([*SHELLS[step.get("shell", shell)], str(script)], cwd=directory, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True, timeout=timeout_seconds)
            # A tool that crashes (uv has, on a loaded machine) says nothing of the workflow: once more, and then it counts.
            if done.returncode not in (-signal.SIGSEGV, 128 + signal.SIGSEGV):
                break
        state, said = ("success" if done.returncode == 0 else "failure"), done.stdout
    except subprocess.TimeoutExpired as error:
        state, said = "failure", f"not over after {error.timeout} s"
    base |= _pairs(channel["GITHUB_ENV"])
    added = channel["GITHUB_PATH"].read_text().split("\n")
    base["PATH"] = ":".join([*[p for p in reversed(added) if p], base["PATH"]])
    return StepResult(name, state, said, _pairs(channel["GITHUB_OUTPUT"]))


def _pairs(file: Path) -> dict[str, str]:
    """``key=value`` lines and ``key<<END`` blocks."""
    found, lines = {}, iter(file.read_text().split("\n"))
    for line in lines:
        if block := re.fullmatch(r"([\w-]+)<<(\S+)", line):
            body = []
            for inner in lines:
                if inner == block[2]:
                    break
                body.append(inner)
            found[block[1]] = "\n".join(body)
        elif "=" in line:
            key, _, value = line.partition("=")
            found[key] = value
    return found


@dataclass
class _Expressions:
    variables: dict[str, str]
    given: dict[str, str]
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)

    def fill(self, text: str) -> str:
        return re.sub(r"\$\{\{\s*(.*?)\s*\}\}", lambda m: self._value(m[1]), text)

    def _value(self, expression: str) -> str:
        # ``${{ '${{' }}`` is the one literal with braces in it: the pattern above ends at its first ``}}``, which is its own.
        for choice in expression.split(" || "):
            value = self._simple(choice.strip())
            if value:
                return value
        return ""

    def _simple(self, expression: str) -> str:
        if expression in self.given:
            return self.given[expression]
        if literal := re.fullmatch(r"'([^']*)'", expression):
            return literal[1]
        if variable := re.fullmatch(r"vars\.(\w+)", expression):
            return self.variables.get(variable[1], "")
        if output := re.fullmatch(r"steps\.([\w-]+)\.outputs\.([\w-]+)", expression):
            return self.outputs.get(output[1], {}).get(output[2], "")
        raise LookupError(f"the runner of these tests does not know the expression: {expression}")

    def is_met(self, condition: str, has_failed: bool) -> bool:
        condition = re.sub(r"^\$\{\{\s*|\s*\}\}$", "", str(condition))
        if not condition:
            return not has_failed
        status = {"failure()": has_failed, "cancelled()": False, "success()": not has_failed, "always()": True}
        if condition in status:
            return status[condition]
        if known := re.fullmatch(r"\(failure\(\) \|\| cancelled\(\)\) && (steps\.[\w.-]+) != ''", condition):
            return has_failed and bool(self._simple(known[1]))
        if condition == "failure() || cancelled()":
            return has_failed
        raise LookupError(f"the runner of these tests does not know the condition: {condition}")
