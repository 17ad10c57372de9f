"""A Go program's image: compiled for the target in the builder's own architecture, then nothing but the program."""

from __future__ import annotations

import re
import shlex

from ... import pins
from ...kits import kit
from ...model.command import Command
from ...model.container import CacheMount, ContainerFacts, Copy, ImageRef, RunStep, SecretMount
from ...model.errors import BadValue
from ...model.profile import Profile
from ...model.text import Text
from ..assets import asset_stage, script
from ..debian import slim

KIT = ".docker/container-init.go"
"""Go tools skip directories whose name starts with a dot, so the project's own ``./...`` never sees it."""
_CACHES = (CacheMount("/go/pkg/mod", "go-mod"), CacheMount("/root/.cache/go-build", "go-build"))
_NOT_SOURCE = re.compile(
    r"^(?:\..*|docs?/|tests?/|e2e/|testdata/|examples?/|deployments?/|deploy/|docker/|k8s/|helm/|charts/|terraform/|infra/|bin/|node_modules/|"
    r"Dockerfile.*|.*Dockerfile|(?:docker-)?compose.*\.ya?ml|Makefile|Taskfile\.ya?ml|justfile|.*\.md|LICENSE.*|COPYING|CODEOWNERS|renovate\.json|.*\.env|codecov\.yml|buf\..*|sqlc\.ya?ml|go\.work\.sum|go\.sum|go\.mod|go\.work)$"
)


def build_image(version: str) -> ImageRef:
    """The compiler's image: of the stated line, its newest patch release.

    A go.mod version is a minimum, and patch releases hold security fixes of the standard library that is linked in. The
    publisher's Debian variants by release: trixie since 1.25, bookworm since 1.20, bullseye since 1.17, buster before.
    """
    numbers = tuple(int(n) for n in re.findall(r"\d+", version)[:3])
    line = pins.cycle_of("go", version)
    newest = line["latest"] if line else version
    if tuple(int(n) for n in newest.split(".")) > numbers:
        version = newest
    last = "bookworm" if numbers[:2] >= (1, 20) else "bullseye" if numbers[:2] >= (1, 17) else "buster"
    return pins.image("golang", version, ("trixie", last))


def probe(profile: Profile) -> Command | None:
    """By the kit program that is in the image anyway: no shell, no curl."""
    if profile.port is None:
        return None
    where = f"127.0.0.1:{profile.port.value}"
    named = next((f.value.name for f in profile.env if f.value.name in ("PORT", "HTTP_PORT", "SERVER_PORT", "APP_PORT")), "")
    override = ("-port-env", named) if named else ()
    if profile.trait("go.protocol") == "grpc" or profile.health_path is None:
        return Command("/container-init", "probe", *override, f"tcp://{where}")
    return Command("/container-init", "probe", *override, f"http://{where}{profile.health_path.value}")


def _build(target: str, output: str, cgo: bool) -> Command:
    words = ["go", "build", "-trimpath", "-ldflags=-s -w", *(() if cgo else ("-tags=timetzdata",)), "-o", output, target]
    cross = "" if cgo else 'GOOS="$TARGETOS" GOARCH="$TARGETARCH" '
    return Command.shell(f"CGO_ENABLED={int(cgo)} {cross}" + shlex.join(words))


def container(profile: Profile) -> ContainerFacts:
    """
    Raises:
        BadValue: no program could be chosen.
    """
    package = profile.traits.get("go.package")
    if profile.runtime is None or package is None:
        raise BadValue(Text(f"no main package was found in {profile.path}", f"aucun paquet main trouvé dans {profile.path}"),
                       Text("choose the directory of one: --app cmd/server", "choisissez le répertoire de l'un d'eux : --app cmd/server"))
    image = build_image(profile.runtime.value.version)
    cgo = "go.cgo" in profile.traits
    vendored = "go.vendor" in profile.traits
    module = _inside(profile.trait("go.module", profile.root), profile.root)
    start = profile.command("start")
    name = start.argv[0].rpartition("/")[2] if start else "app"
    manifests = _manifests(profile)
    private = profile.traits.get("go.private")
    secrets = (SecretMount("netrc", target="/root/.netrc"),) if private else ()
    # With a go.work every module is found from its directory; without one, the go command has to stand inside the module.
    home = "." if "go.work" in manifests_names(manifests) else module
    enter = (Command("cd", home),) if home != "." else ()
    target = _inside(package.value, profile.root) if home == "." else _inside(package.value, profile.trait("go.module"))
    target = "." if target == "." else "./" + target
    download = Command("go", "mod", "download")
    if private:
        download = Command.shell(f"GOPRIVATE={shlex.quote(private.value)} {download.line}")
    install = () if vendored or "go.requires" not in profile.traits else (RunStep((*enter, download), Text(
        "Downloads exactly what go.sum lists and checks each hash.", "Télécharge exactement ce que liste go.sum et vérifie chaque empreinte."), _CACHES[:1], secrets),)
    commands = [
        *enter,
        _build(target, f"/out/{name}", cgo),
        Command.shell(("CGO_ENABLED=0 " if cgo else 'CGO_ENABLED=0 GOOS="$TARGETOS" GOARCH="$TARGETARCH" ') + shlex.join(["go", "build", "-trimpath", "-ldflags=-s -w", "-o", "/out/container-init", f"/app/{KIT}"])),
        Command("install", "-d", "-m", "1777", "/out/rootfs/tmp"),
    ]
    # The image is the toolchain: no other one is downloaded behind its back.
    env = {"GOFLAGS": "-mod=vendor" if vendored else "-mod=readonly", "GOTOOLCHAIN": "local"} | ({"GOPRIVATE": private.value} if private else {})
    build = RunStep(tuple(commands), Text(
        "A static program without paths or symbols of this machine; fails where go.mod or go.sum would have to change." if not cgo else
        "Linked with C libraries, so it is built for the machine it runs on; fails where go.mod or go.sum would have to change.",
        "Un programme statique, sans chemins ni symboles de cette machine ; échoue si go.mod ou go.sum devaient changer." if not cgo else
        "Lié à des bibliothèques C, donc compilé pour la machine qui l'exécute ; échoue si go.mod ou go.sum devaient changer."), () if vendored else _CACHES, secrets)
    assets = [a for a in profile.trait("go.assets").split("\n") if a]
    outputs = [
        Copy(("/out/rootfs/",), "/"), Copy(("/etc/ssl/certs/ca-certificates.crt",), "/etc/ssl/certs/"), Copy(("/out/container-init",), "/container-init"), Copy((f"/out/{name}",), f"/usr/local/bin/{name}"),
        *(Copy((f"/app/{'' if module == '.' else module + '/'}{asset}",), f"./{asset}") for asset in assets),
    ]
    notices = []
    if cgo:
        why = profile.trait("go.cgo")
        notices.append(Text(f"{why} needs cgo: the program is linked dynamically and runs on Debian slim instead of scratch; build other architectures on their own machines or under emulation",
                            f"{why} exige cgo : le programme est lié dynamiquement et tourne sur Debian slim plutôt que scratch ; compilez les autres architectures sur leurs machines ou en émulation"))
    if private:
        notices.append(Text("private modules: hand a .netrc over with --secret id=netrc,src=$HOME/.netrc", "modules privés : transmettez un .netrc avec --secret id=netrc,src=$HOME/.netrc"))
    if "go.requires" in profile.traits and profile.package_manager and not profile.package_manager.value.lockfile:
        notices.append(Text("there is no go.sum: run go mod tidy and commit it, or the build stops", "il n'y a pas de go.sum : lancez go mod tidy et versionnez-le, sinon la construction s'arrête"))
    sides = ()
    if embedded := profile.trait("go.embedded"):
        front = _inside(embedded, profile.root) + "/"
        sides = (asset_stage(profile, (script(profile, profile.trait("go.front_script", "build")),), (Copy((f"/app/{front}",), front),)),)
    entries = profile.root_entries or profile.entries
    sources = tuple(e for e in entries if not _NOT_SOURCE.match(e) and e not in manifests_names(manifests))
    kept = tuple(dict.fromkeys((*manifests_names(manifests), *sources)))
    port = profile.port.value if profile.port else 0
    reads_port = any(f.value.name == "PORT" for f in profile.env)
    return ContainerFacts(
        build_image=image,
        runtime_image=slim() if cgo else None,
        command=Command(f"/usr/local/bin/{name}"),
        manifests=manifests,
        install=install,
        sources=(*(Copy((s,), f"./{s}" if s.endswith("/") else "./") for s in sources if s.endswith("/")), *((Copy(files, "./"),) if (files := tuple(s for s in sources if not s.endswith("/"))) else ()), Copy((KIT,), "./.docker/")),
        build=(build,),
        side_stages=sides,
        outputs=tuple(outputs),
        build_env=env,
        run_env={"PORT": str(port)} if port and reads_port else {},
        build_packages=tuple(sorted({f.value.name for f in profile.system_packages if f.value.phase == "build"})),
        run_packages=tuple(sorted({f.value.name for f in profile.system_packages if f.value.phase == "run"})),
        probe=probe(profile),
        dev_command=Command("go", "run", target) if profile.port else None,
        writable=("/tmp",),
        needs_init=False,
        has_shell=False,
        # A Go program that asks for no signals leaves SIGTERM to the kernel, which spares process 1: such a one gets a parent.
        entrypoint=("/container-init", "exec" if "go.signals" in profile.traits else "init", "--"),
        build_platform="" if cgo else "$BUILDPLATFORM",
        context=kept,
        files=((KIT, kit("go/container-init/main.go")),),
        notices=tuple(notices),
    )


def _inside(folder: str, root: str) -> str:
    """A directory relative to the install root."""
    if root in (".", ""):
        return folder
    return folder[len(root):].strip("/") or "."


def _manifests(profile: Profile) -> tuple[Copy, ...]:
    """go.mod and go.sum of every local module, each to its own place."""
    groups: dict[str, list[str]] = {}
    for path in profile.trait("go.manifests").split("\n"):
        inner = _inside(path, profile.root) if path else ""
        if inner:
            groups.setdefault(inner.rpartition("/")[0] or ".", []).append(inner)
    return tuple(Copy(tuple(sorted(files)), "./" if folder == "." else f"./{folder}/") for folder, files in sorted(groups.items()))


def manifests_names(manifests: tuple[Copy, ...]) -> tuple[str, ...]:
    return tuple(s for c in manifests for s in c.sources)
