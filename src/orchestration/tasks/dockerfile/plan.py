"""Arranging a recipe's ingredients into stages: what changes rarely first, what runs alone last."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from ... import pins
from ...documents.dockerfile import Instruction, copy, dockerfile, exec_form, from_, pairs, run
from ...documents.dockerignore import dockerignore
from ...kits import kit
from ...model.artefact import Artefact
from ...model.command import Command
from ...model.container import NONROOT, ContainerFacts, Copy, ImageRef, RunStep, SideStage, SourceMaps
from ...model.facts import Notice
from ...model.health import LIVENESS
from ...model.plan import Inputs, Plan
from ...model.profile import Profile
from ...model.text import Text
from ...model.tree import join
from .claims import claims, refusals
from .spec import DockerfileSpec

ENTRYPOINT = "docker/entrypoint.sh"
SOURCE_MAPS = "source-maps"
"""The stage that holds what was built with its maps, and nothing else."""


@dataclass(frozen=True, slots=True)
class Words:
    """The comments of the file, in the caller's language."""

    language: str

    def __call__(self, en: str, fr: str) -> str:
        return fr if self.language == "fr" else en

    def of(self, text: Text) -> str:
        return text.in_("fr" if self.language == "fr" else "en")


def dockerfile_path(profile: Profile) -> str:
    return join(profile.path, "Dockerfile")


def dockerignore_path(profile: Profile) -> str:
    """Beside the Dockerfile where the build context is another directory: BuildKit reads ``Dockerfile.dockerignore`` first."""
    return join(profile.root, ".dockerignore") if profile.root == profile.path else join(profile.path, "Dockerfile.dockerignore")


def plan(inputs: Inputs, spec: DockerfileSpec) -> Plan:
    """The Dockerfile, its allow-list of a ``.dockerignore``, and the kit files it copies."""
    facts, profile, say = inputs.container_facts(), inputs.profile, Words(inputs.request.language)
    instructions = _instructions(facts, profile, spec, say)
    context = "." if profile.root == "." else profile.root
    build = f"docker build -t {profile.name.value} " + (f"-f {dockerfile_path(profile)} " if profile.root != profile.path else "") + context
    head = say(f"Production image of {profile.name.value}.\nBuild: {build}", f"Image de production de {profile.name.value}.\nConstruction : {build}")
    files = [Artefact(dockerfile_path(profile), dockerfile([_public(i) for i in instructions], head, (_directive(instructions),)), "dockerfile",
                      Text("builds and runs the app", "construit et exécute l'application"))]
    allowed = [*facts.context, *(path for path, _ in facts.files)]
    if spec.has_entrypoint.value:
        allowed.append(ENTRYPOINT)
        files.append(Artefact(join(profile.root, ENTRYPOINT), kit("container/entrypoint.sh"), "shell",
                              Text("turns mounted secret files into the variables the app reads", "transforme les fichiers de secrets montés en variables lues par l'application"), executable=True, serves=dockerfile_path(profile)))
    files += [Artefact(join(profile.root, path), text, _kind(path), Text("needed inside the image", "nécessaire dans l'image"), serves=dockerfile_path(profile)) for path, text in facts.files]
    files.append(Artefact(dockerignore_path(profile), dockerignore(allowed, say(
        "Everything stays out of the build context except what the image needs.",
        "Rien n'entre dans le contexte de construction, sauf ce dont l'image a besoin."), facts.never), "dockerignore",
        Text("keeps secrets, history and local files out of the image", "garde secrets, historique et fichiers locaux hors de l'image"), serves=dockerfile_path(profile)))
    notices = tuple(Notice("warning", "image", text) for text in facts.notices)
    for decision in (spec.build_image, spec.runtime_image):
        image = decision.value
        if isinstance(image, ImageRef) and image.origin == "convention" and not any(image.ref in n.text.en for n in notices):
            notices += (Notice("info", "image", Text(
                f"{image.ref} follows its publisher's tag scheme; this version is not in the vendored tables, so its existence was not confirmed",
                f"{image.ref} suit le schéma d'étiquettes de son éditeur ; cette version n'est pas dans les tables embarquées, son existence n'a donc pas été confirmée")),)
    return Plan(tuple(files), claims(inputs, spec, dockerfile_path(profile)), refusals(inputs, spec), notices, _next_steps(inputs, spec, build))


_SUSPECT = re.compile(r"(?:_|^)(?:apikey|auth|credentials?|key|password|pword|passwd|secret|token)(?:_|$)", re.I)
"""Names BuildKit's rule SecretsUsedInArgOrEnv takes for secrets, unless ``public`` is a word of theirs (its source, dockerfile2llb)."""
_LINTED = re.compile(r"api_?key|password|secret|token|private", re.I)
"""Those hadolint's DL3064 does, as release 2.15 was seen to."""


def _names(instruction: Instruction) -> list[str]:
    return [line.split("=", 1)[0] for line in instruction.lines] if instruction.keyword in ("ARG", "ENV") else []


def _directive(instructions: Iterable[Instruction]) -> str:
    """Every finding of the builder's own checks stops the build; what browsers are given is no secret, whatever it is called."""
    named = [name for i in instructions for name in _names(i)]
    skip = any(_SUSPECT.search(name) and not re.search(r"(?:_|^)public(?:_|$)", name, re.I) for name in named)
    return "check=skip=SecretsUsedInArgOrEnv;error=true" if skip else "check=error=true"


def _public(instruction: Instruction) -> Instruction:
    """hadolint is told the same: no value that is a secret ever stands in an ARG or ENV here."""
    if not any(_LINTED.search(name) for name in _names(instruction)):
        return instruction
    return replace(instruction, comment="\n".join(filter(None, (instruction.comment, "hadolint ignore=DL3064"))))


def _kind(path: str) -> str:
    if path.endswith(".conf"):
        # Other servers' configuration ends alike; only nginx's is nginx's to check.
        return "nginx" if path.endswith("nginx.conf") else "text"
    ending = path.rsplit(".", 1)[-1]
    return {"sh": "shell", "go": "go", "java": "java", "js": "javascript", "py": "python"}.get(ending, "text")  # type: ignore[return-value]


def _next_steps(inputs: Inputs, spec: DockerfileSpec, build: str) -> tuple[Text, ...]:
    steps = [Text("prove it: devops-squad prove .", "prouvez-la : devops-squad prove .")]
    if spec.architectures.value:
        line = build.replace("docker build", "docker buildx build --platform " + ",".join(spec.architectures.value))
        steps.append(Text(f"build for {', '.join(spec.architectures.value)}: {line}", f"construire pour {', '.join(spec.architectures.value)} : {line}"))
    return tuple(steps)


# --- stages -----------------------------------------------------------------------------------------------------------

def _instructions(facts: ContainerFacts, profile: Profile, spec: DockerfileSpec, say: Words) -> list[Instruction]:
    out: list[Instruction] = []
    for side in facts.side_stages:
        out += _side(side, say)
    needs_build = bool(facts.build or facts.outputs)
    migrate = profile.command("migrate") if profile.trait("migrate.stage") == "migrate" else None
    needs_installed = needs_build or spec.has_dev_stage.value or migrate is not None
    needs_deps = bool(facts.install_production)
    if needs_installed or needs_deps:
        out.append(from_(facts.build_image.ref, "base", facts.build_platform, say("What every build stage starts from.", "Le point de départ de chaque étape de construction.")))
        out.append(Instruction("WORKDIR", (facts.workdir,)))
        if facts.install_env:
            out.append(replace(pairs("ENV", facts.install_env), comment=say("Browsers that packages would fetch have no place in an image.", "Les navigateurs que des paquets téléchargeraient n'ont pas leur place dans une image.")))
        if facts.build_packages:
            out.append(_packages(facts.build_packages, facts.build_image.os, say("Native packages the dependencies are compiled with.", "Paquets natifs nécessaires à la compilation des dépendances.")))
        out += [copy(c.sources, c.destination, stage=tool.ref) for tool, c in facts.tools]
        out += _steps(facts.setup, say)
    if needs_deps:
        out.append(from_("base", "deps", comment=say("Only what production needs.", "Seulement ce dont la production a besoin.")))
        out += _copies(facts.manifests)
        out += _steps(facts.verify, say)
        out += _steps(facts.install_production, say)
    if needs_installed:
        out.append(from_("base", "installed", comment=say("Everything needed to build and to develop.", "Tout ce qu'il faut pour construire et développer.")))
        out += _copies(facts.manifests)
        out += _steps(() if needs_deps else facts.verify, say)
        out += _steps(facts.install, say)
    if spec.has_dev_stage.value and facts.dev_command:
        out += _working("dev", facts, spec, facts.dev_command, say, say("Development with live reload; docker-compose.dev.yml uses it.", "Développement avec rechargement ; utilisé par docker-compose.dev.yml."))
    if migrate:
        out += _working("migrate", facts, spec, migrate, say, say("Brings the database up to date: what does it is a development dependency.", "Met la base à jour : l'outil qui le fait est une dépendance de développement."))
    if needs_build:
        out.append(from_("installed", "build", comment=say("The build itself.", "La construction elle-même.")))
        out += _copies(facts.sources)
        out += [copy(c.sources, c.destination, stage=side.name) for side in facts.side_stages for c in side.outputs]
        arguments = (*facts.build_args, *((facts.release_arg,) if facts.release_arg else ()))
        out += [Instruction("ARG", (name,), say("Public: it ends up in what browsers receive.", "Publique : elle finit dans ce que reçoivent les navigateurs.") if i == 0 else "") for i, name in enumerate(arguments)]
        if facts.build_env:
            out.append(pairs("ENV", facts.build_env))
        if facts.build_platform:
            out += [Instruction("ARG", ("TARGETOS",), say("What the image is built for; BuildKit sets them.", "Ce pour quoi l'image est construite ; renseignés par BuildKit.")), Instruction("ARG", ("TARGETARCH",))]
        maps = facts.source_maps if isinstance(facts.source_maps, SourceMaps) else None
        out += _steps((*facts.build, *(maps.steps if maps else ())), say)
        if facts.kept and not _is_debian(facts.runtime_image):
            out.append(run(_kept(facts, below="/out/kept"), comment=_why_kept(facts, say)))
        if maps:
            out += [from_("scratch", SOURCE_MAPS, comment=say("For the pipeline alone, which hands it to who reads the errors.", "Pour le seul pipeline, qui le remet à qui lit les erreurs.")), copy((f"{maps.directory}/",), "/", stage="build")]
    out += _final(facts, profile, spec, say)
    return out


def _working(name: str, facts: ContainerFacts, spec: DockerfileSpec, command: Command, say: Words, comment: str) -> list[Instruction]:
    """A stage that has everything installed and the sources, for what the final image cannot do."""
    out = [from_("installed", name, comment=comment), *_copies(facts.sources)]
    if facts.kept:
        out.append(run([*_kept(facts), f"chmod 0777 {' '.join(facts.kept)}"], comment=_why_kept(facts, say)))
    if spec.has_entrypoint.value:
        out += [_entrypoint(), exec_form("ENTRYPOINT", ("/usr/local/bin/entrypoint",))]
    return [*out, exec_form("CMD", command.exec_form)]


def _entrypoint() -> Instruction:
    return copy((ENTRYPOINT,), "/usr/local/bin/entrypoint", chmod="0555")


def _side(side: SideStage, say: Words) -> list[Instruction]:
    out = [from_(side.image.ref, side.name, comment=say("Assets that another toolchain builds.", "Ressources construites par une autre chaîne d'outils.")), Instruction("WORKDIR", (side.workdir,))]
    out += _steps(side.setup, say) + _copies(side.manifests) + _steps(side.install, say) + _copies(side.sources)
    if side.env:
        out.append(pairs("ENV", side.env))
    return out + _steps(side.build, say)


def _copies(copies: Iterable[Copy], stage: str = "") -> list[Instruction]:
    return [copy(c.sources, c.destination, stage=stage) for c in copies]


def _steps(steps: Iterable[RunStep], say: Words) -> list[Instruction]:
    """One RUN for steps that follow each other and mount the same: a layer for each would only add layers."""
    joined = [list(group) for _, group in groupby(steps, key=lambda s: (s.caches, s.secrets))]
    return [run(tuple(c for s in group for c in s.commands), (*group[0].caches, *group[0].secrets), " ".join(say.of(s.why) for s in group)) for group in joined]


def _packages(names: Iterable[str], os: str, comment: str) -> Instruction:
    words = sorted({pins.debian_package(name, os) for name in names})
    return run(("apt-get update", "apt-get install --yes --no-install-recommends " + " ".join(words), "rm -rf /var/lib/apt/lists/*"), comment=comment)


def _is_debian(image: ImageRef | None) -> bool:
    return image is not None and image.os.startswith(("debian", "ubuntu"))


def _kept(facts: ContainerFacts, below: str = "") -> list[str]:
    """Commands that make the directories data are kept in, and the links to the files in them."""
    # Those above a kept directory come to be with it.
    parents = sorted(p for p in {posixpath.dirname(path) for path, _ in facts.links} if not any(d.startswith(f"{p}/") for d in facts.kept))
    places = " ".join(below + d for d in facts.kept)
    return [f"mkdir -p {' '.join([places, *(below + p for p in parents)])}", f"chown -R {NONROOT}:{NONROOT} {places}", *(f"ln -sfn {target} {below}{path}" for path, target in facts.links)]


def _why_kept(facts: ContainerFacts, say: Words) -> str:
    where = ", ".join(facts.kept)
    if facts.links:
        return say(f"What the app keeps is in {where}; the code has a file of it beside itself, so a link stands there.", f"Ce que l'application conserve est dans {where} ; le code en place un fichier à côté de lui, un lien s'y trouve donc.")
    return say(f"What the app keeps is in {where}.", f"Ce que l'application conserve est dans {where}.")


def _final(facts: ContainerFacts, profile: Profile, spec: DockerfileSpec, say: Words) -> list[Instruction]:
    image, first = facts.runtime_image, "worker" if has_worker_stage(profile, facts) else "final"
    out = [from_(image.ref if image else "scratch", first, comment=say("What runs in production.", "Ce qui s'exécute en production."))]
    # Not "app": Microsoft's images for .NET hold a user of that name already, and groupadd would stop the build.
    debian = _is_debian(image)
    packages = sorted({*facts.run_packages, *(("tini",) if spec.has_init.value else ())})
    if debian:
        steps: list[str] = []
        if packages:
            words = sorted({pins.debian_package(name, image.os) for name in packages}) if image else []
            steps += ["apt-get update", "apt-get install --yes --no-install-recommends " + " ".join(words), "rm -rf /var/lib/apt/lists/*"]
        steps += [f"groupadd --system --gid {NONROOT} nonroot", f"useradd --system --uid {NONROOT} --gid {NONROOT} --home-dir {facts.workdir} --no-create-home --shell /usr/sbin/nologin nonroot"]
        writable = [d for d in facts.writable if d != "/tmp" and d not in facts.kept]
        steps += [f"install -d -o {NONROOT} -g {NONROOT} {' '.join(writable)}"] if writable else []
        out.append(run(steps, comment=say("tini passes signals on and reaps orphans; the app's user owns nothing but its data.", "tini transmet les signaux et adopte les orphelins ; l'utilisateur de l'application ne possède que ses données.")
                       if spec.has_init.value else say("The app's user owns nothing but its data.", "L'utilisateur de l'application ne possède que ses données.")))
    out.append(Instruction("WORKDIR", (facts.final_workdir or facts.workdir,)))
    if facts.run_env:
        out.append(pairs("ENV", facts.run_env))
    if spec.has_entrypoint.value:
        out.append(_entrypoint())
    out += _copies(facts.production, "deps") + _copies(facts.outputs, "build") + _copies(facts.final_sources)
    if facts.kept and debian:
        # After the sources, whose own directories would bring their owner along.
        out.append(run(_kept(facts), comment=_why_kept(facts, say)))
    elif facts.kept and (facts.build or facts.outputs):
        out.append(copy(("/out/kept/",), "/", stage="build"))
    if not facts.build and not facts.outputs:
        out += [copy(c.sources, c.destination, stage=side.name) for side in facts.side_stages for c in side.outputs]
    out.append(Instruction("ARG", ("VERSION=0.0.0",), say("Set by the pipeline.", "Renseignés par le pipeline.")))
    out.append(Instruction("ARG", ("REVISION=unknown",)))
    if profile.trait("observability") == "wired":
        out.append(Instruction("ENV", ("SERVICE_VERSION=$VERSION",), say("Named in every log line and error.", "Citée dans chaque ligne de journal et chaque erreur.")))
    out.append(Instruction("LABEL", tuple(_labels(facts, profile))))
    out.append(Instruction("USER", (f"{NONROOT}:{NONROOT}",)))
    front = (["/usr/bin/tini", "--"] if spec.has_init.value else []) + list(facts.entrypoint) + (["/usr/local/bin/entrypoint"] if spec.has_entrypoint.value else [])
    entrypoint = [exec_form("ENTRYPOINT", front)] if front else []
    if first == "worker":
        # A health check cannot be taken back in a later stage, and compose waits for no service that has one switched off.
        out += [*entrypoint, from_("worker", "final", comment=say("The same with the server's health check, which the app's other processes do not answer.",
                                                                  "La même avec le contrôle de santé du serveur, auquel les autres processus de l'application ne répondent pas."))]
        entrypoint = []
    if spec.port:
        out.append(Instruction("EXPOSE", (str(spec.port.value),)))
    if facts.stop_signal:
        out.append(Instruction("STOPSIGNAL", (facts.stop_signal,)))
    if spec.probe.value:
        out.append(Instruction("HEALTHCHECK", (f"--interval={LIVENESS.period_seconds}s --timeout={LIVENESS.timeout_seconds}s --start-period={LIVENESS.start_seconds}s --retries={LIVENESS.failures}", "CMD " + exec_form("", spec.probe.value.exec_form).lines[0])))
    command = exec_form("CMD", facts.command.exec_form)
    if not spec.probe.value:
        command = replace(command, comment="checkov:skip=CKV_DOCKER_2:" + say("it answers no requests, and whether it is alive is its process's exit", "elle ne répond à aucune requête, et c'est la fin du processus qui dit si elle vit"))
    return [*out, *entrypoint, command]


def has_worker_stage(profile: Profile, facts: ContainerFacts) -> bool:
    """Whether the app's workers have a stage of their own: the server's image without its health check."""
    return facts.probe is not None and any(f.value.kind in ("worker", "cron") for f in profile.processes)


def has_source_maps(inputs: Inputs) -> bool:
    """Whether the Dockerfile has a stage of what was built with its maps; a person's own is not ours to count on."""
    facts, path = inputs.container, dockerfile_path(inputs.profile)
    return isinstance(facts, ContainerFacts) and isinstance(facts.source_maps, SourceMaps) and not any(f.value.kind == "dockerfile" and f.value.path == path for f in inputs.profile.existing)


def _labels(facts: ContainerFacts, profile: Profile) -> list[str]:
    base = facts.runtime_image.ref if facts.runtime_image else "scratch"
    labels = [f'org.opencontainers.image.title="{profile.name.value}"', 'org.opencontainers.image.version="$VERSION"', 'org.opencontainers.image.revision="$REVISION"',
              f'org.opencontainers.image.base.name="{base}"']
    writable = tuple(dict.fromkeys(("/tmp", *facts.writable)))
    return [*labels, f'io.devops-squad.writable="{",".join(writable)}"']



