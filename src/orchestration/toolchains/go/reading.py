"""Reading a Go project: versions, programs, commands, port and health route."""

from __future__ import annotations

import re
from types import MappingProxyType

from ...model.command import Command, words
from ...model.facts import Detection, Evidence, Fact, Notice, assume
from ...model.profile import Manifest, PackageManager, Process, Reading, ServiceUse, SystemPackage
from ...model.text import Text
from ...model.tree import Tree, join
from ..stated import tool_versions, version_file
from .dependencies import CGO, STDLIB_CLIENTS
from .embedded import MISSING, embedded
from .module import GoModule, local_modules, module_of, parents, read_module, read_workspace, workspace_root
from .ports import port
from .routes import health_path
from .settings import settings_env
from .source import Package, Program, deployable, helpers, packages, programs, reachable

_MAJOR = re.compile(r"/v\d+$")
_RECIPE = re.compile(r"^\t(?:@)?(?P<line>[\w./-]+(?: [\w./=:,@+-]+)*)\s*$")


def _plain(path: str) -> str:
    return _MAJOR.sub("", path).lower()


def program_of(tree: Tree, app: str, module: GoModule) -> Program | None:
    """The program an app directory stands for: its own main; for a module's root, the only one that is deployed."""
    if app != module.folder:
        return reachable(tree, module, app)
    apps = deployable(programs(tree, module), module)
    return apps[0] if len(apps) == 1 else next((p for p in apps if p.folder == app), None)


def detect(tree: Tree, folder: str) -> Detection | None:
    module = read_module(tree, folder)
    if module is not None:
        if not packages(tree, folder) and folder not in read_workspace(tree, folder) and any(tree.has(join(folder, n)) for n in ("theme.toml", "theme.yaml", "hugo.toml", "hugo.yaml", "layouts/_default/baseof.html", "layouts/baseof.html")):
            return None  # Hugo takes its themes as Go modules, which hold no Go.
        return Detection("go", 75 if deployable(programs(tree, module), module) else 40, (module.at,))
    above = module_of(tree, folder)
    package = packages(tree, above.folder).get(folder) if above else None
    return Detection("go", 65, (package.main_at,)) if package and package.main_at else None


def workspaces(tree: Tree, root: str) -> tuple[str, ...]:
    members = set(read_workspace(tree, root))
    for folder in (root, *members):
        module = read_module(tree, folder)
        apps = deployable(programs(tree, module), module) if module else ()
        if len(apps) > 1:
            members |= {p.folder for p in apps}
    return tuple(sorted(members - {root}))


def manifest(tree: Tree, app: str, root: str) -> Manifest:
    """Direct requirements; those the program does not import (tests, tools) are development's."""
    module = module_of(tree, app)
    if module is None:
        return Manifest(join(app, "go.mod"))
    program = program_of(tree, app, module)
    production: dict[str, Fact[str]] = {}
    development: dict[str, Fact[str]] = {}
    for item in module.requires:
        if item.is_indirect:
            continue
        used = program is None or any(i == item.path or i.startswith(item.path + "/") for i in program.imports)
        (production if used else development)[_plain(item.path)] = Fact(item.version, (item.at,))
        # A module that holds several clients (gorm's dialects, an SDK's services) is told apart by the package that is imported.
        if used and program:
            for path in program.imports:
                if path.startswith(item.path + "/"):
                    production.setdefault(_plain(path), Fact(item.version, (item.at,)))
    locked = {_plain(r.path): r.version for r in module.requires}
    return Manifest(join(module.folder, "go.mod"), module.path, MappingProxyType(dict(sorted(production.items()))), MappingProxyType(dict(sorted(development.items()))), locked=MappingProxyType(locked))


def _runtimes(tree: Tree, app: str, root: str, module: GoModule) -> tuple[Fact[str], ...]:
    """Both of go.mod's lines are minimums: the higher one counts, and a version file below it could not build the module."""
    lines = [f for f in (module.toolchain, module.go) if f]
    lines.sort(key=lambda f: tuple(int(n) for n in f.value.split(".")), reverse=True)
    needed = Fact(lines[0].value, tuple(e for f in lines for e in f.evidence)) if lines else None
    pinned = version_file(tree, app, root, ".go-version")
    tools = tool_versions(tree, app, root, "golang", "go")
    enough = [f for f in pinned if not needed or _numbers(f.value) >= _numbers(needed.value)]
    return (*enough, *((needed,) if needed else ()), *(f for f in pinned if f not in enough), *tools)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(n) for n in re.findall(r"\d+", version)[:2])


def _makefile(tree: Tree, folder: str, targets: tuple[str, ...], program: str) -> Fact[Command] | None:
    """A Makefile target whose recipe is one plain command of ``program``: no variables, no shell."""
    for name in ("Makefile", "makefile", "GNUmakefile"):
        path = join(folder, name)
        lines = (tree.text(path) or "").split("\n")
        for target in targets:
            for number, line in enumerate(lines):
                if not re.match(rf"^{re.escape(target)}\s*:(?!=)", line):
                    continue
                recipe = [text for text in lines[number + 1:number + 4] if text.startswith("\t")]
                match = _RECIPE.match(recipe[0]) if len(recipe) == 1 else None
                if match and match["line"].split()[0] == program and (program != "go" or "./..." in match["line"]):
                    return Fact(words(match["line"]), (Evidence(path, number + 2, match["line"][:120]),))
    return None


def _commands(tree: Tree, app: str, module: GoModule, root: str, program: Program | None) -> dict[str, Fact[Command]]:
    at = (module.at,)
    home = module.folder
    commands = {"install": Fact(Command("go", "mod", "download"), at)}
    vet = Fact(Command("go", "vet", "./..."), at)
    linter = next((join(f, n) for f in parents(home) for n in (".golangci.yml", ".golangci.yaml", ".golangci.toml", ".golangci.json") if tree.has(join(f, n))), "")
    commands["lint"] = Fact(Command("golangci-lint", "run"), (Evidence(linter),)) if linter else _makefile(tree, home, ("lint",), "golangci-lint") or _makefile(tree, home, ("vet", "lint"), "go") or vet
    tests = next((p for p in tree.files(home) if p.endswith("_test.go")), "")
    if tests:
        commands["test"] = _makefile(tree, home, ("test", "tests", "unit-test", "test-unit"), "go") or Fact(Command("go", "test", "./..."), (Evidence(tests),))
    commands["typecheck"] = vet
    commands["format"] = Fact(Command("gofmt", "-l", "."), at)
    if program:
        target = _package_argument(program.folder, home)
        name = binary_name(program, module)
        commands["build"] = Fact(Command("go", "build", "-o", f"bin/{name}", target), (program.at,))
        commands["start"] = Fact(Command(f"./bin/{name}"), (program.at,))
        air = next((join(f, ".air.toml") for f in (app, home) if tree.has(join(f, ".air.toml"))), "")
        commands["dev"] = Fact(Command("air"), (Evidence(air),)) if air else Fact(Command("go", "run", target), (program.at,))
    migrate = next((p for p in helpers(programs(tree, module), module) if re.search(r"(?:^|[-_])migrat", p.name)), None)
    if migrate and app == home:
        commands["migrate"] = Fact(Command("go", "run", _package_argument(migrate.folder, home)), (migrate.at,))
    return commands


def _package_argument(folder: str, home: str) -> str:
    inner = folder[len(home):].strip("/") if home != "." else folder
    return "./" + inner if inner not in ("", ".") else "."


def binary_name(program: Program, module: GoModule) -> str:
    """What ``go build`` would call the program, in characters every shell and file system takes."""
    name = module.path if program.folder == module.folder else program.folder
    name = _MAJOR.sub("", name).rpartition("/")[2]
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.")
    return name or "app"


def _lockfile(tree: Tree, module: GoModule, root: str) -> str:
    for name in (join(module.folder, "go.sum"), join(root, "go.work.sum")):
        if tree.has(name):
            return name
    return ""


def _private(tree: Tree, root: str) -> Fact[str] | None:
    """Module paths that are fetched with credentials, as a Makefile, Dockerfile or workflow sets them."""
    pattern = re.compile(r"\bGOPRIVATE[=:]\s*[\"']?([\w.*/,-]+)")
    for path in tree.files():
        name = path.rpartition("/")[2]
        if name.startswith(("Makefile", "Dockerfile", ".env.example", ".envrc")) or path.startswith(".github/workflows/") or name in (".gitlab-ci.yml", "mise.toml"):
            at = tree.find(path, pattern)
            match = pattern.search(at.quote) if at else None
            if at and match:
                return Fact(match[1], (at,))
    return None


def read(tree: Tree, app: str, root: str, found: Manifest) -> Reading:
    module = module_of(tree, app)
    if module is None:
        return Reading()
    root = workspace_root(tree, module)
    program = program_of(tree, app, module)
    notices: list[Notice] = []
    traits: dict[str, Fact[str]] = {"go.module": Fact(module.folder, (module.at,))}
    port_fact: Fact[int] | None = None
    health: Fact[str] | None = None
    services: list[Fact[ServiceUse]] = []
    native: list[Fact[SystemPackage]] = []
    processes: list[Fact[Process]] = []
    every = packages_of(tree, module, root)
    # What no program imports is a library's: it configures nothing here.
    files = tuple(f for folder in (program.packages if program else ()) for f in every[folder].files)
    if program:
        inside = tuple(dict.fromkeys((program.folder, app, module.folder)))
        traits["go.package"] = Fact(program.folder, (program.at,))
        if program.listens_at:
            port_fact, loopback = port(tree, files, inside)
            if port_fact is None:
                port_fact = assume(8080, "it listens, but no file says where; 8080 is what Go services commonly use", "il écoute, mais aucun fichier ne dit où ; 8080 est l'usage courant des services Go")
            health = health_path(tree, files)
            if loopback:
                notices.append(Notice("warning", "port", Text(
                    f"it listens on {loopback.value} only, which nothing outside the container can reach; listen on :{port_fact.value}",
                    f"il n'écoute que sur {loopback.value}, injoignable depuis l'extérieur du conteneur ; écoutez sur :{port_fact.value}"), loopback.evidence))
            if "google.golang.org/grpc" in program.imports and not program.imports & {"net/http"} and not health:
                traits["go.protocol"] = Fact("grpc", (program.listens_at,))
        for path in sorted(program.imports):
            if path in STDLIB_CLIENTS:
                at = next((e for f in files if (e := tree.find(f, rf'^\s*(?:import\s+)?(?:\w+\s+)?"{re.escape(path)}"'))), program.at)
                services.append(Fact(ServiceUse(STDLIB_CLIENTS[path], "", path), (at,)))  # type: ignore[arg-type]
        cgo = [(name, fact) for name, fact in found.dependencies.items() if name in CGO]
        if program.uses_cgo or cgo:
            traits["go.cgo"] = Fact(cgo[0][0] if cgo else "C", cgo[0][1].evidence if cgo else (program.at,))
            for name, fact in cgo:
                native += [fact.with_value(SystemPackage(p, "build", name)) for p in CGO[name][0]] + [fact.with_value(SystemPackage(p, "run", name)) for p in CGO[name][1]]
        if "os/signal" in program.imports:
            traits["go.signals"] = Fact("os/signal", (program.at,))
        assets = _assets(tree, files, module.folder)
        if assets:
            traits["go.assets"] = Fact("\n".join(sorted(assets)), tuple(assets[k] for k in sorted(assets)))
        fatal = next((e for f in files if (e := _dotenv_required(tree, f))), None)
        if fatal:
            notices.append(Notice("warning", "env-file", Text(
                "the program stops where no .env file is there; an image holds none: make godotenv.Load optional",
                "le programme s'arrête en l'absence d'un fichier .env ; une image n'en contient pas : rendez godotenv.Load facultatif"), (fatal,)))
        if app != module.folder and not program.listens_at:
            processes.append(Fact(Process(program.name, "worker", Command(f"./bin/{binary_name(program, module)}")), (program.at,)))
    if tree.has(join(root, "vendor/modules.txt")) or tree.has(join(module.folder, "vendor/modules.txt")):
        where = join(module.folder, "vendor/modules.txt")
        traits["go.vendor"] = Fact("vendor", (Evidence(where if tree.has(where) else join(root, "vendor/modules.txt")),))
    listed = [join(f, n) for f in (root, *local_modules(tree, root, module)) for n in ("go.work", "go.work.sum", "go.mod", "go.sum") if tree.has(join(f, n)) and (f == root or n.startswith(("go.mod", "go.sum")))]
    traits["go.manifests"] = Fact("\n".join(dict.fromkeys(listed)), (module.at,))
    if module.requires:
        traits["go.requires"] = Fact(str(len(module.requires)), (module.requires[0].at,))
    front = embedded(tree, files or tuple(f for package in every.values() for f in package.files), root)
    if front and front.is_held:
        traits |= front.traits
    elif front and front.traits:
        traits |= front.traits | {"go.embedded": Fact(front.output, (front.at,))}
    elif front:
        notices.append(Notice("warning", "embed", Text(MISSING.en.format(path=front.output), MISSING.fr.format(path=front.output)), (front.at,)))
    private = _private(tree, root)
    if private:
        traits["go.private"] = private
    lockfile = _lockfile(tree, module, root)
    local = set(packages_of(tree, module, root)) if program else set()
    return Reading(
        language=Fact("go", (module.at,)),
        name=_name(app, module, program),
        package_manager=Fact(PackageManager("gomod", "", lockfile, needs_lockfile=bool(module.requires)), (Evidence(lockfile) if lockfile else module.at,)),
        runtimes=_runtimes(tree, app, root, module),
        root=root,
        commands=_commands(tree, app, module, root, program),
        entry=Fact(_package_argument(program.folder, app), (program.at,)) if program and (program.folder + "/").startswith("" if app == "." else app + "/") else None,
        port=port_fact,
        health_path=health,
        env=settings_env(tree, files),
        services=tuple(services),
        system_packages=tuple(native),
        processes=tuple(processes),
        traits=traits,
        sources=tuple(sorted(f for f in (program.packages if program else ()) if f in local and f != app and not (app == "." or f.startswith(app + "/")))),
        notices=tuple(notices),
    )


def packages_of(tree: Tree, module: GoModule, root: str) -> dict[str, Package]:
    every: dict[str, Package] = {}
    for folder in local_modules(tree, root, module):
        every |= packages(tree, folder)
    return every


def _name(app: str, module: GoModule, program: Program | None) -> Fact[str]:
    if program and app != module.folder:
        return Fact(program.name, (program.at,))
    return Fact(_MAJOR.sub("", module.path).rpartition("/")[2] or "app", (module.at,))


def _dotenv_required(tree: Tree, path: str) -> Evidence | None:
    text = tree.text(path) or ""
    if "godotenv.Load(" not in text:
        return None
    match = re.search(r"godotenv\.Load\([^)]*\)[^\n]*\n?[^\n]*\{\s*\n?\s*(?:log|logger|logrus|zap\.\w+\(\)|slog|fmt)?\.?(?:Fatal\w*|panic)\(|godotenv\.Load\([^)]*\);[^\n]*\{\s*panic\(", text)
    return tree.find(path, r"godotenv\.Load\(") if match else None


_LITERAL = re.compile(r"[\"`](?:file://)?(?:\./|/app/)?([A-Za-z0-9_][\w.-]*)(/[^\"`\n]*)?[\"`]")
_DATA_DIRECTORY = re.compile(r"^(?:templates?|views?|static|public|assets?|web|www|html|migrations?|locales?|i18n|translations|config|configs|conf|resources|data|dist|ui|schema|schemas|sql|swagger|docs|fonts|emails?|policies|rules)$")
_DATA_FILE = re.compile(r"\.(?:ya?ml|toml|json|html|tmpl|gohtml|conf|cfg|ini|sql|csv|txt)$")


def _assets(tree: Tree, files: tuple[str, ...], home: str) -> dict[str, Evidence]:
    """Directories and files at the module's top that the code opens by a relative path at run time; embedded ones need no copy."""
    cut = 0 if home == "." else len(home) + 1
    entries: dict[str, bool] = {}
    for path in tree.files(home):
        top, slash, _ = path[cut:].partition("/")
        entries[top] = bool(slash)
    embedded = {word.split("/")[0] for file in files for line in (tree.text(file) or "").split("\n") if line.startswith("//go:embed ") for word in line.split()[1:]}
    embedding = tuple((file.rpartition("/")[0] or ".") + "/" for file in files if "//go:embed " in (tree.text(file) or ""))
    found: dict[str, Evidence] = {}
    for file in files:
        for number, line in enumerate((tree.text(file) or "").split("\n"), 1):
            stripped = line.strip()
            if stripped.startswith("//") or ('"' not in line and "`" not in line) or re.match(r'^(?:\w+\s+|import\s+)?"[\w.-]+(?:/[\w.-]+)+"$', stripped):
                continue
            for match in _LITERAL.finditer(line):
                name, rest = match[1], match[2]
                if name not in entries or name in embedded:
                    continue
                directory = entries[name]
                if directory and not any(not p.endswith((".go", ".mod", ".sum")) and not p.startswith(embedding) for p in tree.files(join(home, name))):
                    continue  # Source, or what the program carries within itself.
                opened = re.search(r"(?i)glob|dir\(|parse|open|read|static|file|load|migrat|path|serve|embed|template|config|root", line)
                if opened and ((directory and _DATA_DIRECTORY.match(name) and (rest is not None or re.search(r"(?i)dir|static|migrat|path", line)))
                               or (not directory and rest is None and _DATA_FILE.search(name))):
                    found.setdefault(name + ("/" if directory else ""), Evidence(file, number, stripped[:120]))
    return found
