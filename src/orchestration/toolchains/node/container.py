"""A Node app's image: the ingredients the Dockerfile is planned from."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass

from ... import pins
from ...model.command import Command
from ...model.container import CacheMount, ContainerFacts, Copy, ImageRef, RunStep, SecretMount
from ...model.profile import Profile
from ...model.text import Text
from .installing import unpack
from .package_managers import BUN, NPM, PNPM, YARN_BERRY, NodePackageManager, exact_version, manager_of

VARIANTS = ("trixie-slim", "bookworm-slim")
_RUNNERS = frozenset({"node", "bun", "npm", "npx", "pnpm", "yarn", "bunx", "sh", "/bin/sh", "bash", "env"})

_NOT_NEEDED = re.compile(
    r"^(?:tests?|__tests__|__mocks__|specs?|e2e|cypress|playwright|playwright-tests|coverage|docs?|documentation|examples?|samples?|benchmarks?|\.github|\.gitlab|\.circleci|\.husky|\.vscode|\.idea|\.devcontainer|\.changeset"
    r"|\.storybook|stories|infra|terraform|k8s|kubernetes|helm|charts|deploy|docker|\.docker|\.devops-squad|screenshots|\.cursor|\.claude|\.agents|dist|build|out|tmp|temp|logs)/$"
    r"|^(?:.*Dockerfile.*|Containerfile|\.dockerignore|(?:docker-)?compose[\w.-]*\.ya?ml|\.env.*|\.git\w*|\.editorconfig|\.eslint.*|eslint\.config\..*|\.prettier.*|prettier\.config\..*|\.lintstaged.*|lint-staged\..*|commitlint\..*|\.commitlint.*"
    r"|README.*|CHANGELOG.*|CONTRIBUTING.*|CODE_OF_CONDUCT.*|SECURITY.*|LICEN[CS]E.*|AUTHORS.*|.*\.md|.*\.log|renovate\.json5?|vercel\.json|netlify\.toml|fly\.toml|render\.yaml|railway\.(?:json|toml)|app\.json|Procfile|Makefile|justfile|Taskfile\.ya?ml"
    r"|(?:jest|vitest|playwright|cypress)\.(?:config|setup|workspace)?\.?\w*\.?\w*|\.gitlab-ci\.ya?ml|\.travis\.yml|\.nvmrc|\.node-version|\.tool-versions|mise\.toml|\.DS_Store|.*\.(?:pem|key|sqlite|db)|\.editorconfig|\.npmignore|\.stylelint.*|\.mocharc.*|\.nycrc.*|nodemon\.json)$",
    re.I,
)
"""Entries of an app's directory that neither building nor running it reads."""
_NEEDED = re.compile(r"^(?:app\.json|\.env\.production|README\.mdx?)$")
_RUN_DIRECTORIES = frozenset({
    "public", "views", "view", "templates", "template", "static", "assets", "prisma", "migrations", "drizzle", "locales", "locale", "i18n", "lang", "translations", "messages", "config", "data", "resources", "emails", "email-templates",
    "proto", "protos", "graphql", "certs", "content", "fonts", "database", "db", "knexfile.js", "knexfile.ts", "swagger.json", "swagger.yaml", "swagger.yml", "openapi.json", "openapi.yaml", "openapi.yml", "schema.graphql", "ormconfig.json", "ormconfig.js", "ecosystem.config.js",
    "drizzle.config.ts", "prisma.config.ts", ".sequelizerc",
})
"""Directories and files a compiled server is known to read while it runs."""


def http_probe(port: int, path: str, strict: bool = True, runtime: str = "node") -> Command:
    """Exits 0 when the app answers, by the runtime that is in the image anyway.

    Args:
        strict: below 400 is healthy, which needs a path that is known to exist; else any answer below 500 is.
    """
    limit = 400 if strict else 500
    code = f"fetch('http://127.0.0.1:'+(process.env.PORT||{port})+{_js(path)},{{redirect:'manual'}}).then(r=>process.exit(r.status<{limit}?0:1),()=>process.exit(1))"
    return Command(runtime, "-e", code)


def _js(text: str) -> str:
    return "'" + re.sub(r"[^\w/.~:@%+,=&?-]", "", text, flags=re.A) + "'"


@dataclass(frozen=True, slots=True)
class Kitchen:
    """The profile's facts a recipe is cooked from, worked out once."""

    profile: Profile
    tool: NodePackageManager
    lock: str
    """Relative to the root; empty: none."""
    app: str
    """The app's directory relative to the root, ``"."`` for itself."""
    members: tuple[str, ...]
    needs: tuple[str, ...]
    running: tuple[str, ...]

    @property
    def is_workspace(self) -> bool:
        return bool(self.members)

    @property
    def directory(self) -> str:
        """Where the app lies in the build stage."""
        return posixpath.normpath(posixpath.join("/app", self.app))

    @property
    def keeps_development(self) -> bool:
        """The program that starts the app is a development dependency; a framework may start it otherwise than the script does."""
        name, start = self.profile.trait("start.from_dev"), self.profile.command("start")
        return bool(name and start and not self.profile.site and not self.profile.trait("output.self_contained") and start.argv[0] == name)

    def command(self, *words: str) -> Command:
        """A package manager's command inside the image."""
        release = self.profile.trait("yarn.release")
        if self.tool is YARN_BERRY and words[0] == "yarn" and release:
            words = ("node", release, *words[1:])
        return Command("env", *self.tool.environment, *words) if self.tool.environment else Command(*words)

    def installed(self, command: Command) -> Command:
        return self.command(*command.argv, *self.tool.options)


def kitchen(profile: Profile) -> Kitchen:
    assert profile.package_manager
    manager = profile.package_manager.value
    tool = manager_of(manager, profile.trait("lock.version"))
    members = unpack(profile.trait("workspace.members"))
    return Kitchen(
        profile, tool, posixpath.relpath(manager.lockfile, profile.root) if manager.lockfile else "", posixpath.relpath(profile.path, profile.root),
        members, unpack(profile.trait("workspace.needs")), unpack(profile.trait("workspace.running")),
    )


def runtime_image(profile: Profile) -> ImageRef:
    assert profile.runtime
    runtime = profile.runtime.value
    if runtime.product == "bun":
        return ImageRef("oven/bun", f"{runtime.version}-slim", os="debian-trixie", origin="convention")
    return pins.image("node", runtime.version, VARIANTS)


def container(profile: Profile) -> ContainerFacts:
    """The recipe of any Node app; a framework's own facts come in as traits (``output``, ``output.self_contained``, ``run.env.*``).

    Raises:
        PinMissing: no release of the package manager or no image is known.
    """
    k = kitchen(profile)
    image = runtime_image(profile)
    notices: list[Text] = []
    build = _build(k)
    copies_all = bool(profile.trait("install.needs_sources"))
    manifests = (Copy(("./",), "./"),) if copies_all else _manifests(k)
    caches = (CacheMount(k.tool.cache, k.tool.id),)
    secrets = tuple(SecretMount(fact.value, env=fact.value) for key, fact in sorted(profile.traits.items()) if key.startswith("registry.secret."))
    if not k.lock:
        notices.append(Text("there is no lockfile, so two builds may install different versions: commit one", "il n'y a pas de lockfile, deux constructions peuvent installer des versions différentes : validez-en un"))
    why = (
        Text("Exactly what the lockfile says; fails where it does not agree with package.json.", "Exactement ce que dit le lockfile ; échoue s'il ne correspond pas à package.json.") if k.lock
        else Text("There is no lockfile: what is newest today is installed.", "Pas de lockfile : on installe ce qu'il y a de plus récent aujourd'hui.")
    )
    install = RunStep((k.installed(k.tool.frozen if k.lock else k.tool.unfrozen),), why, caches, secrets)
    start, start_notices = _start(k)
    notices += start_notices
    if k.keeps_development:
        name = profile.trait("start.from_dev")
        notices.append(Text(f"{name}, which starts the app, is a development dependency, so the image keeps all of them: move it to dependencies, or compile",
                            f"{name}, qui démarre l'application, est une dépendance de développement ; l'image les garde donc toutes : déplacez-le dans dependencies, ou compilez"))
    port = profile.port.value if profile.port else None
    health = profile.health_path.value if profile.health_path else "/"
    strict = profile.health_path is not None
    runtime = "bun" if profile.runtime and profile.runtime.value.product == "bun" else "node"
    recipe = Recipe(k, build, install, manifests, why, caches, secrets)
    production, production_install, outputs, build_steps, final_sources, workdir = recipe.parts()
    return ContainerFacts(
        build_image=image,
        runtime_image=image,
        command=start,
        manifests=manifests,
        setup=_setup(k),
        install=(install,),
        install_production=production_install,
        sources=() if copies_all else (Copy(("./",), "./"),),
        build=build_steps,
        production=production,
        outputs=outputs,
        final_sources=final_sources,
        install_env={key.removeprefix("install.env."): profile.traits[key].value for key in sorted(profile.traits) if key.startswith("install.env.")},
        build_env=_build_env(k),
        run_env=_run_env(profile, port),
        build_args=tuple(sorted(f.value.name for f in profile.env if f.value.at_build and not f.value.is_secret)),
        build_packages=_packages(profile, "build"),
        run_packages=_packages(profile, "run"),
        probe=http_probe(port, health, strict, runtime) if port else None,
        dev_command=_dev(k),
        context=_context(k),
        final_workdir=workdir,
        writable=unpack(profile.trait("writable")),
        notices=tuple(notices),
    )


def _packages(profile: Profile, phase: str) -> tuple[str, ...]:
    return tuple(sorted({f.value.name for f in profile.system_packages if f.value.phase == phase}))


def _setup(k: Kitchen) -> tuple[RunStep, ...]:
    profile = k.profile
    assert profile.package_manager and profile.runtime
    if k.tool is NPM or (k.tool is BUN and profile.runtime.value.product == "bun") or (k.tool is YARN_BERRY and profile.trait("yarn.release")):
        return ()
    version = exact_version(k.tool, profile.package_manager.value.version, profile.trait("lock.version"), profile.runtime.value.version)
    # The image already has a program of Yarn classic's under that name.
    force = ("--force",) if k.tool.id == "yarn" else ()
    stated = profile.package_manager.value.version
    why = Text(f"{k.tool.id} in the version the project asks for." if stated else f"{k.tool.id} in a version that reads this lockfile.",
               f"{k.tool.id} dans la version demandée par le projet." if stated else f"{k.tool.id} dans une version qui lit ce lockfile.")
    return (RunStep((Command("npm", "install", "--global", "--no-audit", "--no-fund", *force, f"{k.tool.package}@{version}"),), why, (CacheMount("/root/.npm", "npm"),)),)


def _manifests(k: Kitchen) -> tuple[Copy, ...]:
    """What installing reads, each file to where it lies in the project."""
    files = ["package.json", *((k.lock,) if k.lock and "/" not in k.lock else ())]
    extra = unpack(k.profile.trait("install.files"))
    flat = tuple(sorted({*files, *(f for f in extra if "/" not in f)}))
    copies = [Copy(flat, "./")]
    for path in sorted({f for f in extra if "/" in f}):
        copies.append(Copy((path,), path if path.endswith("/") else path.rpartition("/")[0] + "/"))
    return (*copies, *(Copy((f"{member}/package.json",), f"{member}/") for member in k.members))


def _run(k: Kitchen, script: str, directory: str = ".", name: str = "") -> Command:
    """A package's script, run from the workspace's root."""
    if directory == ".":
        return k.command(k.tool.id, "run", script)
    if k.tool.id == "npm":
        return k.command("npm", "run", script, f"--workspace={directory}") if directory in k.members else k.command("npm", "--prefix", directory, "run", script)
    if k.tool.id == "pnpm":
        return k.command("pnpm", "--dir", directory, "run", script)
    if k.tool.id == "yarn":
        return k.command("yarn", "workspace", name, "run", script) if name else k.command("yarn", "--cwd", directory, "run", script)
    return k.command("bun", "run", "--cwd", directory, script)


def _generated(k: Kitchen) -> list[RunStep]:
    profile = k.profile
    schema = profile.trait("prisma.schema")
    if not schema or profile.trait("prisma.generated"):
        return []
    generate = k.tool.execute("prisma", "generate", *(() if schema in ("prisma/schema.prisma", "schema.prisma") else (f"--schema={schema}",)))
    command = k.command(*generate.argv)
    if k.app != ".":
        command = Command.shell(f"cd {Command(k.app).line} && {_prefixed(k, generate).line}")
    return [RunStep((command,), Text("The database client is generated from the schema.", "Le client de base de données est généré depuis le schéma."))]


def _needed(k: Kitchen) -> tuple[Command, ...]:
    """Builds of the workspace's own packages the app needs, in their order."""
    return tuple(_run(k, "build", path, name) for path, name in (item.split("\t") for item in unpack(k.profile.trait("workspace.builds"))))


def prepared(k: Kitchen) -> tuple[Command, ...]:
    """What checking and building the app needs after the install: generated code and the packages of its workspace, built."""
    commands = [command for step in _generated(k) for command in step.commands]
    needed = _needed(k) if k.is_workspace else ()
    name = k.profile.trait("workspace.name")
    if needed and name and k.profile.trait("workspace.turbo"):
        needed = (k.command(*k.tool.execute("turbo", "run", "build", f"--filter={name}^...").argv),)
    return tuple(_plain(command) for command in (*commands, *needed))


def _plain(command: Command) -> Command:
    """Without the settings an image's build needs."""
    words = list(command.argv)
    while not command.is_shell and len(words) > 1 and (words[0] == "env" or re.fullmatch(r"[A-Z_]+=\S*", words[0])):
        words.pop(0)
    return command if command.is_shell else Command(*words)


def _build(k: Kitchen) -> tuple[RunStep, ...]:
    """Generated code, the workspace's own packages the app needs, then the app itself."""
    profile = k.profile
    steps = _generated(k)
    build = profile.command("build")
    own = profile.trait("workspace.name")
    if profile.trait("workspace.turbo") and build and k.is_workspace:
        command = k.command(*k.tool.execute("turbo", "run", "build", f"--filter=./{k.app}" if k.app != "." else "--filter=//").argv)
        steps.append(RunStep((command,), Text("The app and the packages it depends on, in their order.", "L'application et les paquets dont elle dépend, dans leur ordre.")))
        return tuple(steps)
    if k.is_workspace and (build or profile.command("start")):
        needed = _needed(k)
        if needed:
            steps.append(RunStep(needed, Text("Packages of the workspace that the app depends on.", "Les paquets du workspace dont dépend l'application.")))
    if build:
        script = build.argv[-1] if build.argv[:2] == (k.tool.id, "run") else ""
        if script:
            command = _run(k, script, k.app, own)
        elif k.app == ".":
            command = k.command(*build.argv) if not build.is_shell else build
        else:
            command = Command.shell(f"cd {Command(k.app).line} && {build.line}")
        steps.append(RunStep((command,), Text("The app itself.", "L'application elle-même.")))
    return tuple(steps)


def _prefixed(k: Kitchen, command: Command) -> Command:
    release = k.profile.trait("yarn.release")
    if k.tool is YARN_BERRY and release and command.argv[0] == "yarn":
        return k.command("node", posixpath.join("/app", release), *command.argv[1:])
    return k.command(*command.argv)


@dataclass(frozen=True, slots=True)
class Recipe:
    """Which of three ways the final image is filled: from a production install, from a pruned build, or from self-contained output."""

    k: Kitchen
    build: tuple[RunStep, ...]
    install: RunStep
    manifests: tuple[Copy, ...]
    why: Text
    caches: tuple[CacheMount, ...]
    secrets: tuple[SecretMount, ...]

    def parts(self) -> tuple[tuple[Copy, ...], tuple[RunStep, ...], tuple[Copy, ...], tuple[RunStep, ...], tuple[Copy, ...], str]:
        """Production copies, production install, outputs, build steps, final sources, working directory of the final image."""
        k, profile = self.k, self.k.profile
        workdir = k.directory if k.app != "." else ""
        own = unpack(profile.trait("output.self_contained"))
        if profile.site:
            target = posixpath.normpath(posixpath.join(k.directory, profile.site.value.output))
            return (), (), (Copy((target + "/",), "./"),), self.build, (), ""
        if own:
            return (), (), tuple(Copy((posixpath.join(k.directory, d) + "/",), f"./{d}/") for d in own), self.build, (), ""
        keeps_all = k.keeps_development
        if not self.build and not keeps_all and not profile.trait("install.needs_sources"):
            return self._interpreted(workdir)
        prune = () if keeps_all else self._prune()
        if k.tool is PNPM and k.is_workspace and k.app != "." and not keeps_all:
            return (), (), self._outputs("/prod", flat=True), (*self.build, *prune), (), ""
        return (), (), self._outputs(k.directory, flat=False), (*self.build, *prune), (), workdir

    def _interpreted(self, workdir: str) -> tuple[tuple[Copy, ...], tuple[RunStep, ...], tuple[Copy, ...], tuple[RunStep, ...], tuple[Copy, ...], str]:
        """Nothing is built: a production install, and the sources as they are."""
        k = self.k
        command = k.tool.frozen_production if k.lock else k.tool.unfrozen_production
        hooks = [key.rsplit(".", 1)[-1] for key in sorted(k.profile.traits) if key.startswith("hook.git.")]
        before = tuple(Command("npm", "pkg", "delete", f"scripts.{hook}") for hook in hooks)
        words = command.argv
        if k.is_workspace and k.app != ".":
            words = self._filtered(words)
        production = RunStep((*before, k.installed(Command(*words))), self.why, self.caches, self.secrets)
        if k.is_workspace or k.app != ".":
            directories = [d for d in (k.app, *k.running)] if k.app != "." else ["."]
            sources = tuple(Copy((d + "/",) if d != "." else ("./",), posixpath.normpath(posixpath.join("/app", d)) + "/") for d in directories)
            return (Copy(("/app/",), "/app/"),), (production,), (), (), sources, workdir
        return (Copy(("/app/node_modules/",), "./node_modules/"),), (production,), (), (), (Copy(("./",), "./"),), ""

    def _filtered(self, words: tuple[str, ...]) -> tuple[str, ...]:
        k = self.k
        name = k.profile.trait("workspace.name")
        if k.tool.id == "npm":
            return (*words, f"--workspace={k.app}")
        if k.tool.id == "pnpm":
            return (*words, "--filter", f"{{./{k.app}}}...")
        if k.tool is YARN_BERRY and name:
            return ("yarn", "workspaces", "focus", name, "--production")
        return words

    def _prune(self) -> tuple[RunStep, ...]:
        """Development packages go, in the tree that was built in: what the build generated inside packages stays."""
        k = self.k
        why = Text("Only what production needs is left.", "Il ne reste que ce dont la production a besoin.")
        name = k.profile.trait("workspace.name")
        if k.tool is PNPM and k.is_workspace and k.app != ".":
            version = exact_version(k.tool, k.profile.package_manager.value.version, k.profile.trait("lock.version"), k.profile.runtime.value.version)  # type: ignore[union-attr]
            legacy = ("--legacy",) if int(version.split(".")[0]) >= 10 and not k.profile.trait("pnpm.injected") else ()
            words = ("pnpm", "--filter", name or f"./{k.app}", "deploy", "--prod", *legacy, "/prod")
            return (RunStep((k.command(*words),), why, self.caches, self.secrets),)
        if k.tool is YARN_BERRY and k.is_workspace and name:
            return (RunStep((k.command("yarn", "workspaces", "focus", name, "--production"),), why, self.caches, self.secrets),)
        if k.tool.prune is None:
            again = k.tool.frozen_production if k.lock else k.tool.unfrozen_production
            return (RunStep((Command("rm", "-rf", "node_modules"), k.command(*again.argv, "--ignore-scripts")), why, self.caches, self.secrets),)
        if k.tool is not NPM and not k.lock:
            return (RunStep((k.command(*k.tool.unfrozen_production.argv),), why, self.caches, self.secrets),)
        return (RunStep((k.installed(k.tool.prune),), why, self.caches, self.secrets),)

    def _outputs(self, tree: str, flat: bool) -> tuple[Copy, ...]:
        """From the build stage: dependencies, what was built, and what a compiled server reads beside it."""
        k, profile = self.k, self.k.profile
        built = unpack(profile.trait("output"))
        if not built:
            file = profile.entry.value if profile.entry else ""
            top = file.split("/")[0] if "/" in file else ""
            # What a build script puts into a directory of its own is enough; an app that runs from its sources needs them all.
            built = (top,) if self.build and re.fullmatch(r"dist|build|lib|out|\.output|output|bin|compiled|\.build|prod|dist-server|server-dist", top) else ()
        if k.is_workspace and not flat and k.app != ".":
            directories = [k.app, *k.running]
            base = [Copy(("/app/package.json",), "/app/"), Copy(("/app/node_modules/",), "/app/node_modules/")]
            return (*base, *(Copy((posixpath.join("/app", d) + "/",), posixpath.join("/app", d) + "/") for d in directories))
        if flat:
            # ``pnpm deploy`` leaves out what .gitignore names unless package.json lists it; the build's output is copied from where it was built.
            return (Copy(("/prod/",), "./"), *(Copy((posixpath.join(k.directory, d) + "/",), f"./{d}/") for d in built if not re.search(r"\.\w+$", d)))
        if not built:
            return (Copy((k.directory + "/",), "./"),)
        entries = [e for e in profile.entries if e.rstrip("/") in _RUN_DIRECTORIES and e.rstrip("/") not in built]
        copies = [Copy((f"{tree}/package.json",), "./"), Copy((f"{tree}/node_modules/",), "./node_modules/")]
        for name in (*(f"{d}/" if not re.search(r"\.[cm]?[jt]s$|\.json$", d) else d for d in built), *entries):
            copies.append(Copy((f"{tree}/{name}",), f"./{name}" if name.endswith("/") else "./"))
        return tuple(copies)


def _start(k: Kitchen) -> tuple[Command, list[Text]]:
    profile = k.profile
    command = profile.command("start") or (Command("node", profile.entry.value) if profile.entry else Command("node", "index.js"))
    if profile.site:
        return command, []
    stated = profile.trait("start.run")
    if stated:
        return Command(*unpack(stated)), []
    if command.is_shell:
        # Programs of dependencies are on no PATH in the image; npm would put them there.
        line = re.sub(r"^((?:\w+=\S+\s+)*)(?!node\b|bun\b|npm\b|npx\b|pnpm\b|yarn\b|sh\b|bash\b|\.{0,2}/|exec\b|cd\b|export\b)([\w@-]+)", r"\1node_modules/.bin/\2", command.argv[0])
        return Command.shell(line), []
    program = command.argv[0]
    if program in _RUNNERS or "/" in program:
        if program in ("npm", "pnpm", "yarn", "npx", "bunx"):
            return command, [Text(f"the app is started through {program}, which takes no signals on: start its program itself", f"l'application est démarrée par {program}, qui ne transmet pas les signaux : lancez le programme lui-même")]
        return command, []
    return Command(f"node_modules/.bin/{program}", *command.argv[1:]), []


def _run_env(profile: Profile, port: int | None) -> dict[str, str]:
    found = {"NODE_ENV": "production"}
    if port:
        found["PORT"] = str(port)
    for key, fact in profile.traits.items():
        for prefix in ("start.env.", "run.env."):
            if key.startswith(prefix) and key != "start.env.NODE_ENV":
                found[key.removeprefix(prefix)] = fact.value
    if any(f.value.name == "chromium" for f in profile.system_packages):
        found["PUPPETEER_EXECUTABLE_PATH"] = "/usr/bin/chromium"
    return dict(sorted(found.items()))


def _build_env(k: Kitchen) -> dict[str, str]:
    found = {key.removeprefix("build.env."): fact.value for key, fact in k.profile.traits.items() if key.startswith("build.env.")}
    if k.profile.trait("workspace.turbo"):
        found["TURBO_TELEMETRY_DISABLED"] = "1"
    return dict(sorted(found.items()))


def _dev(k: Kitchen) -> Command | None:
    dev = k.profile.command("dev")
    if dev is None:
        return None
    extra = unpack(k.profile.trait("dev.args"))
    script = dev.argv[-1] if len(dev.argv) >= 2 and dev.argv[0] == k.tool.id else ""
    command = _run(k, script, k.app, k.profile.trait("workspace.name")) if script else dev
    if extra and not command.is_shell:
        command = Command(*command.argv, *(("--",) if k.tool.id == "npm" else ()), *extra)
    return command


def _context(k: Kitchen) -> tuple[str, ...]:
    """What of the project goes into the build context."""
    profile = k.profile
    entries = profile.root_entries or profile.entries
    needed = set(unpack(profile.trait("install.files"))) | ({k.lock} if k.lock else set()) | {"package.json"}
    if not k.is_workspace or k.app == ".":
        kept = _kept(entries, profile, needed)
        return tuple(sorted({*kept, *needed}))
    files = {e for e in entries if not e.endswith("/") and (e in needed or not _NOT_NEEDED.match(e))}
    manifests = {f"{member}/package.json" for member in k.members}
    directories = {f"{d}/" for d in (k.app, *k.needs, *k.running) if d != "."}
    covered = tuple(directories)
    return tuple(sorted({*files, *needed, *directories, *(m for m in manifests if not m.startswith(covered))}))


def _kept(entries: Iterable[str], profile: Profile, needed: set[str]) -> list[str]:
    used = {d for key in ("output", "context.keep") for d in unpack(profile.trait(key))}
    entry = profile.entry.value if profile.entry else ""
    start = profile.command("start")
    words = " ".join(start.argv) if start else ""
    script_lines = profile.trait("build.script")
    keep = []
    for item in entries:
        name = item.rstrip("/")
        named = entry.startswith(item) or re.search(rf"(?:^|[\s/\"'=]){re.escape(name)}(?:[\s/\"']|$)", f"{words} {script_lines}") is not None
        # A build makes its own output directory; one in the working copy is stale.
        is_output = name in ("dist", "build", "out") and profile.command("build") is not None
        if item in needed or item in used or _NEEDED.match(item) or not _NOT_NEEDED.match(item) or (named and not is_output):
            keep.append(item)
    return keep
