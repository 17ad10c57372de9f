"""Reading a .NET project: what kind of program it is, its framework, port, settings, services, commands."""

from __future__ import annotations

import posixpath
import re
import shlex
from types import MappingProxyType
from weakref import WeakKeyDictionary

from ...model.command import Command
from ...model.facts import Detection, Evidence, Fact, Notice, assume
from ...model.profile import Manifest, PackageManager, Process, Reading, ServiceUse, StaticSite
from ...model.text import Text
from ...model.tree import Tree, join
from .. import markup
from ..stated import tool_versions, version_file
from .dependencies import HOSTED, SERVICE_CLIENTS, TESTS
from .msbuild import LANGUAGES, Project, build_root, closure, every_project, nearest, project_files, read_project, resolve, shared_files
from .source import FILE_DATABASE, code, environment, files_of, health_path, port, settings, where

_WORKER = re.compile(r"(?i)(?:^|[._-])(?:workers?|consumers?|schedulers?|cron|processors?|jobs?|queue|daemon|subscribers?|bot|service|background)$")
_HELPER = re.compile(r"(?i)(?:^|[._-])(?:apphost|tests?|specs?|benchmarks?|perf|samples?|examples?|demo|tools?|cli|codegen|generators?|playground|migrat\w*|build|sandbox|seeder|client|console)$")
_VARIABLE = re.compile(r"ASPNETCORE_(?:URLS\s*[=:]\s*[\"']?(?:https://[^\s;\"']*;)?http://[^\s:;\"'/]+:(?P<url>\d{2,5})|HTTP_PORTS\s*[=:]\s*[\"']?(?P<port>\d{2,5}))")
_DESKTOP = ("UseWPF", "UseWindowsForms", "UseMaui", "UseWinUI")
_STARTS_HOST = re.compile(r"Host\.CreateDefaultBuilder|Host\.CreateApplicationBuilder|new HostBuilder\(|:\s*BackgroundService\b|inherit BackgroundService|new HttpListener\(|TcpListener\(")


_KINDS: WeakKeyDictionary[Tree, dict[str, str]] = WeakKeyDictionary()


def kind(tree: Tree, project: Project) -> str:
    """What a project is: ``web``, ``worker``, ``console``, ``wasm`` (browser files), ``legacy`` (.NET Framework), or empty: nothing one deploys."""
    memo = _KINDS.setdefault(tree, {})
    if project.path not in memo:
        memo[project.path] = _kind(tree, project)
    return memo[project.path]


def _kind(tree: Tree, project: Project) -> str:
    if not project.sdk:
        return "legacy" if project.properties.get("targetframeworkversion") else ""
    output = project.value("OutputType").lower()
    frameworks = [f.value.lower() for f in project.frameworks]
    if project.is_on("IsTestProject") or TESTS & project.packages.keys() or project.sdk.startswith(("MSTest.Sdk", "Aspire.AppHost")) or project.is_on("IsAspireHost") or "aspire.hosting.apphost" in project.packages or project.is_on("PackAsTool"):
        return ""
    if project.value("AzureFunctionsVersion"):
        return ""  # The Functions host runs it, in an image of its own.
    if any(project.is_on(d) for d in _DESKTOP) or output == "winexe":
        return ""
    if frameworks and all(re.match(r"netstandard|net4\d|net\d+\.\d+-(?!browser)", f) for f in frameworks):
        return ""
    if project.sdk == "Microsoft.NET.Sdk.BlazorWebAssembly":
        return "wasm"
    if project.sdk == "Microsoft.NET.Sdk.Web":
        return "" if output == "library" else "web"
    if project.sdk == "Microsoft.NET.Sdk.Worker":
        return "" if output == "library" else "worker"
    if output != "exe" or not project.sdk.startswith("Microsoft.NET.Sdk"):
        return ""
    if project.has_aspnet:
        return "web"
    used = closure(tree, project)
    if any(h in p.packages for p in used for h in HOSTED) or any(_STARTS_HOST.search(code(tree, f)) for f in files_of(tree, (project.folder,))):
        return "worker"
    return "console"


def _spaced(name: str) -> str:
    """``Shop.DbMigrator`` → ``Shop.Db.Migrator``: each word is judged."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", ".", name)


def main_project(tree: Tree, folder: str) -> Project | None:
    """The project of a directory: the program among several."""
    found = [p for path in project_files(tree, folder) if (p := read_project(tree, path))]
    order = ("web", "worker", "wasm", "console", "legacy", "")
    found.sort(key=lambda p: (order.index(kind(tree, p)), p.path))
    return found[0] if found else None


def is_deployable(tree: Tree, project: Project) -> bool:
    """Whether someone would deploy it.

    Rule: web apps and workers; browser files that no web app of the repository serves; a console program where there is
    nothing else, or where it is named like a worker.
    """
    what = kind(tree, project)
    if what in ("web", "worker"):
        return not (_HELPER.search(_spaced(project.stem)) and project.sdk == "Microsoft.NET.Sdk" and not _WORKER.search(_spaced(project.stem)))
    if what == "wasm":
        return not any(project.path in p.references for p in every_project(tree) if kind(tree, p) == "web")
    if what == "console":
        return bool(_WORKER.search(project.stem)) or not any(kind(tree, p) in ("web", "worker", "wasm") or (kind(tree, p) == "console" and p.path != project.path and not _HELPER.search(p.stem) and _HELPER.search(project.stem)) for p in every_project(tree))
    return False


def detect(tree: Tree, folder: str) -> Detection | None:
    project = main_project(tree, folder)
    if project is None:
        return None
    at = project.at
    return Detection("dotnet", 78 if is_deployable(tree, project) else 35, (at,))


def workspaces(tree: Tree, root: str) -> tuple[str, ...]:
    """None: each project says by itself what it is built from (see ``build_root``)."""
    return ()


def manifest(tree: Tree, app: str, root: str) -> Manifest:
    """The packages of the project and of every project it is built from."""
    project = main_project(tree, app)
    if project is None:
        return Manifest(join(app, "app.csproj"))
    packages: dict[str, Fact[str]] = {}
    for one in closure(tree, project):
        for name, fact in one.packages.items():
            packages.setdefault(name, fact)
    return Manifest(project.path, project.stem, MappingProxyType(packages), locked=MappingProxyType(_locked(tree, app)))


def _locked(tree: Tree, app: str) -> dict[str, str]:
    path = join(app, "packages.lock.json")
    data = tree.data(path) if tree.has(path) else None
    groups = data.get("dependencies") if isinstance(data, dict) else None
    found: dict[str, str] = {}
    for group in groups.values() if isinstance(groups, dict) else ():
        for name, entry in group.items() if isinstance(group, dict) else ():
            if isinstance(entry, dict) and isinstance(entry.get("resolved"), str):
                found[str(name).lower()] = entry["resolved"]
    return found


def framework(project: Project) -> Fact[str] | None:
    """The target framework the image is made for: of several, the newest that is no other platform's."""
    able = [f for f in project.frameworks if re.fullmatch(r"net(?:coreapp)?\d+\.\d+(?:-browser)?", f.value.lower()) and not re.match(r"net4\d", f.value.lower())]
    return max(able, key=lambda f: tuple(int(n) for n in re.findall(r"\d+", f.value)), default=None)


def sdk_pin(tree: Tree, app: str) -> tuple[Fact[str] | None, str]:
    """(the SDK of global.json, its roll-forward policy; ``latestPatch`` where none is written, as the SDK reads it)."""
    path = nearest(tree, app, "global.json")
    data = tree.data(path) if path else None
    sdk = data.get("sdk") if isinstance(data, dict) else None
    version = sdk.get("version") if isinstance(sdk, dict) else None
    if not isinstance(sdk, dict) or not isinstance(version, str) or not re.fullmatch(r"\d+\.\d+\.\d{3}(?:-[\w.]+)?", version):
        return None, ""
    policy = sdk.get("rollForward")
    return Fact(version, (tree.key(path, "sdk", "version"),)), policy if isinstance(policy, str) else "latestPatch"


def _tests(tree: Tree, project: Project) -> tuple[Project, ...]:
    """Test projects that exercise something this app is built from."""
    parts = {p.path for p in closure(tree, project)}
    return tuple(p for p in every_project(tree) if p.sdk and (p.is_on("IsTestProject") or {"microsoft.net.test.sdk", "xunit.v3", "tunit", "mstest"} & p.packages.keys() or p.sdk.startswith("MSTest.Sdk"))
                 and any(c.path in parts for c in closure(tree, p)) and not (p.frameworks and all("-" in f.value for f in p.frameworks)))


def _relative(path: str, app: str) -> str:
    return posixpath.relpath("/" + path, "/" + (app if app != "." else ""))


def _commands(tree: Tree, project: Project, root: str, what: str) -> dict[str, Fact[Command]]:
    at, app = (project.at,), project.folder
    name = _relative(project.path, app)
    locked = ("--locked-mode",) if tree.has(join(app, "packages.lock.json")) else ()
    commands = {
        "install": Fact(Command("dotnet", "restore", name, *locked), at),
        "build": Fact(Command("dotnet", "build", name, "--configuration", "Release", "--no-restore"), at),
    }
    if nearest(tree, app, ".editorconfig"):
        style = Evidence(nearest(tree, app, ".editorconfig"))
        commands["format"] = Fact(Command("dotnet", "format", name, "--verify-no-changes"), (style,))
    tests = _tests(tree, project)
    if tests:
        runner = nearest(tree, app, "global.json")
        data = tree.data(runner) if runner else None
        test = data.get("test") if isinstance(data, dict) else None
        # Microsoft.Testing.Platform, as global.json turns it on, takes its project by an option.
        option = ("--project",) if isinstance(test, dict) and test.get("runner") == "Microsoft.Testing.Platform" else ()
        lines = [Command("dotnet", "test", *option, _relative(t.path, app), "--configuration", "Release") for t in tests[:12]]
        command = lines[0] if len(lines) == 1 else Command.shell(" && ".join(shlex.join(c.argv) for c in lines))
        commands["test"] = Fact(command, tuple(t.at for t in tests[:10]))
    if what in ("web", "worker", "console", "wasm") and is_deployable(tree, project):
        commands["dev"] = Fact(Command("dotnet", "watch", "--project", name, "run"), at)
        if what != "wasm":
            commands["start"] = Fact(Command("dotnet", f"{project.assembly}.dll"), at)
    return commands


_NAMED = {"rabbitmq": "rabbitmq", "mongodb": "mongodb", "mongo": "mongodb", "redis": "redis", "postgresql": "postgresql", "postgres": "postgresql", "npgsql": "postgresql", "mysql": "mysql", "kafka": "kafka",
          "elasticsearch": "elasticsearch", "nats": "nats", "memcached": "memcached", "sqlserver": "sqlserver", "sqlite": "sqlite"}
_NOT_CLIENTS = re.compile(r"^(?:opentelemetry|aspire\.hosting|testcontainers|respawn|swashbuckle|sentry|elastic\.apm|dapr)\b")


def _services(projects: tuple[Project, ...]) -> tuple[Fact[ServiceUse], ...]:
    """A library's adapter for a server is named after it, last of all: ``Hangfire.Redis``, ``MassTransit.RabbitMQ``."""
    found = {}
    for project in projects:
        for name, fact in project.packages.items():
            service = _NAMED.get(name.rpartition(".")[2])
            if service and name not in SERVICE_CLIENTS and "." in name and not _NOT_CLIENTS.match(name):
                found.setdefault(service, fact.with_value(ServiceUse(service, "", name)))  # type: ignore[arg-type]
    return tuple(found.values())


def _migrations(tree: Tree, files: tuple[str, ...], projects: tuple[Project, ...]) -> tuple[Notice, ...]:
    snapshot = next((p for project in projects for p in tree.files(project.folder) if p.endswith("ModelSnapshot.cs")), "")
    if not snapshot or any(re.search(r"\.Migrate(?:Async)?\(", code(tree, f)) for f in files):
        return ()
    return (Notice("warning", "migrations", Text(
        "Entity Framework migrations are not applied by the program, and the image holds no tool for it: before each release run a migration bundle "
        "(dotnet ef migrations bundle --self-contained, made in the pipeline with the project's own dotnet-ef) or the script of dotnet ef migrations script --idempotent",
        "les migrations Entity Framework ne sont pas appliquées par le programme, et l'image ne contient aucun outil pour cela : avant chaque mise en production, lancez un bundle "
        "(dotnet ef migrations bundle --self-contained, produit dans le pipeline avec le dotnet-ef du projet) ou le script de dotnet ef migrations script --idempotent"), (Evidence(snapshot),)),)


def _in_files(tree: Tree, app: str) -> Fact[int] | None:
    """The port that the project's own Dockerfile or compose file gives the server by its variable."""
    for path in dict.fromkeys((join(app, "Dockerfile"), "Dockerfile", *(join(f, n) for f in (app, ".") for n in ("docker-compose.yml", "docker-compose.yaml", "compose.yaml", "compose.yml")))):
        at = tree.find(path, _VARIABLE)
        match = _VARIABLE.search(at.quote) if at else None
        if at and match:
            return Fact(int(match["url"] or match["port"]), (at,))
    return None


def _front(tree: Tree, project: Project) -> tuple[str, ...]:
    """Directories of browser front ends that this project's build makes or serves: ``SpaRoot``, a referenced ``*.esproj``, and what lies inside the project."""
    root = resolve(project.folder, project.value("SpaRoot") or "")
    apps = [posixpath.dirname(p) or "." for p in project.others if p.endswith(".esproj")]
    return tuple(dict.fromkeys(f.rstrip("/") for f in (project.folder, root if project.value("SpaRoot") else "", *apps) if f not in ("", ".")))


def _feeds(tree: Tree, app: str) -> dict[str, Fact[str]]:
    """Package sources of nuget.config that are not nuget.org: they ask for credentials."""
    path = next((p for n in ("nuget.config", "NuGet.config", "NuGet.Config") if (p := nearest(tree, app, n))), "")
    node = markup.read(tree, path) if path else None
    for source in node.all("packageSources", "add") if node else ():
        name, url = source.attributes.get("key", ""), source.attributes.get("value", "")
        if url.startswith("https://") and "api.nuget.org" not in url and "www.nuget.org" not in url and re.fullmatch(r"[A-Za-z_]\w*", name) and not re.search(r"pkgs\.dev\.azure\.com/(?:dnceng|azure-public)|dotnetfeed|myget\.org/F/", url):
            return {"dotnet.feed": markup.fact(tree, path, source, name)}
    return {}


def read(tree: Tree, app: str, root: str, found: Manifest) -> Reading:
    project = main_project(tree, app)
    if project is None:
        return Reading()
    what = kind(tree, project)
    if not what:
        return Reading(language=Fact(LANGUAGES[posixpath.splitext(project.path)[1]], (project.at,)), name=Fact(project.stem, (project.at,)), runtimes=tuple(filter(None, (framework(project),))),
                       package_manager=Fact(PackageManager("nuget"), (project.at,)), traits={"dotnet.kind": Fact("", (project.at,)), "dotnet.project": Fact(project.path, (project.at,))})
    projects = closure(tree, project)
    root = build_root(tree, project)
    folders = tuple(dict.fromkeys(p.folder for p in projects))
    files = files_of(tree, folders)
    language = LANGUAGES[posixpath.splitext(project.path)[1]]
    lock = join(app, "packages.lock.json")
    has_lock = tree.has(lock)
    paket = nearest(tree, app, "paket.lock") if tree.has(join(app, "paket.references")) else ""
    target = framework(project)
    sdk, policy = sdk_pin(tree, app)
    notices: list[Notice] = []
    traits: dict[str, Fact[str]] = {
        "dotnet.kind": Fact(what, (project.at,)), "dotnet.project": Fact(project.path, (project.at,)), "dotnet.assembly": project.properties.get("assemblyname", Fact("", (project.at,))).with_value(project.assembly),
        "dotnet.projects": Fact("\n".join(p.path for p in projects), tuple(p.at for p in projects)[:10]),
    }
    locks = [p for one in projects if tree.has(p := join(one.folder, "packages.lock.json"))]
    shared = sorted({f for p in projects for f in shared_files(tree, p.folder)} | set(locks))
    if paket:
        traits["dotnet.paket"] = Fact(paket, (Evidence(paket),))
        shared = sorted({*shared, *(p for n in ("paket.dependencies", "paket.lock", ".paket/Paket.Restore.targets", ".config/dotnet-tools.json") if (p := nearest(tree, app, n))),
                         *(p for one in projects if tree.has(p := join(one.folder, "paket.references")))})
    if shared:
        traits["dotnet.shared"] = Fact("\n".join(shared), tuple(Evidence(s) for s in shared)[:10])
    if target and len(project.frameworks) > 1:
        traits["dotnet.framework"] = target
    if sdk:
        traits["dotnet.sdk"] = sdk
        traits["dotnet.roll_forward"] = sdk.with_value(policy)
    changed = [n for n in ("PublishAot", "PublishSingleFile", "SelfContained", "PublishTrimmed", "PublishReadyToRun") if project.is_on(n)]
    if changed and what != "wasm":
        traits["dotnet.portable"] = Fact(" ".join(changed), tuple(project.properties[n.lower()].evidence[0] for n in changed))
        notices.append(Notice("info", "build", Text(
            f"{', '.join(changed)} is turned off in the image, which holds the runtime already", f"{', '.join(changed)} est désactivé dans l'image, qui contient déjà l'environnement d'exécution"), traits["dotnet.portable"].evidence))
    # A JavaScript project that is referred to is built by its own SDK, which calls npm as well.
    npm = next((p.runs_npm for p in projects if p.runs_npm), None) or next((Evidence(o) for p in projects for o in p.others if o.endswith(".esproj")), None)
    if npm:
        traits["dotnet.npm"] = Fact("npm", (npm,))
        node = version_file(tree, app, root, ".nvmrc", ".node-version") + tool_versions(tree, app, root, "nodejs", "node")
        traits |= {"dotnet.node": node[0]} if node else {}
        fronts = [f for f in _front(tree, project) if f != project.folder and f != root and (root == "." or f.startswith(root + "/"))]
        traits |= {"dotnet.front": Fact("\n".join(fronts), (npm,))} if fronts else {}
    traits |= _feeds(tree, app)
    if what in ("web", "worker", "console"):
        traits |= {f"dotnet.file_database.{key.partition(':')[2]}": Fact(value, (where(tree, app, key),)) for key, value in settings(tree, app).items()
                   if key.lower().startswith("connectionstrings:") and FILE_DATABASE.match(value) and not re.search(r"(?i):memory:|mode\s*=\s*memory", value)}
    if what == "legacy":
        notices.append(Notice("error", "runtime", Text("this is a project of .NET Framework, which runs on Windows only", "c'est un projet .NET Framework, qui ne s'exécute que sous Windows"), (project.at,)))
    listens: Fact[int] | None = None
    health: Fact[str] | None = None
    if what == "web":
        listens, found_settings = port(tree, app, files)
        for key, fact in found_settings.items():
            traits[f"dotnet.{key}"] = fact
        if "loopback" in found_settings:
            notices.append(Notice("warning", "port", Text(
                f"it listens on {found_settings['loopback'].value}, fixed in the code, which nothing outside the container can reach; listen on any address, or leave it to ASPNETCORE_HTTP_PORTS",
                f"il n'écoute que sur {found_settings['loopback'].value}, fixé dans le code, injoignable depuis l'extérieur du conteneur ; écoutez sur toute adresse, ou laissez faire ASPNETCORE_HTTP_PORTS"), found_settings["loopback"].evidence))
        if listens:
            traits["dotnet.port"] = listens.with_value("stated")
        release = re.match(r"net(\d+)\.\d+", target.value) if target else None
        # A Dockerfile's EXPOSE opens nothing: many still say 80, where .NET's images listen on 8080 since .NET 8.
        listens = listens or _in_files(tree, app) or (target.with_value(8080) if target and release and int(release[1]) >= 8 else None) or assume(8080, "the port .NET's own container images set; launchSettings.json counts on a developer's machine only",
                                    "le port que fixent les images .NET officielles ; launchSettings.json ne vaut que sur le poste du développeur")
        health = health_path(tree, files)
    notices += _migrations(tree, files, projects)
    if target is None and what in ("web", "worker", "console", "wasm"):
        notices.append(Notice("warning", "runtime", Text("no file states a target framework that can be told without MSBuild", "aucun fichier n'indique de framework cible lisible sans MSBuild"), (project.at,)))
    able = is_deployable(tree, project)
    site = Fact(StaticSite("wwwroot", True, hashed=()), (project.at,)) if what == "wasm" and able else None
    processes = (Fact(Process(project.stem, "worker", Command("dotnet", f"{project.assembly}.dll")), (project.at,)),) if what in ("worker", "console") and able else ()
    return Reading(
        language=Fact(language, (project.at,)),
        name=Fact(project.stem, (project.at,)),
        package_manager=Fact(PackageManager("paket" if paket else "nuget", "", paket or (lock if has_lock else "")), (Evidence(paket or lock) if paket or has_lock else project.at,)),
        runtimes=(target,) if target else (),
        root=root,
        commands=_commands(tree, project, root, what),
        entry=Fact(_relative(project.path, app), (project.at,)),
        port=listens,
        health_path=health,
        site=site,
        services=_services(projects),
        env=environment(tree, app, files) if what not in ("", "legacy") else (),
        processes=processes,
        traits=traits,
        sources=tuple(f for f in folders if f != app and not f.startswith(app + "/") and app != "."),
        parts=tuple(dict.fromkeys((*_front(tree, project), *(p.folder for p in projects if p is not project and kind(tree, p) == "wasm")))) if able else (),
        notices=tuple(notices),
    )
