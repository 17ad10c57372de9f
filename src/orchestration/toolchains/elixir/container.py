"""An Elixir release's image: compiled in the publisher's image, then run on the same Debian without Elixir in it."""

from __future__ import annotations

import posixpath
import re

from ... import pins
from ...model.command import Command
from ...model.container import CacheMount, ContainerFacts, Copy, ImageRef, RunStep
from ...model.errors import BadValue
from ...model.profile import Profile
from ...model.text import Text
from ..assets import asset_install
from ..debian import connect_probe, slim, tcp_probe
from .dependencies import COMPILES_C

_NOT_SOURCE = re.compile(
    r"^(?:\.(?!formatter\.exs$).*|docs?/|test/|deploy/|docker/|k8s/|helm/|charts/|terraform/|infra/|_build/|deps/|doc/|cover/|node_modules/|.*Dockerfile.*|(?:docker-)?compose[\w.-]*\.ya?ml|Makefile|justfile|"
    r"(?!README).*\.md|LICEN[CS]E.*|.*\.env|coveralls\.json|fly\.toml|app\.json|Procfile|mise\.toml|elixir_buildpack\.config|phoenix_static_buildpack\.config|compile|renovate\.json)$")
_OTP_OF_OLD = ((15, "26"), (14, "25"))
"""The newest release of Erlang/OTP that images of an Elixir line were made with, where the table holds no tag of it any more
(Elixir's documentation, "Compatibility and deprecations")."""


def image(profile: Profile, slim_variant: bool = True) -> ImageRef:
    """The publisher's image with the OTP release the project states, where there is one with it; else the newest OTP of that Elixir."""
    assert profile.runtime
    version, stated = profile.runtime.value.version, profile.trait("elixir.otp")
    tags = pins.table("images")["images"]["elixir"]
    there = sorted({int(m[1]) for tag in tags if (m := re.fullmatch(rf"{re.escape(version)}-otp-(\d+)-slim", tag))}, reverse=True)
    order = [int(stated)] if stated and int(stated) in there else []
    otps = [str(n) for n in dict.fromkeys((*order, *there))]
    minor = re.match(r"1\.(\d+)", version)
    if not otps and minor:
        otps = [stated or next((otp for line, otp in _OTP_OF_OLD if int(minor[1]) >= line), "")]
    end = "-slim" if slim_variant else ""
    return pins.image("elixir", version, tuple(f"otp-{otp}{end}" if otp else end.strip("-") for otp in otps) or (end.strip("-"),))


def locked_check(version: str) -> tuple[str, ...]:
    """``--check-locked`` fails where mix.lock would change; Mix has it since 1.15 (elixir-lang/elixir#12184)."""
    found = re.match(r"1\.(\d+)", version)
    return ("--check-locked",) if not found or int(found[1]) >= 15 else ()


def probe(profile: Profile) -> Command | None:
    """By bash: a release holds no client one could ask with, and starting a second Erlang each time would cost a second of processor."""
    if profile.port is None:
        return None
    variable = "PORT" if any(f.value.name == "PORT" for f in profile.env) else ""
    return tcp_probe(profile.port.value, profile.health_path.value, variable) if profile.health_path else connect_probe(profile.port.value, variable)


def container(profile: Profile) -> ContainerFacts:
    """
    Raises:
        BadValue: it is no application, an umbrella without a release, or its production settings are fixed while it is compiled.
    """
    start = profile.command("start")
    if profile.runtime is None or start is None:
        raise BadValue(Text(f"{profile.path} starts no application: mix.exs names no module to start", f"{profile.path} ne démarre aucune application : mix.exs ne nomme aucun module à démarrer"))
    if profile.trait("mix.no_release"):
        raise BadValue(Text(f"the umbrella {profile.path} has no release, and which of its applications belong into one is its authors' decision", f"le projet parapluie {profile.path} n'a pas de release, et le choix de ses applications revient à ses auteurs"),
                       Text("add it to mix.exs: releases: [my_app: [applications: [my_app_web: :permanent]]]", "ajoutez-la dans mix.exs : releases: [my_app: [applications: [my_app_web: :permanent]]]"))
    if settings := profile.traits.get("mix.compiled"):
        raise BadValue(Text(f"{settings.source} reads the environment while the release is compiled: secrets would end up in the image, and the values of the place it runs in would never be read",
                            f"{settings.source} lit l'environnement pendant la compilation : des secrets se retrouveraient dans l'image, et les valeurs du lieu d'exécution ne seraient jamais lues"),
                       Text("move those lines to config/runtime.exs, which a release reads each time it starts (Elixir 1.11 and later)", "déplacez ces lignes dans config/runtime.exs, qu'une release lit à chaque démarrage (Elixir 1.11 et ultérieur)"))
    base = image(profile)
    release = profile.trait("mix.release")
    # Mix knows a name only where the project states one; without, it makes the application's own release.
    named = (release,) if profile.trait("mix.releases") else ()
    has_lock = bool(profile.package_manager and profile.package_manager.value.lockfile)
    inside = lambda path: posixpath.relpath(path, profile.path)  # noqa: E731
    apps = [inside(a) for a in profile.trait("mix.apps").split("\n") if a]
    config = [n for n in profile.trait("mix.config").split("\n") if n]
    paths = [p.strip("/") + "/" for p in profile.trait("mix.paths").split("\n") if p]
    manifests = (Copy(("mix.exs", *(("mix.lock",) if has_lock else ())), "./"), *(Copy((f"{a}/mix.exs",), f"./{a}/") for a in apps),
                 *((Copy(tuple(f"config/{n}" for n in config), "./config/"),) if config else ()), *(Copy((p,), f"./{p}") for p in paths))
    hex_cache = (CacheMount("/root/.hex/packages", "hex"), CacheMount("/root/.cache/rebar3", "rebar3"))
    setup = (RunStep((Command("mix", "local.hex", "--force"), Command("mix", "local.rebar", "--force")), Text("Elixir's package manager and Erlang's build tool.", "Le gestionnaire de paquets d'Elixir et l'outil de construction d'Erlang.")),)
    check = locked_check(profile.runtime.value.version) if has_lock else ()
    # Without dependencies there is nothing Hex would be asked for.
    needs_hex = bool(has_lock or (profile.package_manager and profile.package_manager.value.needs_lockfile))
    fetch = RunStep((Command("env", "MIX_ENV=prod", "mix", "deps.get", "--only", "prod", *check),), Text(
        "Exactly what mix.lock says" + ("; fails where it does not agree with mix.exs." if check else "."),
        "Exactement ce que dit mix.lock" + (" ; échoue s'il ne correspond pas à mix.exs." if check else ".")) if has_lock else Text("No mix.lock: the newest versions mix.exs admits.", "Sans mix.lock : les versions les plus récentes admises par mix.exs."), hex_cache)
    # An umbrella's applications are each other's dependencies, and their sources are not here yet.
    compile_ = () if apps else (RunStep((Command("env", "MIX_ENV=prod", "mix", "deps.compile"),), Text("Dependencies, again only where these files change.", "Les dépendances, recompilées seulement si ces fichiers changent."), hex_cache),)
    node = asset_install(profile) if profile.trait("assets.manager") else None
    tools = ()
    if node:
        place = "/usr/local/bin/bun" if profile.trait("assets.manager") == "bun" else "/usr/local/"
        tools = ((node.image, Copy((place,), "/usr/local/bin/" if place.endswith("bun") else "/usr/local/")),)
    steps = [RunStep((Command("mix", "compile"),), Text("The project itself.", "Le projet lui-même.")), *_assets(profile, node), RunStep((Command("mix", "release", *named, "--path", "/out"),), Text(
        "The program with the Erlang it runs on, and nothing else.", "Le programme avec l'Erlang qui l'exécute, et rien d'autre."))]
    sources = tuple(e for e in profile.entries if not _NOT_SOURCE.match(e))
    single = tuple(e for e in sources if not e.endswith("/"))
    native = {f.value.name for f in profile.system_packages if f.value.phase == "build"}
    git = {"git", "ca-certificates"} if profile.trait("mix.git") else {"ca-certificates"} if profile.trait("mix.assets.deploy") else set()
    compiler = {"build-essential"} if any(f.value.phase == "build" for f in profile.system_packages) or profile.trait("mix.native") else set()
    port = profile.port.value if profile.port else 0
    # Its own Debian, since a release carries an Erlang that is linked against that one's libraries.
    runtime = slim(base.os.removeprefix("debian-")) if base.os.startswith("debian-") else base
    notices: list[Text] = []
    if not has_lock and profile.package_manager and profile.package_manager.value.needs_lockfile:
        notices.append(Text("there is no mix.lock: run mix deps.get and commit it, or every build takes what is newest", "il n'y a pas de mix.lock : lancez mix deps.get et versionnez-le, sinon chaque construction prend le plus récent"))
    if profile.trait("mix.rust"):
        notices.append(Text("native/ is compiled by Rust, which this image does not hold: use rustler_precompiled, or add the compiler to the build stage", "native/ est compilé par Rust, absent de cette image : utilisez rustler_precompiled, ou ajoutez le compilateur à l'étape de construction"))
    # Distribution opens a port mapper and a node to whoever knows the cookie; a script of the project's own that asks for it still wins.
    run_env = {"LANG": "C.UTF-8", "HOME": "/tmp", "RELEASE_TMP": "/tmp"} | ({} if profile.trait("mix.env_script") else {"RELEASE_DISTRIBUTION": "none"})
    return ContainerFacts(
        build_image=base,
        runtime_image=runtime,
        # A release holds no mix, whatever starts it in a checkout.
        command=Command(profile.trait("mix.server")) if profile.trait("mix.server") else Command(f"/app/bin/{release}", "start"),
        manifests=manifests,
        setup=setup if needs_hex else (),
        install=(fetch, *compile_) if needs_hex else (),
        sources=(*(Copy((s,), f"./{s}") for s in sources if s.endswith("/")), *((Copy(single, "./"),) if single else ())),
        build=tuple(steps),
        outputs=(Copy(("/out/",), "/app/"),),
        build_env={"MIX_ENV": "prod", "LANG": "C.UTF-8"},
        run_env=run_env | ({"PORT": str(port)} if port and any(f.value.name == "PORT" for f in profile.env) else {}),
        build_packages=tuple(sorted({*native, *git, *compiler})),
        run_packages=tuple(sorted({"ca-certificates", "libncurses6", "libstdc++6", "openssl", *(f.value.name for f in profile.system_packages if f.value.phase == "run")})) if runtime is not base else (),
        probe=probe(profile),
        writable=("/tmp",),
        context=sources,
        never=("**/_build", "**/deps", "**/.elixir_ls"),
        memory="512m",
        tools=tools,
        notices=tuple(notices),
    )


def _assets(profile: Profile, node) -> list[RunStep]:
    """Scripts and styles as the project's own alias makes them, with its packages from npm before."""
    folder = profile.trait("assets.folder", ".")
    inner = posixpath.relpath(profile.trait("mix.assets.deploy.folder", profile.path), profile.path)
    within = ("env", "-C", posixpath.normpath(posixpath.join("/app", inner))) if inner != "." else ()
    steps: list[RunStep] = []
    if node:
        steps += node.setup
        commands = tuple(Command("env", "-C", f"/app/{folder}", *c.argv) for c in node.install.commands)
        steps.append(RunStep(commands, node.install.why, node.install.caches))
    why = Text("Scripts and styles for browsers.", "Scripts et styles pour les navigateurs.")
    deploy = profile.trait("mix.assets.deploy")
    if deploy:
        steps.append(RunStep((Command(*within, "mix", "assets.deploy"),), why))
    else:
        script = next((n for n in ("deploy", "build") if f"assets.script.{n}" in profile.traits), "") if node else ""
        if script:
            steps.append(RunStep((Command("env", "-C", f"/app/{folder}", profile.trait("assets.manager", "npm"), "run", script),), why))
        if profile.trait("mix.digest"):
            steps.append(RunStep((Command("mix", "phx.digest"),), Text("Names that carry a hash, so that browsers may keep them.", "Des noms portant une empreinte, pour que les navigateurs les gardent.")))
    return steps


__all__ = ["COMPILES_C", "container", "image", "locked_check", "probe"]
