"""Installing the Python programs that cannot share the product's own environment; only ever on a person's explicit request."""

from __future__ import annotations

import sys

from ..model.text import Text
from .runner import installed_version, run, tools_dir, which

PACKAGES: dict[str, str] = {"checkov": "3.3.30"}
"""PyPI package → exact version. Each gets an environment of its own: what checkov requires clashes with other tools' needs."""
_TIMEOUT_SECONDS = 900.0


def install_python_tools() -> tuple[tuple[bool, Text], ...]:
    """Makes an environment per package in the tools directory and links its program into ``bin`` there; (it worked, what happened) for each.

    An interpreter without ensurepip (Debian's) cannot make an environment with pip in it, so this interpreter's own pip
    installs into one that has none.
    """
    said = []
    for name, version in sorted(PACKAGES.items()):
        found = which(name)
        home = tools_dir() / name
        if found and (installed_version(found, name) == version or not found.startswith(str(tools_dir()))):
            said.append((True, Text(f"{name} is here already: {found}", f"{name} est déjà là : {found}")))
            continue
        made = run([sys.executable, "-m", "venv", "--without-pip", str(home)])
        done = made
        if made.is_ok:
            done = run(
                [sys.executable, "-m", "pip", "--python", str(home / "bin" / "python"), "install", "--quiet", "--disable-pip-version-check", f"{name}=={version}"],
                timeout_seconds=_TIMEOUT_SECONDS,
                # A private index wants the caller's own credentials.
                keep_secrets=True,
            )
        if not done.is_ok:
            why = " ".join((done.err or done.out).split())[-500:] or f"code {done.code}"
            said.append((False, Text(f"pip could not install {name}: {why}", f"pip n'a pas pu installer {name} : {why}")))
            continue
        link = tools_dir() / "bin" / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.unlink(missing_ok=True)
        link.symlink_to(home / "bin" / name)
        said.append((True, Text(f"installed in {home}: {name} {version}", f"installé dans {home} : {name} {version}")))
    return tuple(said)
