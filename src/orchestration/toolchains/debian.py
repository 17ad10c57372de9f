"""The plain Debian image that compiled programs run in, and the probe a shell can make in it."""

from __future__ import annotations

import re
import shlex

from .. import pins
from ..model.command import Command
from ..model.container import ImageRef


def slim(release: str = "trixie") -> ImageRef:
    """The newest dated tag of a release's slim image, the current stable one's by default: a dated tag never moves, as ``trixie-slim`` does.

    Raises:
        PinMissing: the table has none.
    """
    dated = sorted(t for t in pins.table("images")["images"]["debian"] if re.fullmatch(rf"{re.escape(release)}-\d{{8}}-slim", t))
    version = dated[-1].removesuffix("-slim") if dated else release
    return pins.image("debian", version, ("slim",))


def tcp_probe(port: int, path: str, port_variable: str = "") -> Command:
    """An HTTP check with nothing but bash: for images that hold neither curl nor a runtime that could ask.

    Args:
        port: the default port.
        path: an absolute HTTP path of harmless characters; anything else falls back to ``/``.
        port_variable: the environment variable that overrides the port, where the app reads one.
    """
    path = path if re.fullmatch(r"/[\w./~-]*", path) else "/"
    where = f"${{{port_variable}:-{port}}}" if re.fullmatch(r"[A-Za-z_]\w*", port_variable) else str(port)
    request = shlex.quote(f"GET {path} HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n")
    script = f'exec 3<>"/dev/tcp/127.0.0.1/{where}" && printf {request} >&3 && read -r _ status _ <&3 && [ "$status" -lt 400 ]'
    return Command("/bin/bash", "-c", script)


def connect_probe(port: int, port_variable: str = "") -> Command:
    """Whether the port takes connections, with nothing but bash: for programs that answer no known path."""
    where = f"${{{port_variable}:-{port}}}" if re.fullmatch(r"[A-Za-z_]\w*", port_variable) else str(port)
    return Command("/bin/bash", "-c", f'exec 3<>"/dev/tcp/127.0.0.1/{where}"')
