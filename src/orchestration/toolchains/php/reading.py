"""Reading a PHP project: its manifest and lockfile, its versions, extensions, document root and commands."""

from __future__ import annotations

import re
from types import MappingProxyType

from ... import pins
from ...model.facts import Detection, Evidence, Fact, Notice, assume
from ...model.profile import Manifest, PackageManager, Reading, ServiceUse, SystemPackage
from ...model.text import Text
from ...model.tree import Tree, join
from ...pins.tables import numbers
from ..assets import read_assets
from ..stated import tool_versions, version_file
from . import extensions as ext
from . import source
from .commands import commands
from .composer import Composer, Lock, line_of_requirement, path_repositories, private_repositories, read_composer, read_lock
from .dependencies import EXTENSIONS_OF, FRAMEWORKS

DOCUMENT_ROOTS = ("public", "web", "webroot", "htdocs", "httpdocs", "public_html", "www", "docroot", "html", "pub", "src/public", "app/public", "app/webroot", ".")
FRONT = ("index.php", "app.php")
PORT = 8080
_NO_APP = re.compile(r"^(?:library|metapackage|composer-plugin|symfony-bundle|php-ext(?:-zend)?|phpcodesniffer-standard|phpstan-extension|(?:wordpress|drupal|joomla|magento2?|moodle|craft|kirby|typo3-cms|shopware(?:-platform)?|cakephp|october|winter|silverstripe|bolt|statamic|concrete5|flarum|prestashop|yii2?|laravel|neos)-(?!project|site)[\w-]+)$")
"""Composer package types of what others install; nothing that runs by itself."""


def document_root(tree: Tree, app: str, stated: str = "") -> Evidence | None:
    """The front controller in the first usual document root that has one; ``stated`` comes first."""
    for folder in ((stated,) if stated else ()) + DOCUMENT_ROOTS:
        for name in FRONT:
            if tree.has(join(app, folder, name)):
                return Evidence(join(app, folder, name))
    return None


_SERVER_ROOT = re.compile(r"^\s*(?:DocumentRoot\s+|root\s+(?:\*\s+)?)[\"']?(?P<path>/?[\w./${}-]+)[\"']?\s*;?\s*$", re.M)


def configured_root(tree: Tree, app: str) -> str:
    """The document root a web server's configuration in the project names, where its end is a directory here with a front controller."""
    for path in (*tree.glob("**/*.conf", app), *tree.glob("**/*.vhost", app), *tree.glob("**/Caddyfile*", app)):
        for match in _SERVER_ROOT.finditer(tree.text(path) or ""):
            parts = match["path"].strip("/").split("/")
            for length in (1, 2):
                folder = "/".join(parts[-length:])
                if len(parts) > length and re.fullmatch(r"[\w.-]+(?:/[\w.-]+)?", folder) and any(tree.has(join(app, folder, name)) for name in FRONT):
                    return folder
    return ""


def folder_of(front: Evidence, app: str) -> str:
    folder = front.path.rpartition("/")[0] or "."
    return folder if app == "." else folder[len(app) + 1:] or "."


def _stated_root(tree: Tree, app: str, composer: Composer) -> str:
    extra = composer.data.get("extra")
    extra = extra if isinstance(extra, dict) else {}
    symfony, drupal = composer.section("extra", "symfony"), composer.section("extra", "drupal-scaffold", "locations")
    for value in (extra.get("public-dir"), symfony.get("public-dir"), drupal.get("web-root")):
        if isinstance(value, str) and re.fullmatch(r"[\w./-]+", value) and ".." not in value:
            return value.removeprefix("./").strip("/") or "."
    return "" if any(tree.has(join(app, folder, "index.php")) for folder in ("public", "web", "webroot")) else configured_root(tree, app)


_SETTINGS = re.compile(r"(?:^|/)(?:rector|ecs|config|settings|scoper\.inc|composer-[\w-]+|\.?php-cs-fixer(?:\.dist)?|\.php_cs(?:\.dist)?|deploy|server|autoload|bootstrap|constants|_ide_helper\w*)\.php$")
"""Files at the top that no visitor asks for."""


def _pages(tree: Tree, folder: str) -> tuple[str, ...]:
    return tree.glob("*.php", folder)


def detect(tree: Tree, folder: str) -> Detection | None:
    composer = read_composer(tree, folder)
    artisan, console = join(folder, "artisan"), join(folder, "bin/console")
    at = (Evidence(composer.path),) if composer.path else ()
    if composer.path and _served_by_another(tree, folder):
        return None
    if composer.path:
        framework = next((composer.requires[name] for name, _ in FRAMEWORKS if name in composer.requires), None)
        if framework and (tree.has(artisan) or tree.has(console) or document_root(tree, folder, _stated_root(tree, folder, composer))):
            return Detection("php", 95, (*framework.evidence, *at))
        if composer.requires or composer.php or document_root(tree, folder, _stated_root(tree, folder, composer)):
            return Detection("php", 85 if document_root(tree, folder) and composer.type not in ("library",) else 58, at)
        # Nothing but tools for development: the project is written in something else.
        return Detection("php", 58 if _pages(tree, folder) else 20, at)
    if _within(tree, folder):
        return None
    front = document_root(tree, folder)
    if front:
        return Detection("php", 72 if folder_of(front, folder) != "." or len(_pages(tree, folder)) > 1 else 66, (front,))
    pages = _pages(tree, folder)
    return Detection("php", 45, (Evidence(pages[0]),)) if pages and folder == "." else None


def _served_by_another(tree: Tree, folder: str) -> bool:
    """Whether a PHP application above has this directory inside its document root: it is a part of that site, with a manifest of its own."""
    while folder != ".":
        folder = folder.rpartition("/")[0] or "."
        front = document_root(tree, folder)
        if front and folder_of(front, folder) == "." and len(_pages(tree, folder)) > 1:
            return True
    return False


def _within(tree: Tree, folder: str) -> bool:
    """Whether a PHP application lies around this directory, which is then a part of it: its document root, its modules, its themes."""
    while folder != ".":
        folder = folder.rpartition("/")[0] or "."
        if tree.has(join(folder, "composer.json")) or document_root(tree, folder) or (folder == "." and _pages(tree, folder)):
            return True
    return False


def workspaces(tree: Tree, root: str) -> tuple[str, ...]:
    return ()


def manifest(tree: Tree, app: str, root: str) -> Manifest:
    composer, lock = read_composer(tree, app), read_lock(tree, app)
    name = composer.data.get("name")
    aside = {k: v for k, v in composer.requires_dev.items() if k not in composer.requires}
    return Manifest(composer.path or join(app, "composer.json"), name if isinstance(name, str) else "", composer.requires, MappingProxyType(aside), composer.scripts, lock.versions)


# --- versions ---------------------------------------------------------------------------------------------------------

def _versions(tree: Tree, app: str, root: str, composer: Composer, lock: Lock) -> tuple[Fact[str], ...]:
    """What is stated, a developer's own version file first; ahead of all the release line the locked packages need, where the stated range would choose another."""
    stated = [f for f in version_file(tree, app, root, ".php-version", ".phpversion") if re.match(r"\d", f.value)]
    if composer.platform_php and re.match(r"\d+\.\d+", composer.platform_php.value):
        # The platform a lockfile is made for is the oldest patch it must run on, not the one to run.
        value = composer.platform_php.value
        stated.append(composer.platform_php.with_value(f"~{value}" if value.count(".") >= 2 else value))
    stated += tool_versions(tree, app, root, "php")
    if composer.php:
        stated.append(composer.php)
    needed = _needed_by_lock(tree, stated, lock)
    return ((needed,) if needed else ()) + tuple(stated)


def _needed_by_lock(tree: Tree, stated: list[Fact[str]], lock: Lock) -> Fact[str] | None:
    bounds = [(p, p.requires[key]) for p in lock.packages for key in ("php", "php-64bit") if key in p.requires]
    if not bounds:
        return None
    first = stated[0].value if stated else ""
    try:
        chosen = pins.resolve("php", first) if first else None
    except Exception:
        chosen = None
    version = chosen.version if chosen else pins.recommended("php")["latest"]
    against = [(p, text) for p, text in bounds if not ext.admits(text, version)]
    if not against:
        return None
    for line in _by_preference():
        if all(ext.admits(text, line["latest"]) for _, text in bounds) and (not first or ext.admits(first, line["latest"])):
            package, text = against[0]
            at = line_of_requirement(tree, lock, package.name, "php")
            return Fact(line["releaseCycle"], (Evidence(at.path, at.line, f"{package.name} {package.version}: php {text}"[:120]),))
    return None


def _by_preference() -> list[dict[str, str]]:
    best = numbers(pins.recommended("php")["releaseCycle"], 2)
    lines = [line for line in pins.cycles("php")]
    return sorted(lines, key=lambda line: (numbers(line["releaseCycle"], 2) > best, abs(numbers(line["releaseCycle"], 2)[0] - best[0]), abs(numbers(line["releaseCycle"], 2)[1] - best[1])))


# --- extensions -------------------------------------------------------------------------------------------------------

def _extensions(tree: Tree, app: str, composer: Composer, lock: Lock) -> dict[str, Fact[str]]:
    """Every extension that is asked for, by whom: the manifest, a locked package, a package known to, or the code itself."""
    found: dict[str, Fact[str]] = {}
    for name, fact in composer.extensions.items():
        found.setdefault(name, fact.with_value("composer.json"))
    for package in lock.packages:
        for requirement in package.requires:
            name = ext.plain_name(requirement) if requirement.lower().startswith("ext-") else ""
            if name and name not in found and name not in ext.BUILT_IN:
                found[name] = Fact(package.name, (line_of_requirement(tree, lock, package.name, requirement),))
    if not lock.packages:
        for package_name, names in EXTENSIONS_OF.items():
            fact = composer.requires.get(package_name)
            for name in names if fact else ():
                found.setdefault(name, fact.with_value(package_name))  # type: ignore[union-attr]
    for name, at in source.extensions_used(tree, app, has_composer=bool(composer.path)).items():
        found.setdefault(name, Fact(f"{at.path}", (at,)))
    return found


def _wanted(composer: Composer, lock: Lock) -> dict[str, str]:
    """Extension → the releases all who ask for it admit, where they do not take any."""
    found: dict[str, list[str]] = {}
    for name, fact in composer.extensions.items():
        found.setdefault(name, []).append(fact.value)
    for package in lock.packages:
        for requirement, text in package.requires.items():
            if requirement.lower().startswith("ext-"):
                found.setdefault(ext.plain_name(requirement), []).append(text)
    narrow = {name: [t for t in texts if re.fullmatch(r"[\w.^~<>=|*, -]+", t) and t.strip() != "*"] for name, texts in found.items()}
    # Alternatives do not join by a space; the first that has none says most.
    return {name: " ".join(t for t in texts if "|" not in t) or texts[0] for name, texts in narrow.items() if name and texts}


# --- the reading ------------------------------------------------------------------------------------------------------

def read(tree: Tree, app: str, root: str, found: Manifest) -> Reading:
    composer, lock = read_composer(tree, app), read_lock(tree, app)
    front = document_root(tree, app, _stated_root(tree, app, composer)) if not _NO_APP.match(composer.type) or any(name in composer.requires for name, _ in FRAMEWORKS) else None
    if front and folder_of(front, app) == "." and composer.type == "library":
        front = None
    pages = _pages(tree, app)
    proof = tuple(Evidence(p) for p in (composer.path, lock.path) if p) or ((front,) if front else tuple(Evidence(p) for p in pages[:1]))
    traits: dict[str, Fact[str]] = {}
    if front:
        traits["php.document_root"] = Fact(folder_of(front, app), (front,))
    elif pages and (not composer.path or composer.type == "project") and not all(_SETTINGS.search(p) for p in pages):
        front = Evidence(pages[0])
        traits["php.document_root"] = Fact(".", (front,))
    needed = _extensions(tree, app, composer, lock)
    if needed:
        traits["php.extensions"] = Fact(" ".join(sorted(needed)), tuple(dict.fromkeys(e for f in needed.values() for e in f.evidence))[:10])
        wanted = _wanted(composer, lock)
        if wanted:
            traits["php.extension_releases"] = traits["php.extensions"].with_value("\n".join(f"{n} {v}" for n, v in sorted(wanted.items())))
    packages: list[Fact[SystemPackage]] = []
    for name in sorted(needed):
        for phase in ("build", "run"):
            packages += [needed[name].with_value(SystemPackage(p, phase, f"ext-{name}")) for p in ext.packages((name,), phase)]  # type: ignore[arg-type]
    paths, hosts = path_repositories(composer), private_repositories(composer)
    if paths:
        traits["composer.paths"] = Fact(" ".join(paths), (tree.key(composer.path, "repositories"),))
    if hosts:
        traits["composer.hosts"] = Fact(" ".join(hosts), (tree.key(composer.path, "repositories"),))
    if "predis/predis" in composer.requires and "redis" not in needed:
        traits["php.redis_client"] = composer.requires["predis/predis"].with_value("predis")
    framework = next(((name, title) for name, title in FRAMEWORKS if name in composer.requires), None)
    if framework:
        traits["php.framework"] = composer.requires[framework[0]].with_value(framework[1])
    writable = source.kept_empty(tree, app)
    if writable:
        traits["php.writable"] = Fact(" ".join(e.path.rpartition("/")[0] if app == "." else e.path.rpartition("/")[0][len(app) + 1:] for e in writable), writable)
    traits |= read_assets(tree, app)
    services = source.services_used(tree, app) if not framework or framework[1] not in ("Laravel", "Lumen", "Symfony") else ()
    manager = Fact(PackageManager("composer", "", lock.path), proof) if composer.path else Fact(PackageManager("none"), proof or (Evidence(app),))
    port = _served_port(tree, app, composer)
    return Reading(
        language=Fact("php", proof or (Evidence(app),)), package_manager=manager, runtimes=_versions(tree, app, root, composer, lock), framework_version=_framework_version(framework, composer, lock),
        commands=MappingProxyType(commands(tree, app, composer, front, traits)), entry=Fact(front.path if app == "." else front.path[len(app) + 1:], (front,)) if front else None,
        port=port if front else None, health_path=source.health_route(tree, app), services=(*services, *_sqlite(composer, services)),
        system_packages=tuple(packages), traits=MappingProxyType(traits), notices=_notices(tree, composer, lock, needed),
    )


def _framework_version(framework: tuple[str, str] | None, composer: Composer, lock: Lock) -> Fact[str] | None:
    if framework is None:
        return None
    fact = composer.requires[framework[0]]
    return fact.with_value(lock.versions.get(framework[0], fact.value))


def _served_port(tree: Tree, app: str, composer: Composer) -> Fact[int]:
    return assume(PORT, "where the web server in front of PHP listens; below 1024 it would need root", "là où écoute le serveur web devant PHP ; sous 1024, il lui faudrait root")


def _sqlite(composer: Composer, services: tuple[Fact[ServiceUse], ...]) -> tuple[Fact[ServiceUse], ...]:
    fact = composer.extensions.get("pdo_sqlite") or composer.extensions.get("sqlite3")
    return (fact.with_value(ServiceUse("sqlite", "", "pdo_sqlite")),) if fact and not services and not {"doctrine/dbal", "laravel/framework"} & set(composer.requires) else ()


def _notices(tree: Tree, composer: Composer, lock: Lock, needed: dict[str, Fact[str]]) -> tuple[Notice, ...]:
    out: list[Notice] = []
    if composer.requires and not lock.path:
        out.append(Notice("warning", "lockfile", Text("composer.lock is missing: installs are not reproducible; run composer update and commit it",
                                                      "composer.lock est absent : les installations ne sont pas reproductibles ; lancez composer update et versionnez-le"), (Evidence(composer.path),)))
    provided = {name for package in lock.packages for name in (package.name,)} | _replaced(tree, lock)
    absent = [name for name in composer.requires if lock.packages and name not in provided]
    if absent:
        out.append(Notice("error", "lockfile", Text(f"composer.lock does not know {', '.join(absent[:5])}: run composer update", f"composer.lock ne connaît pas {', '.join(absent[:5])} : lancez composer update"),
                          tuple(composer.requires[name].evidence[0] for name in absent[:5])))
    strangers = ext.unknown(n for n in needed if n not in ext.BUILT_IN and n not in ext.DEVELOPMENT)
    if strangers:
        names = ", ".join(f"ext-{n}" for n in strangers)
        out.append(Notice("warning", "extension", Text(f"how {names} is built for the official image is not known here: add it to the Dockerfile's base stage yourself",
                                                       f"la construction de {names} pour l'image officielle n'est pas connue ici : ajoutez-la vous-même à l'étape base du Dockerfile"),
                          tuple(e for n in strangers for e in needed[n].evidence)[:5]))
    return tuple(out)


def _replaced(tree: Tree, lock: Lock) -> set[str]:
    """What locked packages stand in for (``replace``, ``provide``)."""
    data = tree.data(lock.path) if lock.path else None
    rows = data.get("packages") if isinstance(data, dict) else None
    found: set[str] = set()
    for row in rows if isinstance(rows, list) else ():
        for section in ("replace", "provide"):
            names = row.get(section) if isinstance(row, dict) else None
            found |= {n.lower() for n in names if isinstance(n, str)} if isinstance(names, dict) else set()
    return found
