"""GitHub Actions workflows as data → text: pinned actions with their version beside them, nothing of a project evaluated as an expression."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from .. import pins
from ..model.ci import ActionUse, set_up
from ..model.command import Command
from ..model.text import Language
from .yaml import Block, Note, dump

RUNNER = "ubuntu-24.04"
RUNNERS = {"linux/amd64": RUNNER, "linux/arm64": "ubuntu-24.04-arm"}
"""OCI platform → the runner whose own it is (docs.github.com, "GitHub-hosted runners reference")."""
"""Exact: ``ubuntu-latest`` changes under a pipeline."""

Step = Mapping[str, Any]


def literal(text: str) -> str:
    """A project's words where GitHub evaluates expressions: ``${{`` stays two characters and two braces."""
    return text.replace("${{", "${{ '${{' }}")


def uses(action: str, inputs: Mapping[str, Any] | None = None, name: str = "", *, id: str = "", condition: str = "", env: Mapping[str, Any] | None = None,
         why: str = "") -> Any:
    """A step that runs a pinned action.

    Args:
        inputs: booleans and numbers are written as such.
        why: a comment over the step.

    Raises:
        PinMissing: the action has no vendored commit.
    """
    pin = pins.action(action)
    step: dict[str, Any] = {"name": name} if name else {}
    step |= ({"id": id} if id else {}) | ({"if": condition} if condition else {})
    step["uses"] = Note(pin.ref, beside=pin.version)
    step |= ({"env": dict(env)} if env else {}) | ({"with": dict(inputs)} if inputs else {})
    return Note(step, above=why, gap=bool(why)) if why else step


def run(script: str, name: str = "", *, id: str = "", condition: str = "", env: Mapping[str, Any] | None = None, directory: str = ".", why: str = "",
        timeout_minutes: int = 0) -> Any:
    """A step that runs shell lines, taken as they are: see :func:`literal` for a project's own words."""
    step: dict[str, Any] = {"name": name} if name else {}
    step |= ({"id": id} if id else {}) | ({"if": condition} if condition else {})
    step |= {"env": dict(env)} if env else {}
    if directory != ".":
        step["working-directory"] = literal(directory)
    if timeout_minutes:
        step["timeout-minutes"] = timeout_minutes
    step["run"] = Block(script) if "\n" in script or len(script) > 100 else script
    return Note(step, above=why, gap=bool(why)) if why else step


def run_commands(commands: Iterable[Command], name: str, *, directory: str = ".") -> Any:
    """A step that runs a project's own commands, whatever they hold.

    An argument is quoted so that GitHub finds no expression in it; a shell line that holds one is handed over as a
    variable, since quotes cannot be added to what the project wrote.
    """
    lines, env = [], {}
    for command in commands:
        line = command.line
        if "${{" in line and not command.is_shell:
            line = line.replace("${{", "$''{{")
        elif "${{" in line:
            variable = f"PROJECT_COMMAND_{len(env) + 1}"
            env[variable] = literal(line)
            line = f'bash -c "${variable}"'
        lines.append(line)
    return run("\n".join(lines), name, env=env, directory=directory)


def steps_of(items: Iterable[ActionUse | Command], language: Language, directory: str = ".", env: Mapping[str, Any] | None = None, name: str = "") -> list[Any]:
    """Set-up steps a toolchain or a platform states, named in the reader's language.

    Args:
        env: for commands; each is then a step of its own, called ``name``.
    """
    steps: list[Any] = []
    for is_action, group in groupby(items, key=lambda item: isinstance(item, ActionUse)):
        if is_action:
            steps += [uses(item.uses, {k: {"true": True, "false": False}.get(v, v) for k, v in item.inputs.items()}, item.name.in_(language) if item.name else "") for item in group]
        elif env:
            steps += [run(item.line, name, env=env) for item in group]
        else:
            # Commands that follow one another prepare one thing: a log shows them as one step with a name.
            steps.append(run_commands(tuple(group), set_up("the tools", "les outils").in_(language), directory=directory))
    return steps


def job(name: str, steps: Iterable[Any], *, minutes: int, permissions: Mapping[str, str] | None = None, needs: Iterable[str] = (), condition: str = "",
        environment: Any = None, services: Mapping[str, Any] | None = None, env: Mapping[str, Any] | None = None, outputs: Mapping[str, str] | None = None,
        concurrency: Mapping[str, Any] | None = None, runner: str = RUNNER, strategy: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A job, its keys in the order people read them; without ``permissions`` it may read the code and nothing else."""
    out: dict[str, Any] = {"name": name}
    needed = list(needs)
    if needed:
        out["needs"] = needed[0] if len(needed) == 1 else needed
    if condition:
        out["if"] = condition
    out["runs-on"] = runner
    out["timeout-minutes"] = minutes
    if environment:
        out["environment"] = environment
    if concurrency:
        out["concurrency"] = dict(concurrency)
    out["permissions"] = dict(permissions) if permissions is not None else {"contents": "read"}
    if strategy:
        out["strategy"] = dict(strategy)
    if outputs:
        out["outputs"] = dict(outputs)
    if env:
        out["env"] = dict(env)
    if services:
        out["services"] = dict(services)
    out["steps"] = list(steps)
    return out


def workflow(name: str, on: Mapping[str, Any], jobs: Mapping[str, Any], *, header: str, permissions_why: str, concurrency: Any = None,
             defaults: Mapping[str, Any] | None = None) -> str:
    """The file's text. Nothing is granted at the top; each job asks for what it needs."""
    out: dict[str, Any] = {
        "name": name,
        "on": Note(dict(on), gap=True),
        "permissions": Note({}, above=permissions_why, gap=True),
    }
    if concurrency:
        out["concurrency"] = concurrency if isinstance(concurrency, Note) else Note(concurrency, gap=True)
    out["defaults"] = Note(dict(defaults) if defaults else {"run": {"shell": "bash"}}, gap=True)
    out["jobs"] = Note({key: Note(value, gap=True) if i else value for i, (key, value) in enumerate(jobs.items())}, gap=True)
    return dump(out, header)
