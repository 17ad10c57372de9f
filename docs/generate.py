"""The reference pages, made from the registries themselves: ``python3 dev.py docs`` writes them, a law checks that they are fresh."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click
from benchmarks.clauses import OPEN, read, written

from orchestration.checks import CHECKS
from orchestration.cli import cli
from orchestration.pins.tables import BY_HAND, TABLES, document, vendored
from orchestration.pipeline import AGENTS, engines
from orchestration.platforms import PLATFORMS
from orchestration.requirements.vocabulary import MATTERS, TERMS
from orchestration.stacks import STACKS
from orchestration.toolchains import TOOLCHAINS

HERE = Path(__file__).resolve().parent / "reference"
HEAD = "<!-- Made by `python3 dev.py docs` from the code; edit the code instead. -->\n\n"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [tuple(head), *map(tuple, rows)]
    lines.insert(1, ("---",) * len(lines[0]))
    return "".join("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in line) + " |\n" for line in lines)


def commands() -> str:
    """Every command's own help, as a terminal of 110 columns shows it."""
    found = ["# Commands\n"]

    def walk(command: click.Command, name: str, parent: click.Context | None) -> None:
        with click.Context(command, parent, info_name=name, max_content_width=110, terminal_width=110, help_option_names=["-h", "--help"]) as context:
            found.append(f"\n## {context.command_path}\n\n```text\n{command.get_help(context)}\n```\n")
            if isinstance(command, click.Group):
                for child in command.list_commands(context):
                    inner = command.get_command(context, child)
                    assert inner is not None
                    walk(inner, child, context)

    walk(cli, "devops-squad", None)
    return "".join(found)


def stacks() -> str:
    rows = ((f"<a id=\"{s.id}\"></a>`{s.id}`", s.title, TOOLCHAINS[s.toolchain].title, ", ".join(f"`{a}`" for a in s.aliases)) for _, s in sorted(STACKS.items()))
    return ("# Stacks\n\nWhat `--stack` and `stack=` accept, and what profiling recognises. Dashes, dots and case do not matter.\n\n"
            + table(("stack", "framework", "language", "other names"), rows))


def tasks() -> str:
    working = engines()
    rows = ((agent, f"`{task}`", working[task].title.en if task in working else "no engine in this version") for agent, names in AGENTS.items() for task in names)
    return "# Tasks\n\nThe contract's tasks by agent. One without an engine answers `status: \"error\"` and names those that work.\n\n" + table(("agent", "task", "what it makes"), rows)


def checks() -> str:
    rows = ((f"<a id=\"{c.id}\"></a>`{c.id}`", c.title.en, c.tool, ", ".join(sorted(c.kinds)), c.how_to_get.en, "" if c.by_default else "only by name") for _, c in sorted(CHECKS.items()))
    return ("# Checks\n\nEach ends as passed, failed, or not run with the reason. `devops-squad check PATH --only NAME` runs one.\n\n"
            + table(("check", "what it asks", "program", "kinds of files", "how to get it", "when"), rows))


def platforms() -> str:
    return "# Platforms\n\n" + table(("platform", "title"), ((f"<a id=\"{p}\"></a>`{p}`", PLATFORMS[p].title) for p in sorted(PLATFORMS)))


def requirements() -> str:
    """What can be asked in plain words: the topics of each task, and clauses with what is read in them."""
    found = ["# Requirements\n\nFree text, French or English or both. Each clause ends as met, partly met or not met, with the reason and the line; without a language model these topics are understood. "
             "A topic's value is what the clause states; `!` marks what is refused. Words that nothing explains stay visible, and the clause is then at most partly met.\n"]
    constants: dict[str, set[str]] = {}
    for term in TERMS:
        if isinstance(term.value, str) and term.value:
            constants.setdefault(term.topic, set()).add(term.value)
    clauses = tuple(written(OPEN))
    for names in AGENTS.values():
        for task in names:
            found.append(f"\n## {task}\n\n")
            if topics := MATTERS.get(task, ()):
                found.append("Topics: " + "; ".join(f"`{topic}`" + (f" ({', '.join(sorted(constants[topic]))})" if topic in constants else "") for topic in sorted(topics)) + ".\n\n")
            shown = [one for one in clauses if one.task == task][:8]
            found.append(table(("clause", "read as"), ((one.text, ", ".join(f"`{wish}`" for wish in sorted(read(one.text)[0]))) for one in shown)))
    return "".join(found)


def pins() -> str:
    rows = ((f"`{name}`", (document(name) if name in TABLES else vendored(name))["source"]) for name in (*TABLES, *BY_HAND))
    return "# Vendored facts\n\n`devops-squad pins` shows their age; `devops-squad pins update` fetches newer ones.\n\n" + table(("table", "source"), rows)


PAGES = {"commands.md": commands, "stacks.md": stacks, "tasks.md": tasks, "checks.md": checks, "platforms.md": platforms, "pins.md": pins, "requirements.md": requirements}


def pages() -> dict[str, str]:
    """File name → text, as it must lie in ``docs/reference``."""
    return {name: HEAD + make() for name, make in PAGES.items()}


def main() -> int:
    HERE.mkdir(exist_ok=True)
    for name, text in pages().items():
        (HERE / name).write_text(text, "utf-8")
    for stale in set(p.name for p in HERE.iterdir()) - set(PAGES):
        print(f"docs: {stale} is no page of the reference", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
