"""What a Dockerfile can say to a caller's wishes, and what it refuses."""

from __future__ import annotations

import re

from ...model.decision import Claim, Refusal
from ...model.plan import Inputs
from ...model.text import Text
from .spec import DockerfileSpec


def claims(inputs: Inputs, spec: DockerfileSpec, path: str) -> tuple[Claim, ...]:
    facts = inputs.container_facts()
    found = [
        Claim("production", path, r"^FROM .* AS final$", why=Text("a final stage with production files only", "une étape finale avec les seuls fichiers de production")),
        Claim("multi-stage", path, r"^FROM .* AS final$"),
        Claim("nonroot", path, r"^USER \d{4,}:\d{4,}$"),
        Claim("healthcheck", path, r"^HEALTHCHECK --"),
        Claim("signals", path, r"^(?:ENTRYPOINT .*tini|CMD \[)"),
        Claim("cache", path, r"--mount=type=cache"),
        Claim("secrets", path, r"^(?:ENTRYPOINT .*entrypoint|RUN --mount=type=secret)"),
        Claim("labels", path, r"org\.opencontainers\.image"),
        Claim("pinned", path, r"^FROM \S+:\d[\w.-]* AS "),
        Claim("optimised", path, r"^FROM \S*(?:slim|scratch|alpine)\S* AS final$"),
        Claim("docker", path, r"^FROM "),
    ]
    if facts.build:
        line = facts.build[-1].commands[-1].line.split()[0]
        found += [Claim(topic, path, rf"(?:^RUN|&&|^\s).*{re.escape(line)}", why=Text("the build compiles it", "la construction le compile")) for topic in ("compile", "build")]
    if spec.port:
        found.append(Claim("port", path, rf"^EXPOSE {spec.port.value}$", value=spec.port.value))
    runtime = inputs.profile.runtime
    if runtime:
        found.append(Claim("runtime", path, rf"^FROM \S+:{re.escape(spec.build_image.value.tag)}"))
    found += [Claim("arch", path, r"^FROM ") for _ in spec.architectures.value[:1]]
    return tuple(found)


def refusals(inputs: Inputs, spec: DockerfileSpec) -> tuple[Refusal, ...]:
    found = [Refusal("base", Text(
        "images are based on Debian slim (or scratch): prebuilt native packages of most languages need glibc, and the tags are verified for it",
        "les images reposent sur Debian slim (ou scratch) : les paquets natifs précompilés de la plupart des langages exigent la glibc, et ces étiquettes sont vérifiées"), value="alpine")]
    if spec.probe.value is None:
        found.append(Refusal("healthcheck", Text("it answers no requests, so there is nothing to probe", "elle ne répond à aucune requête, il n'y a donc rien à sonder")))
    if not inputs.container_facts().build:
        found.append(Refusal("compile", Text("the project has no build step that would compile it", "le projet n'a pas d'étape de construction qui le compilerait")))
        found.append(Refusal("build", Text("the project has no build step", "le projet n'a pas d'étape de construction"), partly=True))
    if not spec.has_entrypoint.value:
        found.append(Refusal("secrets", Text("the code reads no secret, so none is handed over", "le code ne lit aucun secret, aucun n'est donc transmis"), partly=True))
    return tuple(found)
