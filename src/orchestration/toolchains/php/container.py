"""A PHP app's image: extensions compiled once, Composer's packages without development's, Apache as an ordinary user."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable

from ... import pins
from ...kits import kit
from ...model.command import Command
from ...model.container import CacheMount, ContainerFacts, Copy, ImageRef, RunStep, SecretMount
from ...model.errors import BadValue
from ...model.profile import Profile
from ...model.text import Text
from ...pins.tables import numbers
from ..assets import AssetInstall, asset_install, build_script, script
from . import extensions as ext
from .commands import SERVER

APACHE, INI = "docker/apache.conf", "docker/php.ini"
NOT_NEEDED = re.compile(
    r"^(?:\.(?!htaccess$|npmrc$|yarnrc|browserslistrc|babelrc|postcssrc|nvmrc|node-version|well-known/)|Dockerfile|Containerfile|(?:docker-)?compose[\w.-]*\.ya?ml$|docker/|tests?/|spec/|docs?/|coverage/|README|LICEN[CS]E|COPYING|"
    r"CHANGELOG|CONTRIBUTING|CODE_OF_CONDUCT|SECURITY|UPGRADE|Procfile|Makefile$|Taskfile|Vagrantfile|app\.json$|node_modules/|vendor/|infra/|terraform/|k8s/|kubernetes/|helm/|charts/|ansible/|phpunit\.|phpstan|psalm|rector\.php$|ecs\.php$|"
    r"phpcs|captainhook\.json|grumphp|infection\.json|codeception\.|behat\.|deptrac|qodana|sonar-|renovate\.json|crowdin\.|.*\.md$)", re.I)
COMPOSER_HOME = "/tmp/composer"


def image(version: str, variant: str) -> ImageRef:
    """The newest patch of the release line: what runs on one runs on all of them, and only the newest has the fixes.

    Raises:
        BadValue: a PHP whose last images were made on a Debian that is no longer kept.
    """
    line = numbers(version, 2)
    if line < (7, 3):
        raise BadValue(Text(f"the last images of PHP {version} were made on a Debian release that gets no updates", f"les dernières images de PHP {version} reposent sur une version de Debian sans mises à jour"),
                       Text("move the project to a supported PHP (config.platform.php or require.php in composer.json)", "passez le projet à un PHP maintenu (config.platform.php ou require.php dans composer.json)"))
    oldest = "bookworm" if line >= (8, 0) else "bullseye"
    if not any(tag.startswith(f"{line[0]}.{line[1]}.") for tag in pins.table("images")["images"]["php"]):
        newest = next((c["latest"] for c in pins.cycles("php") if numbers(c["releaseCycle"], 2) == line), version)
        return pins.image("php", newest, (f"{variant}-{oldest}",))
    return pins.image("php", f"{line[0]}.{line[1]}", (f"{variant}-trixie", f"{variant}-bookworm"))


def composer_image(version: str) -> ImageRef:
    """Composer itself: the long-term 2.2 for a PHP that later ones do not run on."""
    return pins.image("composer", "2" if numbers(version, 3) >= (7, 2, 5) else "2.2")


def http_probe(port: int, path: str, known: bool) -> Command:
    """By PHP itself; where no route is known to answer 200, any answer that is no error of the server's own counts."""
    below = 400 if known else 500
    code = f"$h = @get_headers('http://127.0.0.1:' . (getenv('PORT') ?: {port}) . {_php(path)}, false, stream_context_create(['http' => ['follow_location' => 0, 'timeout' => 4]])); exit($h && (int) substr($h[0], 9, 3) < {below} ? 0 : 1);"
    return Command("php", "-r", code)


def _php(text: str) -> str:
    """A path as a literal of PHP; anything but harmless characters becomes the root."""
    return f"'{text}'" if re.fullmatch(r"/[\w./~-]*", text) else "'/'"


def extensions_of(profile: Profile) -> tuple[str, ...]:
    """What the image must be given: what is asked for by name, and the drivers of the databases there are."""
    assert profile.runtime
    names = set(profile.trait("php.extensions").split())
    if profile.uses("postgresql") and not names & {"pgsql", "pdo_pgsql"}:
        names.add("pdo_pgsql")
    if (profile.uses("mysql") or profile.uses("mariadb")) and not names & {"mysqli", "pdo_mysql"}:
        names.add("pdo_mysql")
    if (profile.uses("redis") or profile.uses("valkey")) and not profile.trait("php.redis_client"):
        names.add("redis")
    if profile.uses("memcached"):
        names.add("memcached")
    if profile.uses("mongodb"):
        names.add("mongodb")
    if any(p.value.kind in ("worker", "cron") for p in profile.processes):
        # Without it a worker cannot be told to finish its job and end.
        names.add("pcntl")
    return ext.known(ext.missing(names, profile.runtime.value.version))


def releases_of(profile: Profile) -> dict[str, str]:
    """Extension → the releases the project admits."""
    return dict(line.split(" ", 1) for line in profile.trait("php.extension_releases").split("\n") if " " in line)


def composer(*argv: str) -> Command:
    """Composer as root in a build: with plugins, as the lockfile was made, and without a question."""
    return Command("env", "COMPOSER_ALLOW_SUPERUSER=1", "composer", *argv, "--no-interaction")


def _install(profile: Profile, *options: str, why: Text) -> RunStep:
    secrets = (SecretMount("composer_auth", env="COMPOSER_AUTH"),) if profile.trait("composer.hosts") else ()
    return RunStep((composer("install", "--no-progress", "--prefer-dist", *options),), why, (CacheMount("/root/.composer/cache", "composer"),), secrets)


def container(profile: Profile) -> ContainerFacts:
    """
    Raises:
        BadValue: a PHP no kept image exists of.
    """
    assert profile.runtime
    version = profile.runtime.value.version
    root = profile.trait("php.document_root")
    is_web = bool(root) and profile.port is not None
    base = image(version, "apache" if is_web else "cli")
    names = extensions_of(profile)
    manager = profile.package_manager.value if profile.package_manager else None
    has_composer = manager is not None and manager.id == "composer"
    has_lock = bool(manager and manager.lockfile)
    setup = [RunStep((Command("cp", "/usr/local/etc/php/php.ini-production", "/usr/local/etc/php/php.ini"), *ext.commands(names, version, releases_of(profile))), Text(
        "PHP's own settings for production" + (", and the extensions the project needs." if names else "."), "Les réglages de PHP pour la production" + (", et les extensions dont le projet a besoin." if names else ".")))]
    assets = asset_install(profile) if profile.trait("assets.manager") and build_script(profile.traits) else None
    tools: list[tuple[ImageRef, Copy]] = []
    if has_composer:
        tools.append((composer_image(version), Copy(("/usr/bin/composer",), "/usr/local/bin/")))
    copies: list[Copy] = []
    verify: tuple[RunStep, ...] = ()
    install: list[RunStep] = []
    build: list[RunStep] = []
    if has_composer:
        names_of = [n for n in ("composer.json", "composer.lock" if has_lock else "", "symfony.lock", "auth.json") if n and n in profile.entries and n != "auth.json"]
        copies.append(Copy(tuple(names_of), "./"))
        copies += [Copy((path + "/",), path + "/") for path in (*profile.trait("composer.paths").split(), *(("patches",) if "patches/" in profile.entries else ())) if re.fullmatch(r"[\w./-]+", path) and ".." not in path.split("/")]
        if has_lock:
            verify = (RunStep((composer("validate", "--no-check-all", "--no-check-publish"),), Text("Fails where composer.lock does not agree with composer.json.", "Échoue si composer.lock ne correspond pas à composer.json.")),)
        install.append(_install(profile, "--no-scripts", "--no-autoloader", why=Text("Exactly what composer.lock says; scripts wait for the sources.", "Exactement ce que dit composer.lock ; les scripts attendent les sources.") if has_lock
                                else Text("No composer.lock: the newest versions composer.json admits.", "Sans composer.lock : les versions les plus récentes admises par composer.json.")))
        build.append(_install(profile, "--no-dev", "--no-scripts", "--optimize-autoloader", why=Text("Development's packages go; what is loaded is found by one map.", "Les paquets de développement partent ; une seule table dit où tout se trouve.")))
    if assets:
        tools += _node(assets)
        setup += _node_setup(profile, assets)
        copies.append(Copy(assets.manifests, "./"))
        install.append(assets.install)
        build.append(RunStep((script(profile, build_script(profile.traits)), Command("rm", "-rf", "node_modules")), Text("Scripts and styles for browsers, with Composer's packages beside them.", "Scripts et styles pour les navigateurs, avec les paquets de Composer à côté.")))
    # What belongs to the framework, its own stack knows better.
    known = tuple(profile.trait("php.framework_writes").split())
    empty = [d for d in profile.trait("php.writable").split() if d not in known and not d.startswith(tuple(k + "/" for k in known))]
    if empty:
        build.append(emptied(empty))
    outputs = [Copy(("/usr/local/etc/php/",), "/usr/local/etc/php/")]
    if names:
        outputs.append(Copy(("/usr/local/lib/php/extensions/",), "/usr/local/lib/php/extensions/"))
    outputs.append(Copy(("/app/",), "./"))
    port = profile.port.value if profile.port else 8080
    folder = "/app" if root in ("", ".") else f"/app/{root}"
    dev = _dev(profile, root or ".", port) if is_web else None
    context = tuple(e for e in profile.entries if not NOT_NEEDED.match(e)) + (() if has_composer else tuple(e for e in profile.entries if e == "vendor/"))
    manifests = tuple(dict.fromkeys(source for c in copies for source in c.sources))
    files = ((APACHE, kit("php/apache.conf")), (INI, kit("php/app.ini"))) if is_web else ((INI, kit("php/app.ini")),)
    kits = ((Copy((APACHE,), "/etc/apache2/apache2.conf"),) if is_web else ()) + (Copy((INI,), "/usr/local/etc/php/conf.d/zz-app.ini"),)
    build_packages = sorted({*ext.packages(names, "build", version), *(("git", "unzip") if has_composer else ()), *(f.value.name for f in profile.system_packages if f.value.phase == "build" and not f.value.because.startswith("ext-"))})
    run_packages = sorted({*ext.packages(names, "run", version), *(f.value.name for f in profile.system_packages if f.value.phase == "run" and not f.value.because.startswith("ext-"))})
    start = profile.command("start") or next((p.value.command for p in profile.processes if p.value.kind in ("web", "worker")), None)
    return ContainerFacts(
        build_image=base, runtime_image=base, command=SERVER if is_web else start or Command("php", profile.entry.value if profile.entry else "index.php"),
        manifests=tuple(copies), setup=tuple(setup), verify=verify, install=tuple(install), sources=(Copy(("./",), "./"),), build=tuple(build), outputs=tuple(outputs), final_sources=kits,
        run_env={**({"PORT": str(port), "APACHE_DOCUMENT_ROOT": folder} if is_web else {})}, build_packages=tuple(build_packages), run_packages=tuple(run_packages), tools=tuple(tools),
        probe=http_probe(port, profile.health_path.value if profile.health_path else "/", profile.health_path is not None) if is_web else None, dev_command=dev,
        writable=("/tmp", *(f"/app/{d}" for d in empty)), stop_signal="SIGWINCH" if is_web else "", context=(*manifests, *(c for c in context if c not in manifests)),
        files=files, notices=_notices(names, version, releases_of(profile)),
    )


def emptied(directories: Iterable[str]) -> RunStep:
    """Directories the final image makes for the app's user: copied over, they would be root's again."""
    return RunStep((Command("rm", "-rf", *directories),), Text("What the app writes to is made in the final stage, for its user.", "Ce que l'application écrit est créé dans l'étape finale, pour son utilisateur."))


def _dev(profile: Profile, root: str, port: int) -> Command:
    """PHP's own server, reachable from outside; the class map is made where the sources are there."""
    serve = profile.trait("php.serve") or shlex.join(("php", "-S", f"0.0.0.0:{port}", "-t", root))
    has_composer = profile.package_manager is not None and profile.package_manager.value.id == "composer"
    return Command.shell(f"composer dump-autoload --no-scripts && exec {serve}") if has_composer else Command.shell(serve)


def _node(assets: AssetInstall) -> list[tuple[ImageRef, Copy]]:
    """Node beside PHP: front-end builds read Composer's packages and call the framework, so neither can build alone."""
    if assets.image.name == "oven/bun":
        return [(assets.image, Copy(("/usr/local/bin/bun",), "/usr/local/bin/"))]
    return [(assets.image, Copy(("/usr/local/bin/node",), "/usr/local/bin/")), (assets.image, Copy(("/usr/local/lib/node_modules/",), "/usr/local/lib/node_modules/"))]


def _node_setup(profile: Profile, assets: AssetInstall) -> list[RunStep]:
    why = Text("Node's commands, where its packages look for them.", "Les commandes de Node, là où ses paquets les cherchent.")
    if assets.image.name == "oven/bun":
        return [RunStep((Command("ln", "-s", "/usr/local/bin/bun", "/usr/local/bin/bunx"),), why)]
    links = tuple(Command("ln", "-s", f"../lib/node_modules/npm/bin/{name}-cli.js", f"/usr/local/bin/{name}") for name in ("npm", "npx"))
    return [RunStep(links, why), *assets.setup]


def _notices(names: tuple[str, ...], version: str, wanted: dict[str, str]) -> tuple[Text, ...]:
    loose = ext.unpinned(names, version, wanted)
    if not loose:
        return ()
    listed = ", ".join(loose)
    return (Text(f"the newest release of {listed} is installed from PECL: no table here pins one for PHP {version}", f"la version la plus récente de {listed} est installée depuis PECL : aucune table n'en épingle une pour PHP {version}"),)
