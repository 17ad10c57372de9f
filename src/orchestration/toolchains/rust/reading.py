"""Reading a Rust project: toolchain, programs, services, native libraries, port and health route."""

from __future__ import annotations

import re
from types import MappingProxyType
from weakref import WeakKeyDictionary

from ...model.command import Command
from ...model.facts import Detection, Evidence, Fact, Notice, assume
from ...model.profile import EnvVar, Manifest, PackageManager, Process, Reading, ServiceUse, StaticSite, SystemPackage
from ...model.text import Text
from ...model.tree import Tree, join
from ..stated import folders_up, tool_versions
from .cargo import Binary, Crate, Dependency, closure, local_crates, locked, members, read_crate, workspace_root
from .dependencies import FEATURES, FRAMEWORKS, NATIVE, SERVERS, WASM
from .source import code, files_of, health_path, port

_HELPER = re.compile(r"(?:^|[-_])(?:migrat\w*|seed\w*|gen|generate\w*|codegen|openapi|schema|cli|ctl|lint|docs?|tools?|util\w*|example\w*|demo|tests?|testing|bench\w*|loadtest|xtask|fuzz\w*|client|admin|playground|dump|import\w*|export\w*|build[-_]?\w*)(?:$|[-_])")
_WORKER = re.compile(r"(?:^|[-_])(?:workers?|consumers?|schedulers?|cron|processors?|jobs?|queue|daemon|subscribers?|indexer|relay|dispatcher|bot|background)(?:$|[-_])")
_SERVER = re.compile(r"(?:^|[-_])(?:server|api|web|backend|service|http|app|gateway|serve)(?:$|[-_])")
_LISTENS = re.compile(r"\baxum::serve\b|\bHttpServer::new\b|#\[(?:rocket::)?(?:launch|main)\]|\brocket::(?:build|ignite|custom)\(|\bTcpListener::bind\b|\b(?:axum|hyper)::Server\b|\bServer::(?:bind|build|builder|new|http)\(|\bwarp::serve\(|\btiny_http\b|\bUdpSocket::bind\b|\.bind\(\s*\"[\w.]*:\d")


def detect(tree: Tree, folder: str) -> Detection | None:
    crate = read_crate(tree, folder)
    if crate:
        return Detection("rust", 75 if deployable(tree, crate) else 40, (crate.at,))
    path = join(folder, "Cargo.toml")
    data = tree.data(path) if tree.has(path) else None
    return Detection("rust", 40, (tree.key(path, "workspace"),)) if isinstance(data, dict) and "workspace" in data else None


def workspaces(tree: Tree, root: str) -> tuple[str, ...]:
    return members(tree, root)


def wasm(crate: Crate) -> Dependency | None:
    """The front-end framework of a crate that is compiled for browsers and serves nothing itself."""
    names = {d.name for d in crate.dependencies}
    return next((d for d in crate.dependencies if d.name in WASM and not names & SERVERS and "ssr" not in d.features and "fullstack" not in d.features), None)


_MEMO: WeakKeyDictionary[Tree, dict[str, Evidence | None]] = WeakKeyDictionary()


def listens(tree: Tree, crate: Crate) -> Evidence | None:
    """Where the crate, or one of the repository's it is built from, opens a server's socket; its own code first."""
    return next((at for c in local_crates(tree, crate) if (at := _opens(tree, c.folder))), None)


def _opens(tree: Tree, folder: str) -> Evidence | None:
    memo = _MEMO.setdefault(tree, {})
    if folder not in memo:
        memo[folder] = next((at for path in files_of(tree, (folder,)) if _LISTENS.search(code(tree, path)) and (at := tree.find(path, _LISTENS))), None)
    return memo[folder]


def deployable(tree: Tree, crate: Crate) -> tuple[Binary, ...]:
    """The programs of a crate someone would deploy, the main one first.

    Rule: none where no crate it is built from could serve and none is named like a worker, in a workspace that has a
    server elsewhere. Of several, ``default-run`` is the main one, then the one named like the crate, then one named
    like a server; helpers (``migrate``, ``cli``, ``xtask`` …) are left out where anything else remains.
    """
    if wasm(crate):
        return ()
    able = tuple(b for b in crate.binaries if not b.features)
    if not able:
        return ()
    folder = crate.folder.rpartition("/")[2]
    serves = listens(tree, crate) is not None
    if not serves and not _WORKER.search(crate.name):
        others = [o for f in (workspace_root(tree, crate.folder), *members(tree, workspace_root(tree, crate.folder))) if f != crate.folder and (o := read_crate(tree, f))]
        if any(o.binaries and listens(tree, o) for o in others) or _HELPER.search(folder):
            return ()
    elif crate.folder != workspace_root(tree, crate.folder) and _HELPER.search(crate.name) and not _SERVER.search(crate.name):
        return ()
    chosen = [b for b in able if not _HELPER.search(b.name)] or list(able)
    chosen.sort(key=lambda b: (b.name != crate.default_run, b.name != crate.name, not _SERVER.search(b.name), bool(_WORKER.search(b.name)), b.name))
    return (chosen[0], *(b for b in chosen[1:] if _WORKER.search(b.name) or _SERVER.search(b.name)))


def manifest(tree: Tree, app: str, root: str) -> Manifest:
    """What the crate and the repository's crates it is built from depend on."""
    path = join(app, "Cargo.toml")
    crate = read_crate(tree, app)
    if crate is None:
        return Manifest(path)
    own = {c.name for c in local_crates(tree, crate)}
    production: dict[str, Fact[str]] = {}
    for part in local_crates(tree, crate):
        for item in part.dependencies:
            if item.name not in own:
                production.setdefault(item.name.lower(), Fact(item.version, (item.at,)))
    development = {d.name.lower(): Fact(d.version, (d.at,)) for d in crate.development if not d.path}
    lock = _lockfile(tree, app)
    versions = {name: found[-1][0] for name, found in locked(tree, lock).items() if name in production} if lock else {}
    return Manifest(path, crate.name, MappingProxyType(dict(sorted(production.items()))), MappingProxyType(dict(sorted(development.items()))), locked=MappingProxyType(versions))


def _lockfile(tree: Tree, app: str) -> str:
    path = join(workspace_root(tree, app), "Cargo.lock")
    return path if tree.has(path) else ""


def _channel(tree: Tree, app: str, root: str) -> Fact[str] | None:
    """What rustup would take: the nearest ``rust-toolchain`` or ``rust-toolchain.toml``, the older name first, as rustup does."""
    for folder in folders_up(app, root):
        for name in ("rust-toolchain", "rust-toolchain.toml"):
            path = join(folder, name)
            text = tree.text(path)
            if text is None:
                continue
            at = tree.find(path, r"^\s*channel\s*=\s*[\"'][\w.-]+[\"']")
            match = re.search(r"[\"']([\w.-]+)[\"']", at.quote) if at else None
            if at and match:
                return Fact(match[1], (at,))
            if name == "rust-toolchain" and re.fullmatch(r"\s*[\w.-]+\s*", text):
                return Fact(text.strip(), (Evidence(path, 1, text.strip()[:80]),))
    return None


def _runtimes(tree: Tree, app: str, root: str, crate: Crate, channel: Fact[str] | None) -> tuple[Fact[str], ...]:
    """``rust-version`` is a minimum: what is pinned elsewhere wins over it."""
    pinned = (channel.with_value(re.sub(r"-(?:x86_64|aarch64)-.*$", "", channel.value)),) if channel and not re.match(r"nightly|beta", channel.value) else ()
    least = crate.rust_version
    return (*pinned, *tool_versions(tree, app, root, "rust"), *((least.with_value(f">={least.value}"),) if least else ()))


def _services(tree: Tree, crates: tuple[Crate, ...]) -> tuple[Fact[ServiceUse], ...]:
    found = []
    for item in (d for c in crates for d in c.dependencies):
        for feature in item.features:
            kind = FEATURES.get(item.name, {}).get(feature)
            if kind:
                found.append(Fact(ServiceUse(kind, "", item.name), (item.at,)))  # type: ignore[arg-type]
    return tuple(found)


def _native(tree: Tree, crates: tuple[Crate, ...], lock: str) -> tuple[Fact[SystemPackage], ...]:
    """From everything the lock says is built in, not only from what the manifest names: OpenSSL comes in three crates deep."""
    graph = locked(tree, lock) if lock else {}
    # The lock lists every driver of sqlx; only those whose feature is on are compiled.
    drivers = {f for c in crates for d in c.dependencies if d.name in FEATURES for f in d.features}
    without = frozenset(f"sqlx-{driver}" for driver in ("postgres", "mysql", "sqlite") if not drivers & {driver, f"sqlx-{driver}", f"sqlx_{driver}"})
    used = closure(graph, crates, without)
    found = []
    for name in sorted(set(used) & set(NATIVE)):
        build, run, vendors, instead = NATIVE[name]
        at = next((d.at for c in crates for d in c.dependencies if d.name == name), None) or tree.find(lock, rf'^name = "{re.escape(name)}"$') or Evidence(lock)
        bundled = any(v in used[name] or (v in used and v.startswith("proto")) for v in vendors)
        for phase, packages in (("build", instead if bundled else build), ("run", () if bundled else run)):
            found += [Fact(SystemPackage(p, phase, name), (at,)) for p in packages]  # type: ignore[arg-type]
    return tuple(found)


def _commands(tree: Tree, crate: Crate, root: str, lock: str, binary: Binary | None) -> dict[str, Fact[Command]]:
    at = (crate.at,)
    frozen = ("--locked",) if lock else ()
    chosen = ("--package", crate.name) if crate.folder != root or members(tree, root) else ()
    commands = {
        "install": Fact(Command("cargo", "fetch", *frozen), at),
        "lint": Fact(Command("cargo", "clippy", *chosen, "--all-targets", *frozen), at),
        "typecheck": Fact(Command("cargo", "check", *chosen, "--all-targets", *frozen), at),
        "format": Fact(Command("cargo", "fmt", *(chosen or ("--all",)), "--check"), at),
    }
    test = next((e for p in tree.files(crate.folder) if p.endswith(".rs") and (e := tree.find(p, r"#\[(?:\w+::)*(?:test|rstest|test_case)\b"))), None)
    if test:
        commands["test"] = Fact(Command("cargo", "test", *chosen, *frozen), (test,))
    if binary:
        which = ("--bin", binary.name)
        commands["build"] = Fact(Command("cargo", "build", "--release", *frozen, *chosen, *which), (binary.at,))
        commands["start"] = Fact(Command(f"./target/release/{binary.name}"), (binary.at,))
        commands["dev"] = Fact(Command("cargo", "run", *chosen, *which), (binary.at,))
    return commands


def _migrations(tree: Tree, crates: tuple[Crate, ...], files: tuple[str, ...], root: str) -> tuple[dict[str, Fact[str]], tuple[Notice, ...]]:
    embedded = next((e for f in files if re.search(r"migrate!\(|embed_migrations!\(|Migrator::up\(|embedded_migrations::run|run_pending_migrations", code(tree, f)) and (e := tree.find(f, r"migrate!\(|embed_migrations!\(|Migrator::up\(|embedded_migrations::run|run_pending_migrations"))), None)
    if embedded:
        return {"rust.migrations": Fact("embedded", (embedded,))}, ()
    names = {d.name for c in crates for d in c.dependencies}
    home = next((join(f, "migrations") for f in dict.fromkeys((crates[0].folder, root, *(c.folder for c in crates))) if tree.has_dir(join(f, "migrations"))), "")
    tool = next((t for crate, t in (("sqlx", "sqlx migrate run"), ("diesel", "diesel migration run")) if crate in names), "")
    if not home or not tool:
        return {}, ()
    at = Evidence(next(p for p in tree.files(home)))
    return {"rust.migrations": Fact(tool, (at,))}, (Notice("warning", "migrations", Text(
        f"{home}/ is applied by a tool that the image does not hold: run {tool} before each release, or embed the migrations in the program (sqlx::migrate!, embed_migrations!)",
        f"{home}/ est appliqué par un outil absent de l'image : lancez {tool} avant chaque mise en production, ou embarquez les migrations dans le programme (sqlx::migrate!, embed_migrations!)"), (at,)),)


_CLAP = re.compile(r"#\[(?:arg|clap|structopt)\((?P<words>(?:[^\]\"]|\"[^\"]*\")*?\benv\s*(?=[,)])(?:[^\]\"]|\"[^\"]*\")*)\]\s*(?:pub(?:\([^)]*\))?\s+)?(?P<field>\w+)\s*:\s*(?P<type>[\w:]+)")


def _clap_env(tree: Tree, files: tuple[str, ...]) -> tuple[Fact[EnvVar], ...]:
    """clap's bare ``env``: the variable is the field's name in capitals."""
    found = []
    for path in files:
        text = code(tree, path)
        for match in _CLAP.finditer(text) if "env" in text and "#[" in text else ():
            default = re.search(r"default_value(?:_t)?\s*=\s*\"?([\w.:/-]*)", match["words"])
            var = EnvVar(match["field"].upper(), required=default is None and match["type"] not in ("Option", "bool"), default=default[1] if default else "")
            found.append(Fact(var, (Evidence(path, text.count("\n", 0, match.start("field")) + 1, var.name),)))
    return tuple(found)


_DATA = re.compile(r"^(?:templates?|views?|static|public|assets?|web|www|html|configs?|configuration|conf|resources|data|dist|locales?|i18n|translations|fonts)$")


def _assets(tree: Tree, crate: Crate, root: str, files: tuple[str, ...]) -> dict[str, Evidence]:
    """Directories and settings the program opens by a relative name; what ``include_str!`` and the like take is compiled in."""
    found: dict[str, Evidence] = {}
    for base in dict.fromkeys((root, crate.folder)):
        for name in sorted({p[len(base) + 1 if base != "." else 0:].partition("/")[0] for p in tree.files(base) if "/" in p[len(base) + 1 if base != "." else 0:]}):
            if not _DATA.match(name):
                continue
            pattern = re.compile(rf"[\"(](?:\./)?{re.escape(name)}(?:[/\"*)])|relative!\(\s*\"(?:\./)?{re.escape(name)}\b|\.join\(\s*\"{re.escape(name)}\"")
            for file in files:
                at = next((e for m in pattern.finditer(code(tree, file)) if not re.search(r"include_|RustEmbed|#\[(?:folder|template|derive)|embed|migrate!|\bpath\s*=", _line(tree, file, m.start())) and (e := Evidence(file, code(tree, file).count("\n", 0, m.start()) + 1, name))), None)
                if at:
                    found.setdefault(join(base, name) + "/", at)
                    break
    if any(d.name == "rocket" for d in crate.dependencies):
        names = {d.name for d in crate.dependencies}
        for name, needed in (("Rocket.toml", True), ("templates/", "rocket_dyn_templates" in names)):
            if needed and (tree.has(join(crate.folder, name)) or tree.has_dir(join(crate.folder, name.rstrip("/")))):
                found.setdefault(join(crate.folder, name.rstrip("/")) + ("/" if name.endswith("/") else ""), Evidence(join(crate.folder, name.rstrip("/"))))
    return found


def _line(tree: Tree, path: str, at: int) -> str:
    text = code(tree, path)
    end = text.find("\n", at)
    return text[text.rfind("\n", 0, at) + 1:end if end > 0 else len(text)]


def read(tree: Tree, app: str, root: str, found: Manifest) -> Reading:
    crate = read_crate(tree, app)
    if crate is None:
        return Reading()
    root = workspace_root(tree, app)
    lock = _lockfile(tree, app)
    programs = deployable(tree, crate)
    binary = programs[0] if programs else None
    crates = local_crates(tree, crate)
    others = {b.path for b in crate.binaries if binary and b.path != binary.path}
    files = tuple(f for f in files_of(tree, (c.folder for c in crates)) if f not in others and not (f.startswith(join(app, "src/bin") + "/") and binary and f != binary.path and not f.startswith(binary.path.rpartition("/")[0] + "/")))
    if binary and binary.path not in files:
        files = (binary.path, *files)
    notices: list[Notice] = []
    traits: dict[str, Fact[str]] = {"rust.package": Fact(crate.name, (crate.at,))}
    channel = _channel(tree, app, root)
    if channel and re.match(r"nightly|beta", channel.value):
        traits["rust.channel"] = channel
        notices.append(Notice("warning", "runtime", Text(
            f"the project is built with {channel.value}, which no official image holds: rustup adds it while building", f"le projet est compilé avec {channel.value}, absent des images officielles : rustup l'ajoute à la construction"), channel.evidence))
    port_fact: Fact[int] | None = None
    health: Fact[str] | None = None
    at = listens(tree, crate) if binary else None
    framework = next((d for c in crates for d in c.dependencies if d.name in FRAMEWORKS), None)
    if binary:
        traits["rust.binaries"] = Fact("\n".join(b.name for b in programs), tuple(b.at for b in programs))
        if at:
            port_fact, loopback = port(tree, files, tuple(dict.fromkeys((app, root))))
            if port_fact is None and not (framework and framework.name == "rocket"):
                port_fact = assume(8080, "it listens, but no file says where; 8080 is what services commonly use", "il écoute, mais aucun fichier ne dit où ; 8080 est l'usage courant")
            health = health_path(tree, files)
            if loopback:
                traits["rust.loopback"] = loopback
                notices.append(Notice("warning", "port", Text(
                    f"it listens on {loopback.value} unless told otherwise, which nothing outside the container can reach; listen on 0.0.0.0",
                    f"il n'écoute que sur {loopback.value} sauf réglage contraire, injoignable depuis l'extérieur du conteneur ; écoutez sur 0.0.0.0"), loopback.evidence))
        migrations, said = _migrations(tree, crates, files, root)
        traits |= migrations
        notices += said
        assets = _assets(tree, crate, root, files)
        if assets:
            traits["rust.assets"] = Fact("\n".join(sorted(assets)), tuple(assets[k] for k in sorted(assets)))
    if tree.has_dir(join(root, ".sqlx")) or tree.has_dir(join(app, ".sqlx")) or tree.has(join(app, "sqlx-data.json")):
        where = next(p for p in (join(app, "sqlx-data.json"), *tree.files(join(app, ".sqlx")), *tree.files(join(root, ".sqlx"))) if tree.has(p))
        traits["rust.sqlx"] = Fact("offline", (Evidence(where),))
    elif binary and any(d.name == "sqlx" for c in crates for d in c.dependencies):
        macro = next((e for f in files if "query" in code(tree, f) and (e := tree.find(f, r"\bquery(?:_as|_scalar|_file|_file_as)?!\s*[(\[{]"))), None)
        if macro:
            notices.append(Notice("warning", "build", Text(
                "sqlx checks queries against a database while compiling, and the image is built without one: run cargo sqlx prepare --workspace and commit .sqlx/",
                "sqlx vérifie les requêtes sur une base pendant la compilation, et l'image se construit sans base : lancez cargo sqlx prepare --workspace et versionnez .sqlx/"), (macro,)))
    for name in (".cargo/config.toml", ".cargo/config"):
        if tree.has(join(root, name)):
            traits["rust.config"] = Fact(name, (Evidence(join(root, name)),))
            target = tree.find(join(root, name), r"^\s*target\s*=\s*\"[\w-]+\"")
            if target:
                traits["rust.target"] = Fact(re.sub(r".*\"([\w-]+)\".*", r"\1", target.quote), (target,))
            linker = tree.find(join(root, name), r"fuse-ld=(?:mold|lld)|linker\s*=\s*\"clang\"")
            if linker and not re.search(r"\[target\.[^\]]*(?:apple|windows)", (tree.text(join(root, name)) or "")):
                traits["rust.linker"] = Fact(" ".join(sorted({w for w in ("mold", "lld", "clang") if w in (tree.text(join(root, name)) or "")})), (linker,))
            break
    front = wasm(crate)
    site: Fact[StaticSite] | None = None
    if front and (tree.has(join(app, "Trunk.toml")) or tree.find(join(app, "index.html"), r"data-trunk")):
        traits["rust.wasm"] = Fact(front.name, (front.at,))
        site = Fact(StaticSite("dist", True), (Evidence(join(app, "Trunk.toml") if tree.has(join(app, "Trunk.toml")) else join(app, "index.html")),))
    elif "leptos" in crate.metadata and binary:
        traits["rust.wasm"] = Fact("cargo-leptos", (tree.key(join(app, "Cargo.toml"), "package", "metadata", "leptos"),))
    processes = [Fact(Process(b.name, "worker", Command(b.name)), (b.at,)) for b in programs[1:] if _WORKER.search(b.name)]
    if binary and not at:
        processes.append(Fact(Process(binary.name, "worker", Command(binary.name)), (binary.at,)))
    return Reading(
        language=Fact("rust", (crate.at,)),
        name=Fact(crate.name, (crate.at,)),
        package_manager=Fact(PackageManager("cargo", "", lock), (Evidence(lock) if lock else crate.at,)),
        runtimes=_runtimes(tree, app, root, crate, channel),
        root=root,
        commands=_commands(tree, crate, root, lock, binary),
        entry=Fact(binary.path if app == "." else binary.path.removeprefix(app + "/"), (binary.at,)) if binary else None,
        port=port_fact,
        health_path=health,
        site=site,
        env=_clap_env(tree, files),
        services=_services(tree, crates),
        system_packages=_native(tree, crates, lock),
        processes=tuple(processes),
        traits=traits,
        sources=tuple(c.folder for c in crates[1:] if app != "." and not c.folder.startswith(app + "/")),
        notices=tuple(notices),
    )
