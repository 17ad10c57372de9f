"""A Python app's image: a virtual environment built in one stage, copied into a slim image of the same Python."""

from __future__ import annotations

import re

from ...model.command import Command
from ...model.container import ContainerFacts, Copy, RunStep
from ...model.errors import BadValue
from ...model.profile import Profile
from ...model.text import Text
from ...model.tree import join
from ...pins.tools import pypi
from .images import PATH, VENV, http_probe, in_venv, python_image
from .installers import INSTALLERS, Wanted

_NOT_IN_IMAGE = re.compile(
    r"^(?:tests?|testing|docs?|documentation|examples?|benchmarks?|notebooks?|\.[^/]*|node_modules|htmlcov|dist|build|infra|terraform|k8s|charts|helm|deploy|deployment|docker|postman|\.github|site)/$"
    r"|^(?:\..*|README.*|CHANGE.*|HISTORY.*|CONTRIBUTING.*|CODE_OF_CONDUCT.*|SECURITY.*|AUTHORS.*|LICEN[CS]E.*|NOTICE.*|COPYING.*|AGENTS\.md|CLAUDE\.md|.*\.md|.*\.rst|Dockerfile.*|.*\.Dockerfile|Containerfile|"
    r"(?:docker-)?compose.*\.ya?ml|Makefile|makefile|justfile|Justfile|Taskfile.*|tox\.ini|noxfile\.py|pytest\.ini|mypy\.ini|\.?ruff\.toml|conftest\.py|test_.*\.py|tests\.py|Vagrantfile|Procfile.*|runtime\.txt|"
    r"app\.json|fly\.toml|render\.yaml|vercel\.json|netlify\.toml|railway\.(?:json|toml)|cloudbuild\.yaml|.*\.sqlite3?|db\.sqlite.*|.*\.db|environment\.ya?ml|mkdocs\.ya?ml|codecov\.ya?ml|package\.json|package-lock\.json|"
    r"yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|sonar-project\.properties|renovate\.json|.*\.lock|.*\.env|.*\.ipynb|.*\.log)$", re.I)
"""Top-level entries that no running app reads. An allow-list is made of what is left."""


def wanted_of(profile: Profile, extra: tuple[str, ...] = ()) -> Wanted:
    """The installers' view of a profile, from the traits the reading left."""
    assert profile.runtime and profile.package_manager
    manager, lines = profile.package_manager.value, lambda key: tuple(profile.trait(key).split("\n")) if profile.trait(key) else ()
    root = profile.root
    lock = manager.lockfile if root == "." else manager.lockfile.removeprefix(root + "/")
    return Wanted(
        python=profile.runtime.value.version, lockfile=lock, stated_version=manager.version, requirements=lines("python.requirements"), dev_requirements=lines("python.dev_requirements"),
        has_hashes=bool(profile.trait("python.hashes")), direct=profile.trait("python.direct"), package=profile.trait("python.package"), is_package=bool(profile.trait("python.is_package")),
        has_pyproject=bool(profile.trait("python.pyproject")), needs_netrc=bool(profile.trait("python.private_index")), extra=extra, path=app_path(profile),
    )


def app_path(profile: Profile) -> str:
    """The app's directory relative to the install directory."""
    if profile.path == profile.root:
        return "."
    return profile.path if profile.root == "." else profile.path.removeprefix(profile.root + "/")


def context_of(profile: Profile) -> tuple[str, ...]:
    """What the image needs of the install directory: everything of the app that is not known to be something else."""
    path = app_path(profile)
    own = [e for e in profile.entries if not _NOT_IN_IMAGE.match(e)]
    chosen = {join(path, e.rstrip("/")) + ("/" if e.endswith("/") else "") for e in own} if path != "." else set(own)
    chosen |= {m + "/" for m in profile.trait("python.members").split("\n") if m and m != path}
    manifests = set(profile.trait("python.manifests").split("\n")) - {""}
    readme = next((e for e in profile.entries if re.match(r"(?i)^readme", e)), "")
    if readme and profile.trait("python.pyproject") + profile.trait("python.is_package") and (profile.trait("python.is_package") or profile.trait("python.manager") == "poetry"):
        chosen.add(join(path, readme))
        chosen |= {join(path, e) for e in profile.entries if re.match(r"(?i)^licen[cs]e", e) and not e.endswith("/")}
    return tuple(sorted(chosen | manifests))


def container(profile: Profile) -> ContainerFacts:
    """The recipe.

    Raises:
        BadValue: the project can only be installed by conda.
        PinMissing: no release of its package manager runs on so old a Python.
    """
    assert profile.runtime and profile.package_manager
    manager = profile.package_manager.value.id
    if manager not in INSTALLERS:
        raise BadValue(
            Text(f"{profile.package_manager.source} is a conda environment, and no image recipe installs those", f"{profile.package_manager.source} est un environnement conda, qu'aucune recette d'image n'installe"),
            Text("list the packages the app imports in a requirements.txt or pyproject.toml", "listez les paquets importés par l'application dans un requirements.txt ou un pyproject.toml"),
        )
    version = profile.runtime.value.version
    image = python_image(version)
    server = profile.trait("python.extra")
    extra = (f"{server}=={pypi(server, version)}",) if server else ()
    need = wanted_of(profile, extra)
    steps = INSTALLERS[manager](need)
    context = context_of(profile)
    manifests = tuple(m for m in profile.trait("python.manifests").split("\n") if m)
    if manager == "poetry":
        manifests += tuple(sorted(e for e in context if re.match(r"(?i)^readme[^/]*$", e)))
    needs_sources = bool(profile.trait("python.needs_sources"))
    copies = (Copy(("./",), "./"),) if needs_sources else _copies(manifests)
    installs_itself = need.is_package and bool(steps.project)
    project = steps.project
    if profile.trait("python.scm_version"):
        # A version taken from git's history does not exist here: the context has no .git.
        project = tuple(RunStep((Command("env", "SETUPTOOLS_SCM_PRETEND_VERSION=0.0.0", *s.commands[0].argv), *s.commands[1:]), s.why, s.caches, s.secrets) for s in project)
    everything = steps.production if manager == "pip" and installs_itself else steps.everything
    port = profile.port.value if profile.port else None
    # A site leaves nothing to run: its stack puts the web server in this place.
    start = Command("python") if profile.site else start_command(profile)
    path = app_path(profile)
    # gunicorn's arbiter waits for any child that ends; the other servers handle signals as process 1, but leave orphans defunct.
    needs_init = start.is_shell or start.argv[0] != "gunicorn"
    dev = profile.command("dev")
    return ContainerFacts(
        build_image=image, runtime_image=image, command=start, workdir="/app",
        manifests=copies, setup=steps.setup, verify=steps.verify, install=everything,
        install_production=() if installs_itself else steps.production,
        sources=(Copy(("./",), "./"),),
        build=project if installs_itself else (),
        production=() if installs_itself else (Copy((VENV,), "./.venv"),),
        outputs=(Copy((VENV,), "./.venv"),) if installs_itself else (),
        final_sources=(Copy(("./",), "./"),),
        build_env={"PATH": PATH},
        run_env=run_env(profile, port),
        build_packages=tuple(sorted({p.value.name for p in profile.system_packages if p.value.phase == "build"})),
        run_packages=tuple(sorted({p.value.name for p in profile.system_packages if p.value.phase == "run"})),
        probe=http_probe(port, profile.health_path.value if profile.health_path else "/", profile.health_path is not None, reads_port(start)) if (port and "python.interface" in profile.traits) or (port and profile.health_path) else None,
        dev_command=in_venv(dev) if dev and path == "." else None,
        needs_init=needs_init,
        context=context,
        notices=notices_of(profile),
    )


def _copies(manifests: tuple[str, ...]) -> tuple[Copy, ...]:
    """One COPY a directory, so that every manifest keeps its place."""
    folders: dict[str, list[str]] = {}
    for name in manifests:
        folders.setdefault(name.rpartition("/")[0], []).append(name)
    return tuple(Copy(tuple(sorted(names)), f"./{folder}/" if folder else "./") for folder, names in sorted(folders.items()))


def reads_port(command: Command) -> bool:
    """Whether the server listens where the PORT variable says: gunicorn without a bind address, or a line that names it."""
    if command.is_shell:
        return "PORT" in command.argv[0]
    return command.argv[0] == "gunicorn" and not any(re.match(r"-b|--bind", a) for a in command.argv)


def start_command(profile: Profile) -> Command:
    """What the container runs: the project's own production line where it has one, made fit for a container.

    A line that starts a development server gives way to the command derived from the code.
    """
    start = profile.command("start")
    if start is None:
        raise BadValue(
            Text("nothing says how this app is started", "rien n'indique comment démarrer cette application"),
            Text("add a Procfile (web: … or worker: …), a script in pyproject.toml or a main.py with a main block", "ajoutez un Procfile (web: … ou worker: …), un script dans pyproject.toml ou un main.py avec un bloc main"),
        )
    if not start.is_shell and start.argv[0] == "gunicorn" and "--worker-tmp-dir" not in start.argv:
        start = Command("gunicorn", "--worker-tmp-dir", "/dev/shm", *start.argv[1:])
    if start.is_shell:
        start = _with_exec(start)
    path = app_path(profile)
    if path != "." and not start.is_shell:
        # Run where the app lives, as its own tools would; coreutils' env changes directory without a shell.
        start = Command("env", f"--chdir={path}", *start.argv)
    return start


def _with_exec(start: Command) -> Command:
    """``migrate && gunicorn app`` → ``migrate && exec gunicorn app``: the server takes the shell's place and gets its signals."""
    head, last = re.fullmatch(r"(.*(?:&&|;)\s*)?(.*)", start.argv[0]).groups("")  # type: ignore[union-attr]
    if not head or not last or re.search(r"[|&]|^exec\b|^[A-Za-z_]\w*=", last):
        return start
    return Command.shell(f"{head}exec {last}")


def run_env(profile: Profile, port: int | None) -> dict[str, str]:
    # The app's directory is read-only; what libraries keep in a home (gunicorn's control socket, matplotlib's and Hugging Face's caches) goes where writing works.
    found = {"HOME": "/tmp", "PATH": PATH, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1"}
    if profile.trait("python.src") and profile.trait("python.import_root", ".") in (".", "src") and not profile.trait("python.is_package"):
        found["PYTHONPATH"] = "/app/" + join(app_path(profile), "src") if app_path(profile) != "." else "/app/src"
    if port:
        found["PORT"] = str(port)
    start = profile.command("start")
    if start and "gunicorn" in start.line and not re.search(r"--workers|\s-w\b", start.line):
        found["WEB_CONCURRENCY"] = "2"
    return dict(sorted(found.items()))


def notices_of(profile: Profile) -> tuple[Text, ...]:
    manager = profile.package_manager
    found = []
    if manager and not manager.value.lockfile:
        found.append(Text("no lockfile: the image installs the newest versions the manifest allows, so two builds may differ",
                          "pas de lockfile : l'image installe les versions les plus récentes que permet le manifeste, deux constructions peuvent donc différer"))
    if profile.trait("python.private_index"):
        found.append(Text("a private package index is configured: hand its credentials over with `--secret id=netrc,src=$HOME/.netrc`",
                          "un index de paquets privé est configuré : fournissez ses identifiants avec `--secret id=netrc,src=$HOME/.netrc`"))
    return tuple(found)
