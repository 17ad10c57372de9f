"""What a Dockerfile can say to a caller's wishes, and what it refuses."""

from __future__ import annotations

import json
import re

from ...model.decision import Claim, Refusal
from ...model.plan import Inputs
from ...model.text import Text, same
from ...model.tree import join
from .spec import DockerfileSpec


def claims(inputs: Inputs, spec: DockerfileSpec, path: str) -> tuple[Claim, ...]:
    facts = inputs.container_facts()
    found = [
        Claim("production", path, r"^FROM .* AS final$", why=Text("a final stage with production files only", "une étape finale avec les seuls fichiers de production")),
        Claim("multi-stage", path, r"^FROM .* AS final$"),
        Claim("nonroot", path, r"^USER \d{4,}:\d{4,}$"),
        Claim("root-user", path, r"^USER (?:0|root)\b", absent=True),
        Claim("healthcheck", path, r"^HEALTHCHECK --"),
        Claim("signals", path, r"^ENTRYPOINT .*tini"),
        Claim("signals", path, rf"^CMD {re.escape(json.dumps(list(facts.command.exec_form), ensure_ascii=False))}$"),
        Claim("cache", path, r"--mount=type=cache"),
        Claim("secrets", path, r"^(?:ENTRYPOINT .*entrypoint|RUN --mount=type=secret)"),
        Claim("labels", path, r"org\.opencontainers\.image"),
        Claim("pinned", path, r"^FROM \S+:\d[\w.-]* AS "),
        Claim("optimised", path, r"^FROM \S*(?:slim|scratch|alpine)\S* AS final$"),
        Claim("docker", path, r"^FROM "),
    ]
    if facts.build:
        line = facts.build[-1].commands[-1].line.split()[0]
        pattern = rf"(?:^RUN|&&|^\s).*{re.escape(line)}"
        found.append(Claim("build", path, pattern))
        for tool in dict.fromkeys(str(w.value) for w in inputs.wanted("compile")):
            where = _compiled(inputs, tool)
            if where:
                found.append(Claim("compile", path, pattern, value=tool, why=Text(f"the build compiles it ({where.en})", f"la construction le compile ({where.fr})")))
            elif inputs.profile.stack.is_assumed:
                found.append(Claim("compile", path, pattern, value=tool))
    if spec.port:
        found.append(Claim("port", path, rf"^EXPOSE {spec.port.value}$", value=spec.port.value))
    runtime = inputs.profile.runtime
    if runtime:
        # Only what was asked of this very product, and only where the image's version begins with the asked one.
        found += [Claim("runtime", path, rf"^FROM \S+:{re.escape(spec.build_image.value.tag)}", value=w.value) for w in inputs.wanted("runtime")
                  if w.value[0] == runtime.value.product and f"{runtime.value.version}.".startswith(f"{w.value[1]}.")]
    found.append(Claim("arch", path, r"^FROM "))
    found += [Claim("health-path", path, rf"(?:CMD|fetch|http).*{re.escape(str(w.value))}(?![\w/.-])", value=w.value) for w in inputs.wanted("health-path")]
    manager = inputs.profile.package_manager
    if manager:
        found.append(Claim("package-manager", path, rf"\b{re.escape(manager.value.id)}\b", value=manager.value.id))
    found.append(Claim("digest", path, r"^FROM \S+@sha256:"))
    found.append(Claim("base", path, r"^FROM \S*(?:slim|trixie|bookworm)\S* AS final$", value="debian"))
    found.append(Claim("web-server", path, r"^FROM \S*nginx\S* AS final$"))
    for extra, _ in facts.files:
        found += [Claim("gzip", join(inputs.profile.root, extra), r"^\s*gzip on;"), Claim("spa", join(inputs.profile.root, extra), r"^\s*try_files .*/index\.html")]
    return tuple(found)


def _compiled(inputs: Inputs, tool: str) -> Text | None:
    """Where the project says that its build knows this compiler or preprocessor; None where it does not."""
    profile = inputs.profile
    fact = profile.traits.get(f"build.tool.{tool}")
    if fact is None and profile.language.value == tool:
        fact = profile.language
    if fact is None:
        return None
    return same(str(fact.source)) if fact.evidence else fact.assumed


def refusals(inputs: Inputs, spec: DockerfileSpec) -> tuple[Refusal, ...]:
    found = [Refusal("base", Text(
        "images are based on Debian slim (or scratch): prebuilt native packages of most languages need glibc, and the tags are verified for it",
        "les images reposent sur Debian slim (ou scratch) : les paquets natifs précompilés de la plupart des langages exigent la glibc, et ces étiquettes sont vérifiées"), value="alpine")]
    found.append(Refusal("base", Text(
        "a distroless image has no shell, which the entrypoint that hands over secrets needs; Debian slim is used, and scratch where the program is one static file",
        "une image distroless n'a pas de shell, dont le point d'entrée qui transmet les secrets a besoin ; Debian slim est utilisée, et scratch si le programme est un seul fichier statique"), value="distroless"))
    found.append(Refusal("max-size", Text("an image's size is known only after building it: devops-squad prove measures it", "la taille d'une image n'est connue qu'après construction : devops-squad prove la mesure")))
    found.append(Refusal("arch", Text(
        "the base image exists for it and nothing in the Dockerfile ties it to another; which architecture is built is said when building (docker buildx build --platform), and the pipeline builds for its runner's",
        "l'image de base existe pour elle et rien dans le Dockerfile ne le lie à une autre ; l'architecture se choisit à la construction (docker buildx build --platform), et le pipeline construit pour celle de son runner"),
        partly=True))
    image = spec.build_image.value
    if not image.digest:
        found.append(Refusal("digest", Text(f"the digest of {image.ref} is not in the vendored tables; the tag is exact, 'devops-squad pins update' fetches digests",
                                            f"l'empreinte de {image.ref} n'est pas dans les tables embarquées ; l'étiquette est exacte, « devops-squad pins update » récupère les empreintes"), partly=True))
    runtime = inputs.profile.runtime
    for wish in inputs.wanted("runtime"):
        if runtime is None or wish.value[0] != runtime.value.product:
            mine = runtime.value.product if runtime else inputs.profile.language.value
            found.append(Refusal("runtime", Text(f"the project runs on {mine}, not on {wish.value[0]}", f"le projet fonctionne avec {mine}, pas avec {wish.value[0]}"), value=wish.value))
        found += [Refusal("runtime", n.text, wish.value, partly=True) for n in inputs.profile.notices if n.about == "asked-runtime" and runtime and wish.value[0] == runtime.value.product]
    for wish in inputs.wanted("port"):
        if spec.port is None or spec.port.value != wish.value:
            here = f"{spec.port.value} ({inputs.profile.port.source})" if spec.port and inputs.profile.port else "-"
            found.append(Refusal("port", Text(f"the app listens on {here} and reads no PORT variable", f"l'application écoute sur {here} et ne lit aucune variable PORT"), value=wish.value))
    manager = inputs.profile.package_manager
    for wish in inputs.wanted("package-manager"):
        if manager and manager.value.id != wish.value:
            held = manager.value.lockfile or manager.value.id
            found.append(Refusal("package-manager", Text(f"the project is installed with {manager.value.id} ({held}); lock it with {wish.value} and generate again",
                                                         f"le projet s'installe avec {manager.value.id} ({held}) ; verrouillez-le avec {wish.value}, puis régénérez"), value=wish.value))
    health = inputs.profile.health_path
    for wish in inputs.wanted("health-path"):
        if health and health.value != wish.value:
            found.append(Refusal("health-path", Text(f"what answers here is {health.value}", f"ce qui répond ici est {health.value}"), value=wish.value))
    if inputs.container_facts().build:
        for tool in dict.fromkeys(str(w.value) for w in inputs.wanted("compile")):
            if not _compiled(inputs, tool):
                found.append(_uncompiled(inputs, tool))
    if spec.probe.value is None:
        found.append(Refusal("healthcheck", Text("it answers no requests, so there is nothing to probe", "elle ne répond à aucune requête, il n'y a donc rien à sonder")))
    if not inputs.container_facts().build:
        found.append(Refusal("compile", Text("the project has no build step that would compile it", "le projet n'a pas d'étape de construction qui le compilerait")))
        found.append(Refusal("build", Text("the project has no build step", "le projet n'a pas d'étape de construction"), partly=True))
    if not spec.has_entrypoint.value:
        found.append(Refusal("secrets", Text("the code reads no secret, so none is handed over", "le code ne lit aucun secret, aucun n'est donc transmis"), partly=True))
    return tuple(found)


def _uncompiled(inputs: Inputs, tool: str) -> Refusal:
    if inputs.profile.stack.is_assumed:
        return Refusal("compile", Text(f"no project was read: the build compiles {tool} once the project has it among its dependencies",
                                       f"aucun projet n'a été lu : la construction compile {tool} dès que le projet l'a parmi ses dépendances"), value=tool, partly=True)
    return Refusal("compile", Text(f"{tool} is not among the project's dependencies; once it is, the same build compiles it", f"{tool} n'est pas parmi les dépendances du projet ; dès qu'il y sera, la même construction le compilera"),
                   value=tool)
