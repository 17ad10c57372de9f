"""The decisions of a Dockerfile, each with its origin."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...model.command import Command
from ...model.container import NONROOT, ImageRef
from ...model.decision import Decision
from ...model.plan import Inputs
from ...model.text import Text

ARCHITECTURES = ("linux/amd64", "linux/arm64")
_ARCH = {"amd64": "linux/amd64", "x86_64": "linux/amd64", "x86-64": "linux/amd64", "arm64": "linux/arm64", "aarch64": "linux/arm64", "multi": ""}


@dataclass(frozen=True, slots=True)
class DockerfileSpec:
    build_image: Decision[ImageRef]
    runtime_image: Decision[ImageRef | None]
    port: Decision[int] | None
    user: Decision[int]
    has_init: Decision[bool]
    has_entrypoint: Decision[bool]
    """A script in front that turns mounted secret files into the variables the program reads."""
    probe: Decision[Command | None]
    has_dev_stage: Decision[bool]
    architectures: Decision[tuple[str, ...]]
    """OCI platforms the image is built for; empty: the builder's own."""


def specify(inputs: Inputs) -> DockerfileSpec:
    """Decisions from the profile, the requirements and the defaults, in that order of strength: caller, requirement, profile, default.

    Raises:
        SquadError: there is no recipe for this profile (no runtime, no pin).
    """
    facts, profile = inputs.container_facts(), inputs.profile
    runtime = profile.runtime
    chosen = next((w for w in inputs.wanted("runtime")), None) if runtime is not None else None
    image_why = (
        Text(f"{runtime.value.product} {runtime.value.cycle}: {runtime.source}", f"{runtime.value.product} {runtime.value.cycle} : {runtime.source}")
        if runtime else Text("what the output needs", "ce dont le résultat a besoin")
    )
    origin = chosen.origin if chosen else "default" if runtime is None or runtime.is_assumed else "profile"
    secrets = [f.value.name for f in profile.env if f.value.is_secret]
    needs_secrets = bool(secrets) or bool(profile.services)
    arch = architectures(inputs)
    return DockerfileSpec(
        build_image=Decision(facts.build_image, origin, image_why),
        runtime_image=Decision(facts.runtime_image, origin, image_why),
        port=Decision(profile.port.value, "default" if profile.port.is_assumed else "profile", profile.port.assumed or Text(f"read at {profile.port.source}", f"lu dans {profile.port.source}"))
        if profile.port else None,
        user=Decision(NONROOT, "default", Text("numeric, so that Kubernetes can verify runAsNonRoot; above 10,000, so no user of the host",
                                               "numérique, pour que Kubernetes vérifie runAsNonRoot ; au-dessus de 10 000, donc aucun utilisateur de l'hôte")),
        has_init=Decision(facts.needs_init, "default", Text("the program does not reap children and ignores signals as process 1", "le programme n'adopte pas les orphelins et ignore les signaux en processus 1")
                          if facts.needs_init else Text("the program handles signals as process 1 by itself", "le programme gère lui-même les signaux en processus 1")),
        has_entrypoint=Decision(facts.has_shell and needs_secrets and profile.site is None, "profile" if secrets else "default",
                                Text("the app reads secrets: " + ", ".join(secrets[:5]), "l'application lit des secrets : " + ", ".join(secrets[:5])) if secrets
                                else Text("no secret is read", "aucun secret n'est lu")),
        probe=Decision(facts.probe, "default" if profile.health_path is None or profile.health_path.is_assumed else "profile",
                       Text("by the runtime that is in the image anyway", "par l'environnement d'exécution déjà présent dans l'image") if facts.probe
                       else Text("a worker answers no requests", "un worker ne répond à aucune requête")),
        has_dev_stage=Decision(facts.dev_command is not None, "profile", Text("the project has a development command", "le projet a une commande de développement")
                               if facts.dev_command else Text("no development command was found", "aucune commande de développement trouvée")),
        architectures=arch,
    )


def architectures(inputs: Inputs) -> Decision[tuple[str, ...]]:
    """What the image is built for: the caller's option, else the requirements' words, else whatever builds it."""
    if inputs.request.arch:
        return Decision(inputs.request.arch, "caller", Text("asked for", "demandé"))
    asked = [str(w.value) for w in inputs.wanted("arch")]
    if asked:
        found = tuple(sorted({_ARCH[a] for a in asked if _ARCH.get(a)})) if "multi" not in asked else ARCHITECTURES
        return Decision(found or ARCHITECTURES, inputs.wanted("arch")[0].origin, Text("asked for: " + ", ".join(asked), "demandé : " + ", ".join(asked)))
    return Decision((), "default", Text("the builder's own architecture", "l'architecture de la machine de construction"))


def is_architecture(text: str) -> bool:
    """Whether a caller's word is an OCI platform: ``linux/arm64``, ``linux/arm/v7``."""
    return bool(re.fullmatch(r"linux/(?:amd64|arm64|arm/v[67]|386|ppc64le|s390x|riscv64)", text))
