"""The Profile: everything known of one deployable application, every value a Fact; frozen once made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from .command import Command
from .facts import Conflict, Fact, Notice

ServiceKind = Literal[
    "postgresql", "mysql", "mariadb", "mongodb", "redis", "valkey", "rabbitmq", "kafka", "elasticsearch", "s3", "mail",
    "memcached", "nats", "sqlserver", "sqlite",
]
"""``sqlite`` is no container: it means a file that needs a volume."""

ProcessKind = Literal["web", "worker", "release", "cron"]

COMMANDS = (
    "install", "build", "start", "dev", "lint", "format", "typecheck", "test", "e2e", "migrate", "seed",
)
"""The names a Profile's ``commands`` may use."""


@dataclass(frozen=True, slots=True)
class PackageManager:
    """``id``: npm pnpm yarn bun · pip uv poetry pdm pipenv · gomod · maven gradle · bundler · composer · nuget paket · cargo · mix · deno · none."""

    id: str
    version: str = ""
    """As stated (``"9.15.4"``, ``"^10"``); empty where the project does not say."""
    lockfile: str = ""
    """Path relative to the project's root; empty: there is none."""
    needs_lockfile: bool = True
    """Without one, installs are not reproducible; not so where the manifest itself pins every version, or there is nothing to install."""


@dataclass(frozen=True, slots=True)
class Runtime:
    """The language runtime the app asks for."""

    product: str
    """As in ``pins/runtimes.json``: nodejs python go java php ruby rust dotnet elixir deno bun."""
    requested: str
    """As written: ``"22"``, ``">=3.11"``, ``"lts/krypton"``, ``"1.24.3"``."""
    version: str
    """The release it resolves to, as exact as pins or the project allow: ``"24.19.0"``."""
    cycle: str = ""
    """The release line: ``"24"``, ``"3.13"``, ``"1.26"``."""


@dataclass(frozen=True, slots=True)
class StaticSite:
    """Output that a web server serves as files."""

    output: str
    """Directory relative to the app: ``"dist"``, ``"out"``, ``"."``."""
    spa_fallback: bool
    """Unknown paths answer ``index.html`` with 200 (a client-side router), else 404."""
    not_found_page: str = ""
    """Relative to ``output``: ``"404.html"``, where the build makes one."""
    clean_urls: bool = False
    """``/about`` answers ``about.html``."""
    base_path: str = "/"
    hashed: tuple[str, ...] = ()
    """Directories of ``output`` whose file names carry a hash of their content (``"assets"``, ``"_astro"``; ``""``: the output itself)."""


Form = Literal["", "email", "url", "integer", "number", "boolean", "key"]


@dataclass(frozen=True, slots=True)
class EnvVar:
    """An environment variable the code or its configuration reads. Never its value, unless it is a harmless default."""

    name: str
    required: bool = True
    is_secret: bool = False
    default: str = ""
    """The code's own default where it has one and is no secret."""
    at_build: bool = False
    """Read by the build and baked into its output (``NEXT_PUBLIC_*``, ``VITE_*`` …)."""
    form: Form = ""
    """What a value must look like where the code checks it; ``key``: a cipher's own, taken as it is, of just ``length`` characters."""
    length: int = 0
    """Characters a value must have at least; 0 where nothing is asked."""
    choices: tuple[str, ...] = ()
    """Databases the code compares it with, as it spells them: ``DB == "postgres"``."""

    def stand_in(self, word: str) -> str:
        """A value of the right form that means nothing: what holds text is made of ``word``."""
        plain = {"email": f"{word}@example.com", "url": "http://localhost", "integer": "1", "number": "1", "boolean": "false"}.get(self.form, word)
        plain = plain if self.form not in ("", "key") else plain.ljust(self.length, "0")
        return plain[: self.length] if self.form == "key" else plain


@dataclass(frozen=True, slots=True)
class ServiceUse:
    """Another server this app talks to."""

    kind: ServiceKind
    version: str = ""
    """As stated by the project (an image tag in a compose file …), else empty."""
    client: str = ""
    """The dependency that proves it: ``"pg"``, ``"psycopg"``, ``"ioredis"``."""
    scheme: str = ""
    """The connection URL's scheme where the project shows one: ``"postgresql+asyncpg"``."""


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file the app keeps its data in (SQLite), and by what it can be told to keep it elsewhere."""

    path: str
    """Where it lies unless told otherwise: relative to the app's directory (``"db.sqlite3"``, ``"instance/shop.db"``), or absolute."""
    variable: str = ""
    """The environment variable that says where; empty: the place is fixed in the code."""
    form: str = "{}"
    """The variable's value, with ``{}`` for an absolute path: ``"sqlite:///{}"``, ``"file:{}"``, ``"sqlite://{}?mode=rwc"``."""


@dataclass(frozen=True, slots=True)
class OwnDirectory:
    """A directory the app makes for itself and writes to."""

    path: str
    """Relative to the directory it is started from (``"uploads"``), or absolute."""
    is_kept: bool
    """What is in it has to outlive the container: uploads, unlike logs and caches."""


@dataclass(frozen=True, slots=True)
class SystemPackage:
    """A Debian package a dependency needs."""

    name: str
    phase: Literal["build", "run"]
    because: str
    """The dependency that needs it."""


@dataclass(frozen=True, slots=True)
class Process:
    """One process type, as a Procfile or a script names it."""

    name: str
    kind: ProcessKind
    command: Command


@dataclass(frozen=True, slots=True)
class App:
    """One deployable application of a repository."""

    path: str
    name: str
    toolchain: str
    stack: str


@dataclass(frozen=True, slots=True)
class ExistingFile:
    """A deployment file a person already wrote."""

    path: str
    kind: str
    """An artefact kind, see :mod:`orchestration.model.artefact`."""


def _no_facts() -> Mapping[str, Fact]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of one application. ``None`` and empty mean: not known or not there."""

    project: str
    """The project's name, safe in every file (``[a-z0-9][a-z0-9-]*``)."""
    path: str
    """The app's directory relative to the project's root; ``"."`` for the root."""
    root: str
    """The directory installs run in, relative to the project's root: the workspace's root, or ``path`` itself."""
    name: Fact[str]
    """The app's name, safe in every file."""
    language: Fact[str]
    """javascript typescript python go java kotlin ruby php csharp fsharp rust elixir html."""
    toolchain: Fact[str]
    """Registry key in ``toolchains``: node python go jvm ruby php dotnet rust elixir deno static."""
    stack: Fact[str]
    """Registry key in ``stacks``: nextjs nodejs express fastapi django …; a toolchain's plain stack where no framework is known."""
    framework_version: Fact[str] | None = None
    package_manager: Fact[PackageManager] | None = None
    runtime: Fact[Runtime] | None = None
    commands: Mapping[str, Fact[Command]] = field(default_factory=_no_facts)
    entry: Fact[str] | None = None
    """The file that is run, relative to the app: ``"server.js"``, ``"app/main.py"``, ``"./cmd/api"`` for Go."""
    port: Fact[int] | None = None
    """None for a worker."""
    health_path: Fact[str] | None = None
    """An HTTP path the code answers with 200 when alive."""
    site: Fact[StaticSite] | None = None
    """Set when the build's output is files and no server of its own runs."""
    env: tuple[Fact[EnvVar], ...] = ()
    services: tuple[Fact[ServiceUse], ...] = ()
    data_files: tuple[Fact[DataFile], ...] = ()
    directories: tuple[Fact[OwnDirectory], ...] = ()
    counters: tuple[Fact[str], ...] = ()
    """What the code itself counts for Prometheus, by the exported names."""
    system_packages: tuple[Fact[SystemPackage], ...] = ()
    processes: tuple[Fact[Process], ...] = ()
    apps: tuple[Fact[App], ...] = ()
    """Every deployable application of the repository, this one too."""
    existing: tuple[Fact[ExistingFile], ...] = ()
    traits: Mapping[str, Fact[str]] = field(default_factory=_no_facts)
    """What only one stack or toolchain has to say and its own recipe reads back (``next.output`` = ``standalone``)."""
    entries: tuple[str, ...] = ()
    """The app directory's own files and directories (``"src/"`` ends in a slash), sorted; what an allow-list is made of."""
    root_entries: tuple[str, ...] = ()
    """The same of ``root``, where it differs from ``path``."""
    conflicts: tuple[Conflict, ...] = ()
    notices: tuple[Notice, ...] = ()

    def trait(self, key: str, default: str = "") -> str:
        fact = self.traits.get(key)
        return fact.value if fact else default

    def command(self, name: str) -> Command | None:
        fact = self.commands.get(name)
        return fact.value if fact else None

    @property
    def is_deployable(self) -> bool:
        """Something runs or is served; a library, a command-line tool or a desktop app has nothing an image could start."""
        return bool(self.site or self.processes or "start" in self.commands)

    def uses(self, kind: str) -> bool:
        return any(s.value.kind == kind for s in self.services)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a package manifest and its lockfile say, in one form for every language."""

    path: str
    """The manifest's path relative to the project's root: ``"package.json"``."""
    name: str = ""
    dependencies: Mapping[str, Fact[str]] = field(default_factory=_no_facts)
    """Name → version as written, for what production needs. Names are lower-cased and in the registry's own form."""
    dev_dependencies: Mapping[str, Fact[str]] = field(default_factory=_no_facts)
    scripts: Mapping[str, Fact[str]] = field(default_factory=_no_facts)
    locked: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Name → exact version from the lockfile, for direct dependencies at least."""

    def dependency(self, *names: str) -> Fact[str] | None:
        """The first of these that is a production or development dependency."""
        for name in names:
            fact = self.dependencies.get(name) or self.dev_dependencies.get(name)
            if fact:
                return fact
        return None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader (a toolchain, a stack, a common reader) says of an app; what it does not know stays empty.

    Readings are merged in order: the first one that knows a single value wins; lists and mappings are united.
    """

    language: Fact[str] | None = None
    name: Fact[str] | None = None
    framework_version: Fact[str] | None = None
    package_manager: Fact[PackageManager] | None = None
    runtimes: tuple[Fact[str], ...] = ()
    """Every runtime version the project states, as written, in the toolchain's order of precedence."""
    runtime_product: str = ""
    root: str = ""
    """Where installs run, when it is not the app's own directory."""
    commands: Mapping[str, Fact[Command]] = field(default_factory=_no_facts)
    entry: Fact[str] | None = None
    port: Fact[int] | None = None
    health_path: Fact[str] | None = None
    site: Fact[StaticSite] | None = None
    env: tuple[Fact[EnvVar], ...] = ()
    services: tuple[Fact[ServiceUse], ...] = ()
    data_files: tuple[Fact[DataFile], ...] = ()
    system_packages: tuple[Fact[SystemPackage], ...] = ()
    processes: tuple[Fact[Process], ...] = ()
    traits: Mapping[str, Fact[str]] = field(default_factory=_no_facts)
    sources: tuple[str, ...] = ()
    """Directories (relative to the project's root) whose code is part of this app besides its own: what a Go main imports,
    the libraries a .NET project references. Environment variables and connection URLs are looked for there too."""
    parts: tuple[str, ...] = ()
    """Directories (relative to the project's root) that hold no application of their own, whatever lies in them: this app builds or
    serves what is there (a browser front end inside a .NET or Phoenix project)."""
    conflicts: tuple[Conflict, ...] = ()
    notices: tuple[Notice, ...] = ()
