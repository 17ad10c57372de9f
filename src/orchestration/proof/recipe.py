"""What a Dockerfile's text says that matters for proving it: its frontend, base images, build secrets and arguments."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ..model.container import SecretMount

_SECRET_NAME = re.compile(
    r"(?:^|[_.-])(?:SECRET|SECRETS|TOKEN|PASSWORD|PASSWD|PASSPHRASE|PASS|PWD|APIKEY|CREDENTIALS?|(?:API|PRIVATE|ACCESS|SIGNING|ENCRYPTION|MASTER|APP|AUTH|JWT|HASH|SESSION)_KEY"
    r"|KEY_BASE|DSN)(?:$|[_.-](?:KEY|BASE|VALUE|\d+)$)",
    re.I,
)
_PUBLIC_NAME = re.compile(r"^(?:NEXT_PUBLIC_|VITE_|NUXT_PUBLIC_|PUBLIC_|REACT_APP_|GATSBY_|EXPO_PUBLIC_)", re.I)


def is_secret_name(name: str) -> bool:
    """Whether a variable of that name holds a secret; ``*_FILE`` and ``*_PATH`` hold a path, public prefixes are public."""
    if _PUBLIC_NAME.match(name) or re.search(r"_(?:FILE|PATH|TTL|URL|EXPIR\w*|LENGTH|NAME|ID)$", name, re.I):
        return False
    return bool(_SECRET_NAME.search(name)) or name.upper() in ("SECRET_KEY", "DATABASE_URL_SECRET")


@dataclass(frozen=True, slots=True)
class From:
    """One stage's base."""

    image: str
    """With the Dockerfile's own global ARG defaults filled in; may still hold ``$`` where one has none."""
    alias: str
    line: int
    ports: tuple[int, ...] = ()
    """TCP ports of its own EXPOSE instructions, in their order; one that is no number is left out."""


@dataclass(frozen=True, slots=True)
class Recipe:
    syntax: str = ""
    """The image named by a first ``# syntax=`` line."""
    stages: tuple[From, ...] = ()
    secrets: tuple[SecretMount, ...] = ()
    secret_args: tuple[str, ...] = ()
    """ARG names that name a secret, sorted."""
    copied_from: tuple[str, ...] = ()
    """Images named by ``COPY --from=`` or a mount's ``from=``, sorted, stages left out."""

    def ports(self, target: str = "") -> tuple[int, ...]:
        """The ports the stage (the last one) and those it stands on expose by themselves, nearest first: its base image's are not
        the app's."""
        wanted, found = target.lower(), tuple[int, ...]()
        for number in range(len(self.stages) - 1, -1, -1):
            stage = self.stages[number]
            if not wanted or wanted in (stage.alias.lower(), str(number)):
                found, wanted = (*found, *stage.ports), stage.image.lower()
        return tuple(dict.fromkeys(found))

    @property
    def images(self) -> tuple[str, ...]:
        """Every image the build needs from outside, sorted."""
        stages = {s.alias.lower() for s in self.stages if s.alias}
        bases = {s.image for i, s in enumerate(self.stages) if s.image.lower() not in {p.alias.lower() for p in self.stages[:i] if p.alias}}
        return tuple(sorted({i for i in bases | set(self.copied_from) if i != "scratch" and i.lower() not in stages}))


def _instructions(text: str) -> list[tuple[int, str]]:
    """(line, instruction) with continuations joined, comments and here-document bodies left out."""
    out: list[tuple[int, str]] = []
    parts: list[str] = []
    start = 0
    here: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        if here:
            if line.strip() == here[0]:
                here.pop(0)
            continue
        if line.lstrip().startswith("#") or (not line.strip() and not parts):
            continue
        if not parts:
            start = number
        continued = line.rstrip().endswith("\\")
        parts.append(line.rstrip()[:-1] if continued else line)
        if continued:
            continue
        whole = " ".join(p.strip() for p in parts)
        parts = []
        out.append((start, whole))
        if re.match(r"(?i)(RUN|COPY|ADD)\b", whole):
            here = re.findall(r"<<-?[\"']?([A-Za-z_][A-Za-z0-9_]*)[\"']?", whole)
    if parts:
        out.append((start, " ".join(p.strip() for p in parts)))
    return out


def _expand(text: str, values: dict[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        name, default = match[1] or match[3], match[2]
        found = values.get(name, "")
        return found or (default or "") or (match[0] if name not in values and default is None else "")

    return re.sub(r"\$(?:\{(\w+)(?::-([^}]*))?\}|(\w+))", value, text)


def read_recipe(text: str) -> Recipe:
    """Never raises: what is no Dockerfile has no stages."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    syntax = ""
    for line in text.split("\n"):
        directive = re.match(r"#\s*(\w+)\s*=\s*(\S+)\s*$", line)
        if not directive:
            break
        if directive[1].lower() == "syntax":
            syntax = directive[2]
    stages: list[From] = []
    secrets: dict[str, SecretMount] = {}
    args: set[str] = set()
    globals_: dict[str, str] = {}
    copied: set[str] = set()
    for number, instruction in _instructions(text):
        word, _, rest = instruction.strip().partition(" ")
        word = word.upper()
        if word == "ARG":
            for item in rest.split():
                name, eq, value = item.partition("=")
                if not stages:
                    globals_[name] = value.strip("\"'") if eq else globals_.get(name, "")
                if is_secret_name(name):
                    args.add(name)
        elif word == "FROM":
            words = [w for w in rest.split() if not w.startswith("--")]
            if words:
                alias = words[2] if len(words) >= 3 and words[1].lower() == "as" else ""
                stages.append(From(_expand(words[0], globals_), alias, number))
        elif word == "EXPOSE" and stages:
            ports = tuple(int(port[0]) for port in re.finditer(r"(?<!\S)\d+(?=(?:/tcp)?(?:\s|$))", rest))
            stages[-1] = replace(stages[-1], ports=(*stages[-1].ports, *ports))
        for mount in re.findall(r"--mount=(\S+)", instruction) if word == "RUN" else ():
            keys = dict(part.partition("=")[::2] for part in mount.split(","))
            if keys.get("type") == "secret":
                name = keys.get("id") or keys.get("target", "").rsplit("/", 1)[-1]
                required = keys.get("required", "false" if "required" not in keys else "true") in ("", "true", "1")
                if name:
                    secrets.setdefault(name, SecretMount(name, keys.get("env", ""), keys.get("target", ""), required))
            elif keys.get("from"):
                copied.add(keys["from"])
        if word in ("COPY", "ADD"):
            copied.update(re.findall(r"--from=(\S+)", instruction))
    names = {s.alias.lower() for s in stages if s.alias}
    outside = {_expand(c, globals_) for c in copied if c.lower() not in names and not c.isdigit()}
    return Recipe(syntax, tuple(stages), tuple(secrets[k] for k in sorted(secrets)), tuple(sorted(args)), tuple(sorted(outside)))


def without_syntax(text: str) -> str:
    """The Dockerfile with its ``# syntax=`` line blanked, line numbers kept: the engine's own frontend reads it then."""
    return re.sub(r"\A((?:#[^\n]*\n)*?)#\s*syntax\s*=[^\n]*", r"\1#", text, count=1, flags=re.I)


def ignored_paths(dockerfile_name: str) -> str:
    """The name of the ignore file that belongs to that Dockerfile alone."""
    return f"{dockerfile_name}.dockerignore"
