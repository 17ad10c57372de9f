"""A Deno program's image: dependencies in a layer of their own, then the sources, and the same Deno to run them."""

from __future__ import annotations

import posixpath
import re

from ... import pins
from ...model.command import Command
from ...model.container import ContainerFacts, Copy, ImageRef, RunStep
from ...model.errors import BadValue
from ...model.profile import Profile
from ...model.text import Text

CACHE = "/deno-dir"
"""The publisher's own DENO_DIR."""
_NOT_SOURCE = re.compile(
    r"^(?:\..*|docs?/|tests?/|examples?/|deploy/|docker/|k8s/|helm/|terraform/|infra/|node_modules/|_fresh/|coverage/|.*Dockerfile.*|(?:docker-)?compose[\w.-]*\.ya?ml|Makefile|justfile|.*\.md|LICEN[CS]E.*|.*\.env"
    r"|mise\.toml|fly\.toml|Procfile|renovate\.json|.*(?:_test|\.test)\.[jt]sx?)$", re.I)


def image(profile: Profile) -> ImageRef:
    assert profile.runtime
    return pins.image("denoland/deno", profile.runtime.value.version, ("debian",))


def modern(version: str) -> bool:
    """``deno install`` reads deno.json since Deno 2; before, only ``deno cache`` of an entry fills the cache."""
    return not re.match(r"[01]\.", version)


def probe(profile: Profile) -> Command | None:
    """Asks by Deno itself, allowed to reach this one address only (``deno eval`` would be allowed everything)."""
    if profile.port is None:
        return None
    port = profile.port.value
    reads = any(f.value.name == "PORT" for f in profile.env)
    path = re.sub(r"[^\w/.~:@%+,=&?-]", "", profile.health_path.value, flags=re.A) if profile.health_path else "/"
    limit = 400 if profile.health_path else 500
    where = f"(Deno.env.get('PORT')||{port})" if reads else str(port)
    code = f"data:text/javascript,fetch('http://127.0.0.1:'+{where}+'{path}',{{redirect:'manual'}}).then(r=>Deno.exit(r.status<{limit}?0:1),()=>Deno.exit(1))"
    return Command("deno", "run", "--quiet", "--no-prompt", "--no-config", "--no-lock", "--allow-net=127.0.0.1", *(("--allow-env=PORT",) if reads else ()), code)


def container(profile: Profile) -> ContainerFacts:
    """
    Raises:
        BadValue: nothing says what is started.
    """
    start = profile.command("start")
    if profile.runtime is None or profile.entry is None or start is None:
        raise BadValue(Text(f"nothing in {profile.path} says what Deno starts", f"rien dans {profile.path} n'indique ce que Deno démarre"),
                       Text("write a start task in deno.json: deno run --allow-net main.ts", "écrivez une tâche start dans deno.json : deno run --allow-net main.ts"))
    base = image(profile)
    lock = profile.package_manager.value.lockfile if profile.package_manager else ""
    inner = posixpath.relpath(profile.path, profile.root)
    home = posixpath.normpath(posixpath.join("/app", inner))
    frozen = ("--frozen",) if lock else ()
    inside = lambda path: posixpath.relpath(path, profile.root)  # noqa: E731
    listed = [inside(m) for m in profile.trait("deno.manifests").split("\n") if m] + ([inside(lock)] if lock else [])
    folders = dict.fromkeys(posixpath.dirname(m) for m in listed)
    manifests = tuple(Copy(tuple(m for m in listed if posixpath.dirname(m) == f), f"./{f}/" if f else "./") for f in folders) if modern(profile.runtime.value.version) else ()
    install = (RunStep((Command("deno", "install", *frozen),), Text(
        "npm's and jsr's packages, again only where these files change." + (" Fails where deno.lock does not agree with them." if lock else ""),
        "Paquets npm et jsr, refaits seulement si ces fichiers changent." + (" Échoue si deno.lock ne leur correspond pas." if lock else ""))),) if manifests else ()
    steps = []
    within = ("env", "-C", home) if inner != "." else ()
    if "build" in profile.commands:
        steps.append(RunStep((Command(*within, "deno", "task", "build"),), Text("The project's own build.", "La construction du projet.")))
    steps.append(RunStep((Command(*within, "deno", "cache", *(frozen if modern(profile.runtime.value.version) else ()), profile.entry.value),), Text(
        "Modules imported by address, and everything compiled once rather than at every start.", "Modules importés par adresse, et tout est compilé une fois plutôt qu'à chaque démarrage.")))
    entries = profile.root_entries or profile.entries
    sources = tuple(e for e in entries if not _NOT_SOURCE.match(e))
    single = tuple(e for e in sources if not e.endswith("/"))
    port = profile.port.value if profile.port else 0
    own = {key.removeprefix("start.env."): fact.value for key, fact in profile.traits.items() if key.startswith("start.env.")}
    run_env = {"DENO_DIR": CACHE, "DENO_NO_UPDATE_CHECK": "1", "DENO_NO_PROMPT": "1"} | ({"PORT": str(port)} if port and any(f.value.name == "PORT" for f in profile.env) else {}) | own
    return ContainerFacts(
        build_image=base,
        runtime_image=base,
        command=start,
        manifests=manifests,
        install=install,
        sources=(*(Copy((s,), f"./{s}") for s in sources if s.endswith("/")), *((Copy(single, "./"),) if single else ())),
        build=tuple(steps),
        outputs=(Copy((f"{CACHE}/",), f"{CACHE}/"), Copy(("/app/",), "/app/")),
        build_env={"DENO_DIR": CACHE, "DENO_NO_UPDATE_CHECK": "1"},
        run_env=run_env,
        probe=probe(profile),
        writable=("/tmp",),
        # The publisher's Debian image brings tini at this place (denoland/deno_docker, debian.dockerfile).
        entrypoint=("/tini", "--"),
        needs_init=False,
        context=tuple(dict.fromkeys((*listed, *sources))),
        final_workdir=home if inner != "." else "",
        memory="256m",
        notices=() if lock else (Text("there is no deno.lock: run deno install and commit it, or every build takes what is newest", "il n'y a pas de deno.lock : lancez deno install et versionnez-le, sinon chaque construction prend le plus récent"),),
    )
