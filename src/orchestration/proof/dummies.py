"""Stand-in values: what an app needs to start in a proof, recognisable and worth nothing to a thief."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from types import MappingProxyType

from ..model.profile import EnvVar
from .recipe import is_secret_name

MARK = "dsqc4n4ry"
"""Every planted value begins with this, so that one search finds them all."""

_UNKNOWN: Mapping[str, EnvVar] = MappingProxyType({})
_PLACEHOLDER = re.compile(r"^(?:<.*>|\$\{.*\}|change[-_ ]?me.*|replace[-_ ]?me.*|todo|xxx+|your[-_ ].*|\.\.\.)$", re.I)


def canary(name: str, nonce: str, known: Mapping[str, EnvVar] = _UNKNOWN) -> str:
    """A secret's stand-in: letters and digits only, 9 + 23 characters and more, another one each run.

    Args:
        known: variables of the app by name: a key of the wrong length, a secret that is too short, stop it.
    """
    plain = f"{MARK}{nonce}{''.join(c for c in name.lower() if c.isalnum())[:24]}"
    var = known.get(name) or known.get(name.upper())
    return var.stand_in(plain) if var and var.form in ("", "key") else plain


def disguises(mark: str = MARK) -> tuple[bytes, ...]:
    """The mark as it looks in clear, in base64 at each of the three alignments, and in hexadecimal."""
    raw = mark.encode()
    out = [raw, raw.hex().encode()]
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + raw)
        first = -(-shift * 8 // 6)
        # The last characters depend on what follows the mark, the first ones on what goes before it.
        out.append(encoded[first : (shift + len(raw)) * 8 // 6])
    return tuple(out)


def read_env_file(text: str) -> dict[str, str]:
    """``NAME=value`` lines as compose reads them: ``export`` allowed, quotes taken off, comments and blanks skipped."""
    out: dict[str, str] = {}
    for line in text.replace("\r\n", "\n").split("\n"):
        found = re.match(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.]*)\s*=\s*(.*?)\s*$", line)
        if not found:
            continue
        name, value = found[1], found[2]
        if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        else:
            value = re.sub(r"(?:^|\s)#.*$", "", value).strip()
        out[name] = value
    return out


def fill(declared: Mapping[str, str], given: Mapping[str, str], nonce: str, known: Mapping[str, EnvVar] = _UNKNOWN) -> dict[str, str]:
    """Values to start with: what the caller gives, else the declared example, else a stand-in for secrets and for what the code requires; the rest stays out."""
    out: dict[str, str] = {}
    for name, value in declared.items():
        if name in given:
            continue
        if value and not _PLACEHOLDER.match(value):
            out[name] = value
        elif is_secret_name(name):
            out[name] = canary(name, nonce, known)
        elif not value and name in known and known[name].required and not known[name].default:
            out[name] = known[name].stand_in("stand-in")
    return out | dict(given)


def asked_variables(compose_text: str) -> dict[str, bool]:
    """Variables a compose file asks for without a default → whether it refuses to start without (``:?``)."""
    out: dict[str, bool] = {}
    text = compose_text.replace("$$", "")
    for name, operator in re.findall(r"\$\{([A-Za-z_]\w*)(:?[-?+]?)", text):
        if operator in ("", ":?", "?"):
            out[name] = out.get(name, False) or operator.endswith("?")
    for name in re.findall(r"\$([A-Za-z_]\w*)", text):
        out.setdefault(name, False)
    return dict(sorted(out.items()))
