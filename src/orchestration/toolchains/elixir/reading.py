"""Reading an Elixir project: versions, the release, port, health route, migrations, and whether it is an application at all."""

from __future__ import annotations

import json
import re
from types import MappingProxyType

from ...model.command import Command
from ...model.facts import Detection, Evidence, Fact, Notice
from ...model.profile import Manifest, PackageManager, Process, Reading
from ...model.text import Text
from ...model.tree import Tree, join
from ..assets import read_assets
from ..stated import tool_versions, version_file
from .dependencies import COMPILES_C, RUST, SERVERS
from .project import Mix, code, configuration, dependency_facts, locked, read_mix, umbrella_apps, umbrella_of

_ENDPOINT = re.compile(r"^\s*use\s+Phoenix\.Endpoint\b", re.M)
_LISTENS = re.compile(r"\bPlug\.Cowboy\b|\{\s*Bandit\b|\bBandit\.(?:start_link|child_spec)|:cowboy\.start_|:ranch\.|\bPlug\.Adapters\.Cowboy|:gen_tcp\.listen\(|:httpd\b|\bThousandIsland\b|:elli\b|\bRaxx\b")
_HEALTH = r"/(?:[\w-]+/){0,3}(?:_?health(?:z|-?checks?|_check)?|livez?|readyz?|liveness|readiness|up|ping|alive|heartbeat|_status)"
_ROUTE = re.compile(rf"^(?P<indent>\s*)(?:get|forward)\s*\(?\s*\"(?P<path>{_HEALTH})\"", re.M)
_ANSWERED = re.compile(rf"request_path:\s*\"(?P<path>{_HEALTH})\"|\b(?:path|at):\s*\"(?P<other>{_HEALTH})\"")
_OTP = re.compile(r"(?:^|-)otp-(\d+)")


def detect(tree: Tree, folder: str) -> Detection | None:
    mix = read_mix(tree, folder)
    # An umbrella is released as a whole, from its root.
    if mix is None or umbrella_of(tree, folder) is not None:
        return None
    return Detection("elixir", 84 if is_application(tree, mix) else 45, (mix.at,))


def workspaces(tree: Tree, root: str) -> tuple[str, ...]:
    return ()


def parts_of(tree: Tree, mix: Mix) -> tuple[Mix, ...]:
    return (mix, *umbrella_apps(tree, mix))


def sources(tree: Tree, mix: Mix) -> tuple[str, ...]:
    """The code of production: below ``lib`` of the project or of each application."""
    return tuple(p for m in parts_of(tree, mix) for p in tree.files(join(m.folder, "lib")) if p.endswith((".ex", ".heex", ".eex")))


def endpoint(tree: Tree, mix: Mix) -> Evidence | None:
    """Phoenix's own entrance, which is generated below ``lib``."""
    return next((at for p in sources(tree, mix) if p.endswith(".ex") and "Phoenix.Endpoint" in (tree.text(p) or "") and (at := tree.find(p, _ENDPOINT))), None)


def listens(tree: Tree, mix: Mix) -> Evidence | None:
    """Where the program opens a socket of its own."""
    return next((at for p in sources(tree, mix) if p.endswith(".ex") and _LISTENS.search(code(tree.text(p) or "")) and (at := tree.find(p, _LISTENS))), None)


def is_application(tree: Tree, mix: Mix) -> bool:
    """Something runs: there is a supervision tree, and it is not only there for those who depend on the package."""
    if not any(m.starts for m in parts_of(tree, mix)):
        return False
    return not mix.is_published or bool(mix.releases) or endpoint(tree, mix) is not None


def manifest(tree: Tree, app: str, root: str) -> Manifest:
    mix = read_mix(tree, app)
    if mix is None:
        return Manifest(join(app, "mix.exs"))
    production, development = dependency_facts(parts_of(tree, mix))
    versions = locked(tree, join(app, "mix.lock"))
    return Manifest(mix.path, mix.app, MappingProxyType(dict(sorted(production.items()))), MappingProxyType(dict(sorted(development.items()))),
                    locked=MappingProxyType({name: v for name, v in versions.items() if name in production or name in development}))


def _runtimes(tree: Tree, app: str, mix: Mix) -> tuple[Fact[str], ...]:
    found = [*version_file(tree, app, app, ".elixir-version"), *tool_versions(tree, app, app, "elixir")]
    for path in tree.glob(".github/workflows/*.y*ml"):
        at = tree.find(path, r"elixir-version:\s*['\"]?\d")
        match = re.search(r"elixir-version:\s*['\"]?(\d+(?:\.\d+)+)", at.quote) if at else None
        if at and match:
            found.append(Fact(match[1], (at,)))
            break
    for path in (join(app, "Dockerfile"),):
        at = tree.find(path, r"^\s*ARG\s+ELIXIR_VERSION=\"?\d")
        match = re.search(r"=\"?(\d+(?:\.\d+)+)", at.quote) if at else None
        if at and match:
            found.append(Fact(match[1], (at,)))
    for part in parts_of(tree, mix):
        if stated := part.stated("elixir"):
            found.append(Fact(stated, (tree.find(part.path, r"\belixir:\s") or Evidence(part.path),)))
            break
    return tuple(found)


def _otp(tree: Tree, app: str, mix: Mix) -> Fact[str] | None:
    """The major release of Erlang/OTP the project is run on, where a file says so."""
    for fact in tool_versions(tree, app, app, "elixir"):
        if match := _OTP.search(fact.value):
            return fact.with_value(match[1])
    for fact in tool_versions(tree, app, app, "erlang"):
        if match := re.match(r"\d+", fact.value):
            return fact.with_value(match[0])
    for path, pattern in ((join(app, "Dockerfile"), r"^\s*FROM\s+\S*elixir:\S*?(?:otp-|erlang-)(\d+)"), (join(app, "Dockerfile"), r"^\s*ARG\s+(?:OTP|ERLANG)_VERSION=\"?(\d+)"), (mix.path, r"\berlang:\s*\"\D*(\d+)"),
                          *((p, r"otp-version:\s*['\"]?(\d+)") for p in tree.glob(".github/workflows/*.y*ml"))):
        at = tree.find(path, pattern)
        match = re.search(pattern.removeprefix(r"^\s*"), at.quote) if at else None
        if at and match:
            return Fact(match[1], (at,))
    return None


_PORTS = tuple(re.compile(p) for p in (
    r"System\.get_env\(\s*\"(?:\w+_)?PORT\"\s*\)\s*\|\|\s*\"?(?P<port>\d{2,5})\b",
    r"System\.get_env\(\s*\"(?:\w+_)?PORT\"\s*,\s*\"?(?P<port>\d{2,5})\b",
    r"get_env\(\s*\"(?:\w+_)?PORT\"\s*,\s*(?:prod|all|default):\s*\"?(?P<port>\d{2,5})\b",
    r"\"(?:\w+_)?PORT\"\s*\|>\s*System\.get_env\(\s*\"?(?P<port>\d{2,5})\b",
    r"\benv!\(\s*\"(?:\w+_)?PORT\"\s*,\s*:\w+[!?]?\s*,\s*\"?(?P<port>\d{2,5})\b",
    r"\{:system,\s*\"PORT\"\s*,\s*\"?(?P<port>\d{2,5})\b",
    r"Application\.get_env\(\s*:\w+\s*,\s*:(?:http_)?port\s*,\s*(?P<port>\d{2,5})\b",
    r":gen_tcp\.listen\(\s*(?P<port>\d{2,5})\b",
    r"\bport:\s*(?P<port>\d{2,5})\b",
))
_OTHERS = re.compile(r"(?i)postgres|redis|smtp|mail|repo|database|mongo|amqp|rabbit|statsd|epmd|metrics|kafka|ftp|https?s:|\bssl\b|url:|\b(?:db|pg|sql)_")


def port(tree: Tree, mix: Mix) -> Fact[int] | None:
    """What the configuration of production says, then what the code itself opens."""
    configured = [p for m in parts_of(tree, mix) for p in configuration(tree, m.folder)]
    listening = [p for p in sources(tree, mix) if p.endswith(".ex") and _LISTENS.search(tree.text(p) or "")]
    for path in dict.fromkeys((*configured, *listening)):
        lines = code(tree.text(path) or "").split("\n")
        for pattern in _PORTS:
            for number, line in enumerate(lines, 1):
                match = pattern.search(line)
                near = " ".join(lines[max(0, number - 4):number])
                # A URL's port is what browsers are told; a database's is another server's.
                if match and 0 < int(match["port"]) < 65536 and match["port"] not in ("443", "5432", "6379", "3306") and not _OTHERS.search(line) and not re.search(r"(?i)\bRepo\b|redix|swoosh|mailer|amqp|\burl:\s*\[[^\]]*$", near):
                    return Fact(int(match["port"]), (Evidence(path, number, line.strip()[:120]),))
    return None


def health_path(tree: Tree, mix: Mix) -> Fact[str] | None:
    """A route for health checks, with the scopes it stands in."""
    for path in sources(tree, mix):
        text = code(tree.text(path) or "") if path.endswith(".ex") else ""
        if not re.search(r"\bscope\b|Plug\.Router|\bget\b|request_path", text):
            continue
        for match in _ROUTE.finditer(text):
            before, indent, prefix = text[:match.start()].split("\n"), len(match["indent"].strip("\n")), ""
            for line in reversed(before):
                stripped = line.lstrip()
                depth = len(line) - len(stripped)
                if stripped and depth < indent:
                    indent = depth
                    if scope := re.match(r"scope\s*\(?\s*(?:path:\s*)?\"(/[^\"]*)\"", stripped):
                        prefix = scope[1].rstrip("/") + prefix
            number = text.count("\n", 0, match.start("path")) + 1
            return Fact(prefix + match["path"], (Evidence(path, number, match[0].strip()[:120]),))
        if match := _ANSWERED.search(text):
            number = text.count("\n", 0, match.start()) + 1
            return Fact(match["path"] or match["other"], (Evidence(path, number, match[0][:120]),))
    return None


def _migrations(tree: Tree, mix: Mix) -> Evidence | None:
    found = [p for m in parts_of(tree, mix) for p in tree.files(join(m.folder, "priv")) if re.search(r"/migrations/\d{8,}\w*\.exs$", p)]
    return Evidence(found[0]) if found else None


def _release_process(tree: Tree, mix: Mix, name: str, at: Evidence) -> Fact[Process]:
    """The script or function the project brings for it, else what Ecto's documentation has such a function do ("Deploying with releases")."""
    for part in parts_of(tree, mix):
        script = join(part.folder, "rel/overlays/bin/migrate")
        if tree.has(script):
            return Fact(Process("release", "release", Command("/app/bin/migrate")), (Evidence(script), at))
    for path in sources(tree, mix):
        text = tree.text(path) or "" if path.endswith(".ex") else ""
        module = re.search(r"^\s*defmodule\s+([\w.]+)\s+do", text, re.M)
        migrate = tree.find(path, r"^\s*def\s+migrate\b(?!\()|^\s*def\s+migrate\(\)") if module and "Ecto.Migrator" in text else None
        if module and migrate:
            return Fact(Process("release", "release", Command(f"/app/bin/{name}", "eval", f"{module[1]}.migrate()")), (migrate, at))
    apps = [m.app for m in parts_of(tree, mix) if any("ecto_repos" in (tree.text(p) or "") for p in configuration(tree, m.folder) or configuration(tree, mix.folder)) and m.app]
    steps = "; ".join(f"Application.load(:{a}); for repo <- Application.get_env(:{a}, :ecto_repos, []), do: {{:ok, _, _}} = Ecto.Migrator.with_repo(repo, &Ecto.Migrator.run(&1, :up, all: true))" for a in apps[:4] or [mix.app])
    return Fact(Process("release", "release", Command(f"/app/bin/{name}", "eval", steps)), (at,))


def _commands(tree: Tree, mix: Mix, found: Manifest, web: bool, start: Fact[Command] | None, lock: str, migrations: Evidence | None) -> dict[str, Fact[Command]]:
    at = mix.at
    commands: dict[str, Fact[Command]] = {"install": Fact(Command("mix", "deps.get"), (Evidence(lock),) if lock else (at,))}
    if start:
        commands["start"] = start
        commands["build"] = Fact(Command("mix", "compile"), (at,))
        commands["dev"] = Fact(Command("mix", "phx.server"), (at,)) if web and "phoenix" in found.dependencies else Fact(Command("mix", "run", "--no-halt"), (at,))
    tests = next((p for p in tree.files(mix.folder) if p.endswith("_test.exs") and "/deps/" not in f"/{p}"), "")
    if tests:
        prepares = any("ecto.migrate" in " ".join(m.alias("test") or ()) or "ecto.setup" in " ".join(m.alias("test") or ()) for m in parts_of(tree, mix)) or not migrations
        # In one call, whose environment has to be named: Mix knows it for the task test alone.
        whole = Command("env", "MIX_ENV=test", "mix", "do", "ecto.create", "--quiet,", "ecto.migrate", "--quiet,", "test")
        commands["test"] = Fact(Command("mix", "test") if prepares else whole, (Evidence(tests),))
    formatter = join(mix.folder, ".formatter.exs")
    if tree.has(formatter):
        commands["format"] = commands["lint"] = Fact(Command("mix", "format", "--check-formatted"), (Evidence(formatter),))
    for package, name, words in (("credo", "lint", ("credo",)), ("dialyxir", "typecheck", ("dialyzer",))):
        if fact := found.dependency(package):
            commands[name] = fact.with_value(Command("mix", *words))
    if migrations:
        commands["migrate"] = Fact(Command("mix", "ecto.migrate"), (migrations,))
        seeds = join(mix.folder, "priv/repo/seeds.exs")
        if any(re.match(r"\s*[^#\s]", line) for line in (tree.text(seeds) or "").split("\n")):
            commands["seed"] = Fact(Command("mix", "run", "priv/repo/seeds.exs"), (Evidence(seeds),))
    return commands


def _compiled_settings(tree: Tree, mix: Mix) -> Evidence | None:
    """Where production's settings come from the environment of the machine that compiles, and so can never be an image's."""
    folders = dict.fromkeys(m.folder for m in parts_of(tree, mix))
    if any(tree.has(join(f, "config", n)) for f in folders for n in ("runtime.exs", "releases.exs")):
        return None
    return next((at for f in folders for n in ("prod.exs", "prod.secret.exs") if tree.has(path := join(f, "config", n))
                 and (at := tree.find(path, r"^[^#]*(?:System\.(?:get_env|fetch_env!?)\(\s*\"|\"\s*\|>\s*System\.)"))), None)


_SQL = {"postgrex": "postgresql", "myxql": "mysql"}


def _accounts(tree: Tree, mix: Mix, found: Manifest) -> list[tuple[str, Fact[str]]]:
    """Whom the tests sign in as, one word a line: user, password, host; where the test configuration says all three as they are."""
    kind = next((k for d, k in _SQL.items() if d in found.dependencies), "")
    for part in parts_of(tree, mix) if kind else ():
        path = join(part.folder, "config/test.exs")
        text = code(tree.text(path) or "")
        words = [re.search(rf"^\s*{key}:\s*\"([\w.-]+)\"", text, re.M) for key in ("username", "password", "hostname")]
        if all(words):
            return [(kind, Fact("\n".join(w[1] for w in words if w), (tree.find(path, r"^\s*username:") or Evidence(path),)))]
    return []


def read(tree: Tree, app: str, root: str, found: Manifest) -> Reading:
    mix = read_mix(tree, app)
    if mix is None:
        return Reading()
    lock = join(app, "mix.lock")
    lock = lock if tree.has(lock) else ""
    deployable, entrance = is_application(tree, mix), endpoint(tree, mix)
    opened = entrance or listens(tree, mix)
    migrations = _migrations(tree, mix)
    start: Fact[Command] | None = None
    if deployable:
        start = Fact(Command("mix", "phx.server") if entrance else Command("mix", "run", "--no-halt"), (opened or mix.at,))
    processes: list[Fact[Process]] = []
    traits: dict[str, Fact[str]] = {"mix.release": Fact(mix.release, (mix.at,))}
    if mix.releases:
        traits["mix.releases"] = Fact(" ".join(mix.releases), (tree.find(mix.path, r"\breleases\b") or mix.at,))
    if tree.has(script := join(app, "rel/overlays/bin/server")):
        traits["mix.server"] = Fact("/app/bin/server", (Evidence(script),))
    brought = next((Evidence(s) for m in parts_of(tree, mix) if tree.has(s := join(m.folder, "rel/overlays/bin/migrate"))), None)
    if start and (migrations or brought) and any(n in found.dependencies for n in ("ecto_sql", "postgrex", "myxql", "ecto_sqlite3")):
        process = _release_process(tree, mix, mix.release, migrations or brought or mix.at)
        processes.append(process)
        # A release holds no mix, so whatever a Procfile says for buildpacks, this is what the image can run.
        traits["migrate.run"] = process.with_value(json.dumps(process.value.command.argv))
    if start and not opened:
        processes.append(start.with_value(Process(mix.app or "worker", "worker", Command(f"/app/bin/{mix.release}", "start"))))
    if otp := _otp(tree, app, mix):
        traits["elixir.otp"] = otp
    if mix.apps_path:
        traits["mix.apps"] = Fact("\n".join(m.folder for m in umbrella_apps(tree, mix)), (mix.at,))
        if not mix.releases:
            traits["mix.no_release"] = Fact("umbrella", (mix.at,))
    if start and (compiled := _compiled_settings(tree, mix)):
        traits["mix.compiled"] = Fact(compiled.path, (compiled,))
    dependencies = [d for m in parts_of(tree, mix) for d in m.dependencies if d.in_production]
    if git := next((d for d in dependencies if d.is_git), None):
        traits["mix.git"] = Fact(git.name, (git.at,))
    if rust := next((d for d in dependencies if d.name in RUST and tree.has_dir(join(app, "native"))), None):
        traits["mix.rust"] = Fact(rust.name, (rust.at,))
    native = next((n for n in locked(tree, lock) if n in COMPILES_C or n == "elixir_make"), "") if lock else next((d.name for d in dependencies if d.name in COMPILES_C), "")
    if native:
        traits["mix.native"] = Fact(native, (tree.find(lock or mix.path, rf"\b{native}\b") or mix.at,))
    for kind, fact in _accounts(tree, mix, found):
        traits[f"mix.test.{kind}"] = fact
    local = sorted({p for d in dependencies if (p := d.path) and re.fullmatch(r"[\w./-]+", p) and ".." not in p.split("/")})
    if local:
        traits["mix.paths"] = Fact("\n".join(local), (mix.at,))
    compiled_files = [n for n in ("config.exs", "prod.exs") if tree.has(join(app, "config", n))]
    if compiled_files:
        traits["mix.config"] = Fact("\n".join(compiled_files), (Evidence(join(app, "config", compiled_files[0])),))
    if tree.has(join(app, "rel/env.sh.eex")):
        traits["mix.env_script"] = Fact("rel/env.sh.eex", (Evidence(join(app, "rel/env.sh.eex")),))
    holders = [m.folder for m in parts_of(tree, mix) if tree.has(join(m.folder, "assets/package.json"))]
    notices: list[Notice] = []
    if holders:
        inner = holders[0] if app == "." else holders[0].removeprefix(app).strip("/")
        traits |= read_assets(tree, app, join(inner or ".", "assets"))
    for name in ("assets.deploy", "assets.setup"):
        for part in parts_of(tree, mix):
            if (line := part.alias(name)) is not None:
                traits.setdefault(f"mix.{name}", Fact("\n".join(line), (tree.find(part.path, re.escape(name)) or part.at,)))
                traits.setdefault(f"mix.{name}.folder", Fact(part.folder, (part.at,)))
    manifest_line = next((at for m in parts_of(tree, mix) for n in ("prod.exs", "config.exs", "runtime.exs") if (at := tree.find(join(m.folder, "config", n), r"^[^#]*cache_static_manifest"))), None)
    if manifest_line:
        traits["mix.digest"] = Fact("phx.digest", (manifest_line,))
    for dependency in dependencies:
        private = re.search(r"\b(?:organization|repo):\s*(?:\"([\w-]+)\"|:([\w-]+))", dependency.options)
        if private and "hexpm" not in private[0]:
            notices.append(Notice("warning", "dependencies", Text(
                f"{dependency.name} comes from the private Hex repository {private[1] or private[2]}: the build needs a key for it (mix hex.organization auth or mix hex.repo add), which is not set up here",
                f"{dependency.name} vient du dépôt Hex privé {private[1] or private[2]} : la construction a besoin d'une clé (mix hex.organization auth ou mix hex.repo add), qui n'est pas mise en place ici"), (dependency.at,)))
            break
    return Reading(
        language=Fact("elixir", (mix.at,)),
        name=Fact(mix.app or mix.release, (mix.at,)) if mix.app or mix.releases else None,
        package_manager=Fact(PackageManager("mix", "", lock, needs_lockfile=bool(dependencies)), (Evidence(lock),) if lock else (mix.at,)),
        runtimes=_runtimes(tree, app, mix),
        commands=MappingProxyType(_commands(tree, mix, found, entrance is not None, start, lock, migrations)),
        entry=Fact(opened.path if app == "." else opened.path.removeprefix(app + "/"), (opened,)) if opened and start else None,
        port=port(tree, mix) if opened and start else None,
        health_path=health_path(tree, mix) if opened and start else None,
        processes=tuple(processes),
        traits=MappingProxyType(traits),
        parts=tuple(join(f, "assets") for f in holders),
        notices=tuple(notices),
    )


__all__ = ["SERVERS", "detect", "manifest", "read", "workspaces"]
