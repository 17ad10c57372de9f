"""Reading a Python project: what its manifests, version files, scripts and sources state, framework left aside."""

from __future__ import annotations

import re
from types import MappingProxyType

from ...model.command import Command
from ...model.facts import Detection, Evidence, Fact, Notice
from ...model.profile import Manifest, PackageManager, Process, Reading, ServiceUse, SystemPackage
from ...model.text import Text
from ...model.tree import Tree, join
from . import project as projects
from .commands import quality_commands
from .dependencies import EXTRA_SERVICES
from .installers import Wanted, install_commands
from .project import PRODUCTION_FILES, PythonProject, locked_versions, read_project, setup_cfg_value, table
from .requirements import normal
from .settings import settings_env
from .source import line_of, masked, module_of, own_sources
from .versions import stated_versions

MANIFESTS = ("pyproject.toml", "requirements.txt", "Pipfile", "setup.py", "setup.cfg", "manage.py", "environment.yml", "environment.yaml", "requirements.in", "reqs.txt", "requirements-prod.txt",
             "requirements_prod.txt", "requirements-production.txt", "requirements-base.txt", "base_requirements.txt", "mkdocs.yml", "mkdocs.yaml")
_WEB = ("django", "fastapi", "flask", "starlette", "litestar", "aiohttp", "sanic", "tornado", "streamlit", "gradio", "quart", "bottle", "falcon", "pyramid", "celery", "dash", "robyn", "chainlit", "nicegui", "connexion", "apiflask", "django-ninja", "djangorestframework")


def detect(tree: Tree, folder: str) -> Detection | None:
    """Grades: a framework's own entry file or dependency 85–95, a project table 75, a requirements file 55, scripts alone 35."""
    pyproject = join(folder, "pyproject.toml")
    data = tree.data(pyproject) if tree.has(pyproject) else None
    evidence: list[Evidence] = []
    grade = 0

    def note(points: int, at: Evidence) -> None:
        nonlocal grade
        grade = max(grade, points)
        evidence.append(at)

    if tree.has(pyproject):
        stated = table(data, "project") or any(k in table(data, "tool", "poetry") for k in ("dependencies", "name", "package-mode"))
        note(75 if stated else 20 if table(data, "tool", "uv", "workspace") else 15, Evidence(pyproject))
        if stated:
            at = tree.find(pyproject, rf"""(?i)^\s*(?:["'](?:{'|'.join(_WEB)})\b|(?:{'|'.join(_WEB)})\s*=)""")
            if at:
                note(85, at)
    for name, points in (("Pipfile", 75), ("setup.py", 65), ("setup.cfg", 40), ("environment.yml", 45), ("environment.yaml", 45)):
        if tree.has(join(folder, name)):
            note(points, Evidence(join(folder, name)))
    for name in (*PRODUCTION_FILES, "base_requirements.txt"):
        path = join(folder, name)
        if tree.has(path) and not _is_included(tree, folder, path):
            note(55, Evidence(path))
            at = tree.find(path, rf"(?i)^\s*(?:{'|'.join(_WEB)})\b")
            if at:
                note(82, at)
            break
    manage = join(folder, "manage.py")
    if tree.has(manage) and (evidence or not _belongs_above(tree, folder)):
        at = tree.find(manage, r"DJANGO_SETTINGS_MODULE|django")
        if at:
            note(92, at)
    if not evidence:
        at = _bare_scripts(tree, folder)
        if at:
            note(35, at)
        for name in ("mkdocs.yml", "mkdocs.yaml"):
            if tree.has(join(folder, name)):
                note(30, Evidence(join(folder, name)))
    return Detection("python", grade, tuple(evidence)) if evidence and grade > 15 else None


def _belongs_above(tree: Tree, folder: str) -> bool:
    """A ``manage.py`` without a manifest of its own, right below a directory whose manifest names Django: that one is the app."""
    above = folder.rpartition("/")[0] or "."
    return folder != "." and any(tree.has(p := join(above, n)) and tree.find(p, r"(?i)\bdjango\b") for n in ("pyproject.toml", "requirements.txt", "Pipfile", "setup.py", "setup.cfg"))


def _is_included(tree: Tree, folder: str, path: str) -> bool:
    """Whether a requirements file of a directory above takes this one in: then it is a part of that project."""
    above = folder
    while above != ".":
        above = above.rpartition("/")[0] or "."
        relative = path if above == "." else path[len(above) + 1:]
        if any(tree.has(p := join(above, name)) and tree.find(p, rf"^\s*-r\s*(?:\./)?{re.escape(relative)}\s*$") for name in PRODUCTION_FILES[:3]):
            return True
    return False


def _bare_scripts(tree: Tree, folder: str) -> Evidence | None:
    """A directory with nothing but scripts: its entry, by the usual names."""
    return next((Evidence(join(folder, n)) for n in ("main.py", "app.py", "server.py", "bot.py", "run.py", "__main__.py", "wsgi.py") if tree.has(join(folder, n))), None) if folder == "." else None


def manifest(tree: Tree, app: str, root: str) -> Manifest:
    found = read_project(tree, app, root)
    path = found.pyproject_path if found.manager in ("uv", "poetry", "pdm") or not found.requirements else found.requirements.path
    path = path or next((e.path for e in found.evidence), join(app, "requirements.txt"))
    if found.manager == "pipenv":
        path = join(app, "Pipfile")
    return Manifest(path, found.name.value if found.name else "", MappingProxyType(found.dependencies), MappingProxyType(found.dev_dependencies), MappingProxyType(found.scripts),
                    MappingProxyType(locked_versions(tree, found)))


def workspaces(tree: Tree, root: str) -> tuple[str, ...]:
    return projects.workspaces(tree, root)


def _relative(path: str, root: str) -> str:
    return path if root == "." else path.removeprefix(root + "/")


def wanted(tree: Tree, project: PythonProject, python: str = "") -> Wanted:
    """What the installers need, with paths relative to the install directory."""
    root, requirements = project.root, project.requirements
    lock = project.lockfile if requirements is None or requirements.is_compiled or requirements.has_hashes else ""
    return Wanted(
        python=python, lockfile=_relative(lock, root), stated_version=project.manager_version,
        requirements=(_relative(requirements.path, root),) if requirements else (),
        dev_requirements=tuple(_relative(f.path, root) for f in project.dev_requirements if not re.search(r"docs?\.txt$", f.path)),
        has_hashes=bool(requirements and requirements.has_hashes),
        direct=next((_relative(s, root) for s in requirements.sources if s.endswith(".in")), "") if requirements else "",
        package=project.name.value if project.name and project.root != project.folder else "",
        is_package=_installs_itself(tree, project), has_pyproject=bool(project.table("project")), path=_relative(project.folder, root) if project.folder != root else ".",
    )


def read(tree: Tree, app: str, root: str, found: Manifest) -> Reading:
    project = read_project(tree, app, root)
    lock = wanted(tree, project)
    commands = quality_commands(tree, project)
    install = install_commands(project.manager, lock)
    if install:
        line = install[0] if len(install) == 1 else Command.shell(" && ".join(c.line for c in install))
        commands["install"] = Fact(line, project.evidence)
    start = plain_start(tree, app, project)
    entry = None
    if start:
        commands["start"], entry = start
    notices = list(project.notices)
    migrate = alembic(tree, app)
    if migrate:
        commands["migrate"] = migrate
    if project.manager != "conda" and not project.lockfile and (project.dependencies or project.requirements):
        notices.append(Notice("info", "lockfile", Text("there is no lockfile, so two builds may install different versions; `uv lock` or `pip-compile --generate-hashes` makes one",
                                                       "il n'y a pas de lockfile : deux constructions peuvent installer des versions différentes ; `uv lock` ou `pip-compile --generate-hashes` en crée un"), project.evidence))
    lockfile = project.lockfile
    proof = tuple(dict.fromkeys((*((Evidence(lockfile),) if lockfile else ()), *project.evidence)))
    return Reading(
        language=Fact("python", project.evidence),
        name=project.name,
        package_manager=Fact(PackageManager(project.manager, project.manager_version, lockfile), proof),
        runtimes=stated_versions(tree, project),
        commands=commands,
        entry=entry,
        env=settings_env(tree, app),
        services=(*_extra_services(project), *_code_services(tree, app)),
        system_packages=(*_vcs(project), *_postgresql(project)),
        processes=_workers(tree, app, project),
        traits=MappingProxyType(_traits(tree, project)),
        conflicts=tuple(project.conflicts),
        notices=tuple(notices),
    )


def _traits(tree: Tree, project: PythonProject) -> dict[str, Fact[str]]:
    """What the recipe reads back; lists are joined by newlines, paths relative to the install directory."""
    at = project.evidence
    need = wanted(tree, project)
    found = {"python.manager": project.manager, "python.package": need.package, "python.is_package": "yes" if _installs_itself(tree, project) else "", "python.direct": need.direct,
             "python.requirements": "\n".join(need.requirements), "python.dev_requirements": "\n".join(need.dev_requirements), "python.hashes": "yes" if need.has_hashes else "",
             "python.pyproject": "yes" if need.has_pyproject else "", "python.manifests": "\n".join(_manifest_files(tree, project)),
             "python.needs_sources": "yes" if _needs_sources(project) else "", "python.private_index": "yes" if _private_index(tree, project) else "", "python.vcs": "yes" if project.uses_vcs else "",
             "python.src": "yes" if any(p.endswith(".py") for p in tree.files(join(project.folder, "src"))) and not tree.has(join(project.folder, "src", "__init__.py")) else "",
             "python.scm_version": "yes" if re.search(r"setuptools[-_]scm|hatch-vcs|versioningit|poetry-dynamic-versioning|pdm-backend.*scm|setuptools-git-versioning", str(project.table("build-system")) + str(project.table("tool", "pdm", "version"))) else "",
             "python.members": "\n".join(_relative(m, project.root) for m in projects.workspaces(tree, project.root)) if project.manager == "uv" else ""}
    return {key: Fact(value, at) for key, value in found.items() if value}


def _installs_itself(tree: Tree, project: PythonProject) -> bool:
    """Whether there is a package to install; Poetry's default says so even for an app that has none."""
    if not project.is_package:
        return False
    if project.manager == "pip" and project.requirements and not project.scripts and "." not in [p for p in project.requirements.local]:
        return False
    name = normal(project.name.value).replace("-", "_") if project.name else ""
    names = {name, project.name.value if project.name else "", name.replace("_", "-")}
    has_folder = any(tree.has_dir(join(project.folder, base, n)) or tree.has(join(project.folder, base, n + ".py")) for base in (".", "src") for n in names if n)
    tool = project.table("tool")
    declared = table(tool, "poetry").get("packages") or table(tool, "hatch", "build") or table(tool, "setuptools") or table(tool, "flit") or table(tool, "pdm", "build") or table(tool, "uv", "build-backend")
    return bool(has_folder or declared or project.manager == "uv" or tree.has(join(project.folder, "setup.py")))


def _needs_sources(project: PythonProject) -> bool:
    """Installing the dependencies already reads the project's own files: local paths among the requirements."""
    return bool(project.requirements and project.requirements.local) or bool(project.local_paths)


def _manifest_files(tree: Tree, project: PythonProject) -> list[str]:
    """What installing reads: manifest, lockfile, requirements files with their includes, and the readme a build backend insists on."""
    folder, root = project.folder, project.root
    names: list[str] = []
    if project.requirements:
        names += project.requirements.files + [s for s in project.requirements.sources if s.endswith(".in")]
    for file in project.dev_requirements:
        names += file.files
    if project.lockfile:
        names.append(project.lockfile)
    candidates = ["pyproject.toml", "poetry.toml", "uv.toml", "pdm.toml"] + (["Pipfile"] if project.manager == "pipenv" else [])
    if not project.requirements or _installs_itself(tree, project):
        candidates += ["setup.py", "setup.cfg"]
    names += [p for n in candidates if tree.has(p := join(folder, n))]
    if root != folder:
        names += [p for n in ("pyproject.toml", "uv.toml") if tree.has(p := join(root, n))]
        names += [join(m, "pyproject.toml") for m in projects.workspaces(tree, root)]
    return sorted({_relative(n, root) for n in names})


def _private_index(tree: Tree, project: PythonProject) -> bool:
    if project.requirements and project.requirements.index_options:
        lines = [tree.lines(e.path)[e.line - 1] for e in project.requirements.index_options]
        return any(not re.search(r"://(?:pypi\.org|pypi\.python\.org|download\.pytorch\.org|files\.pythonhosted\.org)\b", line) for line in lines)
    urls = [str(i.get("url", "")) for key in (("tool", "uv"), ("tool", "pdm"), ("tool", "poetry")) for name in ("index", "source") for i in project.table(*key).get(name, ()) or () if isinstance(i, dict)]
    return any(url and not re.search(r"://(?:pypi\.org|download\.pytorch\.org|test\.pypi\.org)\b", url) for url in urls)


def plain_start(tree: Tree, app: str, project: PythonProject) -> tuple[Fact[Command], Fact[str]] | None:
    """How an app without a known framework starts: ``main.py`` with a main block, a package's ``__main__``, its console script."""
    cut = 0 if app == "." else len(app) + 1
    for name in ("main.py", "app.py", "bot.py", "run.py", "server.py", "worker.py", "src/main.py", "app/main.py", "src/app.py", "src/bot.py", "__main__.py", "start.py", "index.py"):
        path = join(app, name)
        text = tree.text(path) if tree.has(path) else None
        if not text:
            continue
        at = tree.find(path, r"""^if\s+__name__\s*==\s*["']__main__["']""")
        if at is None and name not in ("main.py", "bot.py", "app.py"):
            continue
        if at is None and not re.search(r"^[A-Za-z_][\w.]*\(.*\)\s*$", masked(text), re.M):
            continue
        folder, module = module_of(tree, app, path)
        at = at or Evidence(path)
        command = Command("python", name) if folder in (".", name.rsplit("/", 1)[0] if "/" in name else ".") and ("/" not in name or folder != ".") else Command("python", "-m", module)
        return Fact(command, (at,)), Fact(name, (at,))
    if _is_published(tree, app, project):
        return None
    name = normal(project.name.value).replace("-", "_") if project.name else ""
    for base in ("src", "."):
        for package in sorted({p[cut:].removeprefix(base + "/" if base != "." else "").split("/")[0] for p in tree.glob(("src/" if base == "src" else "") + "*/__main__.py", app)}):
            path = join(app, base, package, "__main__.py")
            if tree.has(path):
                command = Command("python", "-m", package) if base == "." else Command("env", "PYTHONPATH=src", "python", "-m", package) if not project.is_package else Command("python", "-m", package)
                return Fact(command, (Evidence(path),)), Fact(path[cut:], (Evidence(path),))
    if project.scripts and project.is_package:
        chosen = next((s for s in project.scripts if normal(s).replace("-", "_") == name), sorted(project.scripts)[0] if len(project.scripts) == 1 else "")
        if chosen:
            fact = project.scripts[chosen]
            module = re.split(r"[:\s]", fact.value)[0].replace(".", "/")
            file = next((f for base in ("", "src/") for f in (f"{base}{module}.py", f"{base}{module}/__init__.py") if tree.has(join(app, f))), "")
            return fact.with_value(Command(chosen)), fact.with_value(file or chosen)
    return None


def _is_published(tree: Tree, app: str, project: PythonProject) -> bool:
    """A package with the classifiers an index sorts it by, and no file that deploys it: a library or a tool people install, not an app."""
    setup = join(app, "setup.py")
    classified = project.table("project").get("classifiers") or project.table("tool", "poetry").get("classifiers") or (tree.has(setup) and tree.find(setup, r"\bclassifiers\s*=")) \
        or setup_cfg_value(tree, join(app, "setup.cfg"), "metadata", "classifiers")
    deployed = any(re.search(r"(?:^|/)(?:[\w.-]*Dockerfile[\w.-]*|Containerfile|Procfile|(?:docker-)?compose[\w.-]*\.ya?ml|app\.ya?ml|fly\.toml|render\.yaml|railway\.\w+|app\.json|[\w-]+\.service)$", p)
                   for p in tree.files(app) if p.count("/") <= 2 + (0 if app == "." else app.count("/") + 1))
    return bool(classified) and not deployed


def alembic(tree: Tree, app: str) -> Fact[Command] | None:
    """``alembic upgrade head`` where its configuration lies; as a module where that does not put the app's directory on the import path."""
    found = sorted((p for p in tree.files(app) if p.endswith("/alembic.ini") or p == "alembic.ini"), key=lambda p: (p.count("/"), p))
    if not found or "/migrations/" in found[0]:
        return None
    name = found[0] if app == "." else found[0][len(app) + 1:]
    extra = () if name == "alembic.ini" else ("-c", name)
    program = ("alembic",) if tree.find(found[0], r"^\s*prepend_sys_path\s*=\s*\S") else ("python", "-m", "alembic")
    return Fact(Command(*program, *extra, "upgrade", "head"), (Evidence(found[0]),))


def _extra_services(project: PythonProject) -> list[Fact[ServiceUse]]:
    found = []
    for name, fact in project.dependencies.items():
        extras = re.match(r"^\[([^\]]*)\]", fact.value)
        for extra in extras[1].split(",") if extras else ():
            kind = EXTRA_SERVICES.get((name, normal(extra.strip())))
            if kind:
                found.append(fact.with_value(ServiceUse(kind, "", f"{name}[{extra.strip()}]")))  # type: ignore[arg-type]
    return found


_CODE_SERVICES: tuple[tuple[str, str, str, str], ...] = (
    ("boto3", r"""\b(?:boto3|session)\.(?:client|resource)\(\s*(?:service_name\s*=\s*)?["']s3["']|\.(?:create_)?client\(\s*["']s3["']""", "s3", "boto3"),
    ("S3", r"""storages\.backends\.s3(?:boto3)?\b|S3Boto3Storage|S3Storage\b""", "s3", "django-storages"),
    ("smtplib", r"\bsmtplib\.SMTP(?:_SSL)?\s*\(", "mail", "smtplib"),
    ("EMAIL_HOST", r"^\s*EMAIL_HOST\s*=", "mail", "django"),
    ("amqp", r"""["'](?:py)?amqps?://""", "rabbitmq", "amqp"),
    ("redis", r"""["']rediss?://""", "redis", "redis"),
    ("postgres", r"""["'][fF]?postgres(?:ql)?(?:\+\w+)?://(?!["']\s*[,)])""", "postgresql", "sqlalchemy"),
    ("mysql", r"""["'][fF]?mysql(?:\+\w+)?://(?!["']\s*[,)])""", "mysql", "sqlalchemy"),
    ("mongodb", r"""["'][fF]?mongodb(?:\+srv)?://""", "mongodb", "pymongo"),
)
"""Word that must occur, pattern that proves it, service, what the evidence names as the client. A bare scheme as an argument is
one that is looked for or exchanged: ``url.replace("postgres://", "postgresql://")``."""


def _code_services(tree: Tree, app: str) -> list[Fact[ServiceUse]]:
    found: dict[str, Fact[ServiceUse]] = {}
    for path in own_sources(tree, app):
        # What somebody calls by hand now and then is no server the application needs.
        text = tree.text(path) or "" if "/management/commands/" not in path else ""
        for word, pattern, kind, client in _CODE_SERVICES:
            if kind in found or word not in text:
                continue
            code = masked(text)
            match = re.search(pattern, code, re.M)
            if match:
                found[kind] = Fact(ServiceUse(kind, "", client), (Evidence(path, line_of(code, match.start()), client),))  # type: ignore[arg-type]
    return list(found.values())


def _postgresql(project: PythonProject) -> tuple[Fact[SystemPackage], ...]:
    """Psycopg 3 brings its own libpq only as ``psycopg[binary]``; else it is the system's, and ``[c]`` is compiled against it (its installation page)."""
    fact = project.dependencies.get("psycopg")
    if fact is None or {"psycopg-binary", "psycopg-c"} & set(project.dependencies):
        return ()
    extras = re.match(r"\[([^\]]*)\]", fact.value)
    names = {e.strip() for e in extras[1].split(",")} if extras else set()
    if "binary" in names:
        return ()
    build = ("gcc", "libc6-dev", "libpq-dev") if "c" in names else ()
    return (*(fact.with_value(SystemPackage(name, "build", "psycopg[c]")) for name in build), fact.with_value(SystemPackage("libpq5", "run", "psycopg")))


def _vcs(project: PythonProject) -> tuple[Fact[SystemPackage], ...]:
    return (Fact(SystemPackage("git", "build", "a requirement from a git repository"), project.evidence),) if project.uses_vcs else ()


def _stated_celery(tree: Tree, app: str) -> tuple[Evidence, str] | None:
    """The application object that a deployment file starts Celery with, where its module is there."""
    names = [join(app, n) for n in ("Procfile", "docker-compose.prod.yml", "docker-compose.yml", "docker-compose.yaml", "compose.yml", "compose.yaml", "Dockerfile", "Makefile", "README.md", "README.rst")]
    for path in dict.fromkeys((*names, *(p for p in tree.files(app) if p.endswith((".sh", ".service", "compose.yml", "compose.yaml"))), "docker-compose.yml", "compose.yml")):
        for number, line in enumerate(tree.lines(path) if tree.has(path) and "celery" in (tree.text(path) or "") else (), 1):
            match = re.search(r"""\bcelery["']?,?\s+["']?(?:-A|--app)(?:["']?,?\s+["']?|=)(?P<target>[A-Za-z_][\w.]*)(?P<object>:\w+)?""", line)
            module = match["target"] if match else ""
            if match and any(tree.has(join(app, *part.split(".")) + end) for part in (module, module.rpartition(".")[0]) if part for end in (".py", "/celery.py", "/__init__.py")):
                return Evidence(path, number, match[0][:80]), module + (match["object"] or "")
    return None


def _workers(tree: Tree, app: str, project: PythonProject) -> tuple[Fact[Process], ...]:
    """Celery, RQ, Dramatiq, arq and Huey where the code shows the object a worker is started with."""
    found: list[Fact[Process]] = []
    have = project.dependencies
    for path in own_sources(tree, app):
        text = tree.text(path) or ""
        code = masked(text) if any(w in text for w in ("Celery(", "WorkerSettings", "broker", "Taskiq")) else ""
        match = re.search(r"^(?:(?P<name>\w+)\s*(?::\s*\w+\s*)?=\s*|[ \t]+.*\b)(?:celery\.)?Celery\s*\(", code, re.M) if "celery" in have else None
        if match and not any(f.value.name == "worker" for f in found):
            at = Evidence(path, line_of(code, match.start()), match[0].strip()[:80])
            stated = _stated_celery(tree, app)
            if stated:
                at, front = stated[0], ("celery", "-A", stated[1])
            elif match["name"]:
                folder, module = module_of(tree, app, path)
                if module == "celery" and folder != ".":
                    # Imported by that name it would be the library: the directory above is its package.
                    folder, _, parent = folder.rpartition("/")
                    folder, module = folder or ".", f"{parent}.celery"
                target = module if match["name"] in ("app", "celery") else f"{module}.{match['name']}"
                # Celery finds `app` or `celery` in the package above a module named celery by itself.
                target = target.removesuffix(".celery") if module.endswith(".celery") and match["name"] in ("app", "celery") else target
                front = ("celery", "--workdir", folder, "-A", target) if folder != "." else ("celery", "-A", target)
            else:
                continue
            found.append(Fact(Process("worker", "worker", Command(*front, "worker", "--loglevel=INFO")), (at,)))
            beat = "django-celery-beat" in have or any(re.search(r"beat_schedule|CELERY_BEAT_SCHEDULE|add_periodic_task", tree.text(p) or "") for p in own_sources(tree, app))
            if beat:
                scheduler = ("--scheduler", "django_celery_beat.schedulers:DatabaseScheduler") if "django-celery-beat" in have else ("--schedule", "/tmp/celerybeat-schedule")
                found.append(Fact(Process("beat", "cron", Command(*front, "beat", "--loglevel=INFO", *scheduler)), (at,)))
        match = re.search(r"^class\s+WorkerSettings\b", code, re.M) if "arq" in have else None
        if match:
            _, module = module_of(tree, app, path)
            found.append(Fact(Process("worker", "worker", Command("arq", f"{module}.WorkerSettings")), (Evidence(path, line_of(code, match.start()), match[0]),)))
        match = re.search(r"^\s*dramatiq\.set_broker\(", code, re.M) if "dramatiq" in have else None
        if match and not any(f.value.name == "worker" for f in found):
            _, module = module_of(tree, app, path)
            command = Command("python", "manage.py", "rundramatiq") if "django-dramatiq" in have else Command("dramatiq", module)
            found.append(Fact(Process("worker", "worker", command), (Evidence(path, line_of(code, match.start()), "dramatiq.set_broker("),)))
    cut = 0 if app == "." else len(app) + 1
    manage = next((p[cut:] for pattern in ("manage.py", "*/manage.py") for p in tree.glob(pattern, app)), "")
    for name, command in (("django-rq", Command("python", manage, "rqworker")), ("huey", Command("python", manage, "run_huey"))):
        if name in have and manage and not any(f.value.name == "worker" for f in found):
            found.append(have[name].with_value(Process("worker", "worker", command)))
    return tuple(found)
