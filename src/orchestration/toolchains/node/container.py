"""A Node app's image: the ingredients the Dockerfile is planned from."""

from __future__ import annotations

from ... import pins
from ...model.command import Command
from ...model.container import CacheMount, ContainerFacts, Copy, RunStep
from ...model.profile import Profile
from ...model.text import Text
from .package_managers import manager_of

VARIANTS = ("trixie-slim", "bookworm-slim")


def http_probe(port: int, path: str) -> Command:
    """Exits 0 when the app answers below 400, by the runtime that is in the image anyway."""
    code = f"fetch('http://127.0.0.1:'+(process.env.PORT||{port})+'{path}',{{redirect:'manual'}}).then(r=>process.exit(r.status<400?0:1),()=>process.exit(1))"
    return Command("node", "-e", code)


def container(profile: Profile) -> ContainerFacts:
    assert profile.runtime and profile.package_manager
    image = pins.image("node", profile.runtime.value.version, VARIANTS)
    manager = manager_of(profile.package_manager.value, profile.trait("lock.version"))
    lock = profile.package_manager.value.lockfile
    cache = (CacheMount(manager.cache, manager.id),)
    manifests = ("package.json", *((lock,) if lock else ()))
    port = profile.port.value if profile.port else 3000
    build = profile.command("build")
    sources = tuple(e for e in profile.entries if e not in manifests)
    why = Text("Exactly what the lockfile says; fails where it does not agree with package.json.", "Exactement ce que dit le lockfile ; échoue s'il ne correspond pas à package.json.")
    return ContainerFacts(
        build_image=image,
        runtime_image=image,
        command=profile.command("start") or Command("node", profile.entry.value if profile.entry else "index.js"),
        manifests=(Copy(manifests, "./"),),
        install=(RunStep((manager.frozen if lock else manager.unfrozen,), why, cache),),
        install_production=(RunStep((manager.frozen_production if lock else manager.unfrozen,), why, cache),),
        sources=(Copy(("./",), "./"),),
        build=(RunStep((build,), Text("Build", "Construction")),) if build else (),
        production=(Copy(("/app/node_modules",), "./node_modules"),),
        final_sources=(Copy(("./",), "./"),),
        run_env={"NODE_ENV": "production", "PORT": str(port)},
        probe=http_probe(port, profile.health_path.value if profile.health_path else "/"),
        context=(*manifests, *sources),
    )
