"""What a build's plain log says: which step failed with which words, and how much of it the cache answered."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..model.verdict import Finding

_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
QUOTED_LINES = 25


@dataclass(frozen=True, slots=True)
class CacheUse:
    """Numbers of a build's steps; those that only read the context or metadata are not counted."""

    cached: int
    executed: int


def cache_use(log: str) -> CacheUse:
    """Counts the numbered steps ``[stage 2/7]`` of BuildKit's plain log, or ``Using cache`` lines of Buildah's."""
    steps: dict[str, str] = {}
    cached: set[str] = set()
    for line in log.splitlines():
        step = re.match(r"#(\d+) \[(?!internal\])([^\]]*\d+/\d+)\] (\w+)", line)
        # On an empty base BuildKit makes a WORKDIR anew each time, at no cost and without a word of the cache.
        if step and step[3] not in ("FROM", "WORKDIR"):
            steps[step[1]] = step[2]
        done = re.match(r"#(\d+) CACHED", line)
        if done:
            cached.add(done[1])
    if not steps:
        hits = len(re.findall(r"^--> Using cache ", log, re.M))
        total = len(re.findall(r"^(?:\[[^\]]*\] )?STEP \d+/\d+: (?:RUN|COPY|ADD)\b", log, re.M))
        return CacheUse(min(hits, total) if total else hits, max(0, total - hits))
    return CacheUse(len(cached & set(steps)), len(set(steps) - cached))


_NO_ANSWER = r"(?:failed to do request|dial tcp|no such host|i/o timeout|connection refused|failed to authorize|TLS handshake)"
"""How engines say that a registry does not answer."""


def unreachable_image(log: str) -> str:
    """The words of an engine that could not fetch an image because its registry does not answer; empty where that is not why."""
    found = re.search(rf"^.*(?:/v2/|failed to resolve source metadata|pinging container registry)[^\n]*{_NO_ANSWER}[^\n]*$", _ANSI.sub("", log), re.M)
    return found[0].strip()[:300] if found else ""


def is_unreachable_frontend(log: str, syntax: str) -> bool:
    """Whether the build failed because the ``# syntax=`` image could not be fetched, and for no other reason."""
    if not syntax:
        return False
    return bool(
        re.search(r"resolve image config for docker-image://", log)
        and re.search(
            rf"#\d+ ERROR: [^\n]*{_NO_ANSWER}", log
        )
        and not re.search(r"^#\d+ \[(?!internal\])[^\]]*\d+/\d+\]", log, re.M)
    )


_COMPLAINT = re.compile(r"\b(?:[A-Z]\w*)?(?:error|failed|cannot|denied|not found|unresolved|ENOTFOUND|undefined reference)\b", re.I)


def _complaints(log: str) -> list[str]:
    """The first lines of the failed step that name an error, traces left out; four at most."""
    step = re.search(r"^#(\d+) ERROR: ", log, re.M)
    lines = re.findall(rf"^#{step[1]} \d+\.\d+ (.*)$", log, re.M) if step else []
    return list(dict.fromkeys(entry.rstrip()[:300] for entry in lines if _COMPLAINT.search(entry) and not re.match(r"\s*(?:at |File |\^)|.*\bnpm warn\b", entry)))[:4]


def failure(log: str, dockerfile: str) -> Finding:
    """The words of a failed build that say why, with the Dockerfile's line where BuildKit names it."""
    log = _ANSI.sub("", log)
    lines = log.splitlines()
    at = re.search(rf"^{re.escape(dockerfile.rsplit('/', 1)[-1])}:(\d+)$", log, re.M) or re.search(r"^[\w.-]*ockerfile[\w.-]*:(\d+)$", log, re.M)
    line = int(at[1]) if at else 0
    blocks = re.findall(r"^------\n > (.*?)\n------", log, re.M | re.S)
    message: list[str] = []
    if blocks:
        head, *body = (re.sub(r"^\d+\.\d+ ", "", b) for b in blocks[-1].splitlines())
        # What BuildKit repeats is the end of the step's output; a long trace hides what it is the trace of.
        said = [entry for entry in _complaints(log) if entry not in body]
        message = [head.rstrip(":"), *([*said, "…"] if said else []), *body[-(QUOTED_LINES - len(said)):]]
    last = next((entry for entry in reversed(lines) if re.match(r"(?:ERROR|Error|error)\b", entry)), "")
    if not message:
        message = [entry for entry in lines if entry.strip()][-QUOTED_LINES:]
        if last in message:
            message.remove(last)
    return Finding(dockerfile, line, "build", "\n".join([*message, last] if last else message).strip() or "the build ended without a word", "error")
