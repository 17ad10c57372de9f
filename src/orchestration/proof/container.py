"""What an engine's ``inspect`` and a process table say of an image or a container."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..model.text import Text

WRITABLE_LABEL = "io.devops-squad.writable"
"""An image's own list of the directories it writes to, separated by spaces, commas or colons, or a JSON array."""


@dataclass(frozen=True, slots=True)
class ImageFacts:
    id: str
    bytes: int
    user: str
    ports: tuple[int, ...]
    """Declared TCP ports, sorted."""
    has_healthcheck: bool
    stop_signal: str
    writable: tuple[str, ...]
    env: Mapping[str, str]


def directories(label: str) -> tuple[str, ...]:
    try:
        parsed = json.loads(label)
        words = [str(w) for w in parsed] if isinstance(parsed, list) else []
    except ValueError:
        words = re.split(r"[\s,:]+", label)
    # A comma or a colon would begin an option of the mount; a relative path is no mount point.
    return tuple(sorted({w.rstrip("/") for w in words if re.fullmatch(r"/[\w./@+-]+", w) and ".." not in w.split("/")}))


def read_image(data: Mapping[str, Any]) -> ImageFacts:
    """From one element of ``image inspect``, docker's or podman's."""
    config = data.get("Config") or {}
    ports = sorted({int(p.split("/")[0]) for p in config.get("ExposedPorts") or {} if re.fullmatch(r"\d+(/tcp)?", p)})
    test = (config.get("Healthcheck") or data.get("HealthCheck") or data.get("Healthcheck") or {}).get("Test") or []
    return ImageFacts(
        id=str(data.get("Id", "")),
        bytes=int(data.get("Size") or 0),
        user=str(config.get("User") or data.get("User") or ""),
        ports=tuple(ports),
        has_healthcheck=bool(test) and test[0] != "NONE",
        stop_signal=str(config.get("StopSignal") or "SIGTERM"),
        writable=directories(str((config.get("Labels") or {}).get(WRITABLE_LABEL, ""))),
        env=dict(str(e).partition("=")[::2] for e in config.get("Env") or ()),
    )


@dataclass(frozen=True, slots=True)
class ContainerState:
    running: bool
    exit_code: int
    oom_killed: bool
    health: str
    """``starting`` ``healthy`` ``unhealthy``, or empty without a health check."""
    health_output: str
    """The last probe's own words, with its exit code."""
    pid: int
    """PID 1 of the container as the engine's machine numbers it; 0 when it is not running."""
    addresses: tuple[str, ...]
    published: Mapping[int, tuple[tuple[str, int], ...]]
    """Container port → (host address, host port)."""
    restarts: int = 0


def read_state(data: Mapping[str, Any]) -> ContainerState:
    """From one element of ``container inspect``, docker's or podman's."""
    state = data.get("State") or {}
    health = state.get("Health") or state.get("Healthcheck") or {}
    log = health.get("Log") or []
    last = log[-1] if log else {}
    output = f"exit code {last.get('ExitCode')}: {str(last.get('Output', '')).strip()[:400]}" if last else ""
    network = data.get("NetworkSettings") or {}
    addresses = [str(n.get("IPAddress") or "") for _, n in sorted((network.get("Networks") or {}).items())] + [str(network.get("IPAddress") or "")]
    published: dict[int, tuple[tuple[str, int], ...]] = {}
    for port, bindings in (network.get("Ports") or {}).items():
        number, _, protocol = port.partition("/")
        if protocol in ("", "tcp") and number.isdigit():
            published[int(number)] = tuple(
                (str(b.get("HostIp") or "0.0.0.0"), int(b["HostPort"])) for b in bindings or () if str(b.get("HostPort", "")).isdigit()
            )
    return ContainerState(
        running=bool(state.get("Running")),
        exit_code=int(state.get("ExitCode") or 0),
        oom_killed=bool(state.get("OOMKilled")),
        health=str(health.get("Status") or ""),
        health_output=output,
        pid=int(state.get("Pid") or 0),
        addresses=tuple(dict.fromkeys(a for a in addresses if a)),
        published=published,
        restarts=int(data.get("RestartCount") or 0),
    )


def listeners(proc_net_tcp: str) -> tuple[tuple[str, int], ...]:
    """(address, port) of the listening sockets in ``/proc/net/tcp`` and ``tcp6``; ``loopback`` or ``any`` or a hex address."""
    out = set()
    for line in proc_net_tcp.splitlines():
        found = re.match(r"\s*\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) \S+ 0A ", line)
        if not found:
            continue
        address = found[1]
        if not address.strip("0"):
            address = "any"
        elif address.endswith("0000007F") or address == "00000000000000000000000001000000" or (len(address) == 8 and address.endswith("7F")):
            address = "loopback"
        out.add((address, int(found[2], 16)))
    return tuple(sorted(out, key=lambda e: (e[1], e[0])))


@dataclass(frozen=True, slots=True)
class Process:
    uid: int
    pid: int
    command: str


def processes(top: str) -> tuple[Process, ...]:
    """From ``top -eo uid,pid,args``: a heading, then a line a process. A uid that is a name reads as -1."""
    out = []
    for line in top.splitlines()[1:]:
        words = line.split(None, 2)
        if len(words) >= 2 and words[1].isdigit():
            out.append(Process(int(words[0]) if words[0].isdigit() else -1, int(words[1]), words[2] if len(words) > 2 else ""))
    return tuple(out)


def zombies(proc_stat: str) -> tuple[str, ...]:
    """Names of the defunct processes among ``/proc/*/stat`` lines."""
    return tuple(sorted(m[1] for line in proc_stat.splitlines() if (m := re.match(r"\d+ \((.*)\) Z ", line))))


def why_ended(state: ContainerState, log: str) -> Text:
    """An exit code and a log's telling line, for a person."""
    if state.oom_killed:
        return Text("it was killed for using more memory than it may", "elle a été tuée pour avoir dépassé sa limite de mémoire")
    code = state.exit_code
    if re.search(r"EROFS|[Rr]ead-only file ?system", log):
        return Text(
            f"it ended with code {code}: it writes to its root file system, which is read-only",
            f"elle s'est terminée avec le code {code} : elle écrit dans son système de fichiers racine, qui est en lecture seule",
        )
    if code in (126, 127):
        return Text(
            f"it ended with code {code}: its command cannot be executed or was not found",
            f"elle s'est terminée avec le code {code} : sa commande est introuvable ou non exécutable",
        )
    if re.search(r"EACCES|EPERM|[Pp]ermission denied|[Oo]peration not permitted", log):
        return Text(
            f"it ended with code {code}: something was not permitted to its user",
            f"elle s'est terminée avec le code {code} : une opération n'est pas permise à son utilisateur",
        )
    return Text(f"it ended by itself with code {code}", f"elle s'est terminée d'elle-même avec le code {code}")


def written_paths(diff: str, ignored: tuple[str, ...] = ()) -> tuple[str, ...]:
    """What ``diff`` says was added or changed, deepest common places first folded, mount points and the engine's own left out."""
    lines = [line.split(" ", 1) for line in diff.splitlines() if re.match(r"[ACD] /", line)]
    paths = {path for _, path in lines}
    own = (
        "/run",
        "/run/secrets",
        "/etc/hosts",
        "/etc/hostname",
        "/etc/resolv.conf",
        "/etc/mtab",
        "/dev",
        "/proc",
        "/sys",
        "/.dockerenv",
        "/sbin/docker-init",
        "/usr/sbin/docker-init",
        "/run/podman-init",
        *ignored,
    )

    def is_parent(path: str) -> bool:
        return any(other.startswith(path + "/") for other in paths)

    out = []
    for kind, path in lines:
        if path in own or any(path.startswith(p + "/") for p in own) or (kind == "C" and is_parent(path)):
            continue
        if kind == "C" and any(i.startswith(path.rstrip("/") + "/") for i in own):
            continue
        out.append(path)
    added = {path for kind, path in lines if kind == "A"}
    return tuple(sorted(p for p in out if p.rsplit("/", 1)[0] not in added))


def exit_is_clean(code: int) -> bool:
    """0: it ended itself; 143: SIGTERM ended it, and it did not need to be killed."""
    return code in (0, 143)


def duration_seconds(text: str) -> float:
    """A compose or Go duration: ``1m30s``, ``500ms``, ``10s``; 0 where it is none."""
    units = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001, "us": 1e-6, "ns": 1e-9}
    return sum(float(n) * units[u] for n, u in re.findall(r"(\d+(?:\.\d+)?)(ms|us|ns|h|m|s)", str(text)))
