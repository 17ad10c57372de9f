"""A .NET app's image: restored in a layer of its own, published, run on the runtime's image without the SDK.

Sources: dotnet/dotnet-docker (supported tags and platforms, ``ASPNETCORE_HTTP_PORTS`` since 8), the SDK's reference for
global.json (roll forward) and ``dotnet restore``, NuGet's "Managing the global packages, cache, and temp folders".
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace

from ... import pins
from ...kits.static import served
from ...model.command import Command
from ...model.container import CacheMount, ContainerFacts, Copy, ImageRef, RunStep, SecretMount
from ...model.errors import BadValue
from ...model.profile import Profile
from ...model.text import Text
from ..debian import connect_probe, tcp_probe

_SDK = "mcr.microsoft.com/dotnet/sdk"
_ASPNET = "mcr.microsoft.com/dotnet/aspnet"
_RUNTIME = "mcr.microsoft.com/dotnet/runtime"
_NOT_SOURCE = re.compile(r"(?i)^(?:\.(?!config/|editorconfig$|globalconfig$).*|docs?/|deploy(?:ment)?s?/|docker/|k8s/|kubernetes/|helm/|charts/|terraform/|infra/|bicep/|node_modules/|bin/|obj/|artifacts/|testresults/|tests?/|"
                         r"benchmarks?/|samples?/|Dockerfile.*|.*\.dockerfile|(?:docker-)?compose[\w.-]*\.ya?ml|.*\.dcproj|Makefile|justfile|.*\.md|LICENSE.*|CODEOWNERS|renovate\.json|.*\.env|.*\.(?:cmd|bat|ps1|sh)|.*\.user|.*\.DotSettings|"
                         r"azure-pipelines.*|appveyor\.yml|.*\.(?:png|gif|jpg))$")
DATA = "/app/data"
HTTP_CACHE = "/root/.local/share/NuGet/http-cache"


def variants(version: str, *, of_sdk: bool = False) -> tuple[str, ...]:
    """The distribution of the publisher's multi-platform tags: Ubuntu since .NET 10, Debian 12 for 8 and 9, Debian 11 before (3.1's SDK was no slim one)."""
    major = int(re.findall(r"\d+", version)[0]) if re.search(r"\d", version) else 10
    if of_sdk and major < 5:
        return ("bullseye",)
    return ("noble",) if major >= 10 else ("bookworm-slim",) if major >= 8 else ("bullseye-slim",)


def sdk_image(profile: Profile) -> ImageRef:
    """The newest SDK of the line, which builds for older frameworks too; the very one where global.json forbids another feature band."""
    assert profile.runtime
    line = profile.runtime.value.version
    pinned, policy = profile.trait("dotnet.sdk"), profile.trait("dotnet.roll_forward").lower()
    if pinned:
        stated = ".".join(pinned.split(".")[:2])
        if policy in ("patch", "latestpatch", "disable"):
            return replace(pins.image(_SDK, stated, variants(stated, of_sdk=True)), tag=f"{pinned}-{variants(pinned, of_sdk=True)[0]}", digest="")
        if policy not in ("major", "latestmajor") or int(stated.split(".")[0]) > _major(profile):
            line = stated
    return pins.image(_SDK, line, variants(line, of_sdk=True))


def runtime_image(profile: Profile) -> ImageRef:
    assert profile.runtime
    version = profile.runtime.value.version
    return pins.image(_ASPNET if profile.trait("dotnet.kind") == "web" else _RUNTIME, version, variants(version))


def inside(path: str, root: str) -> str:
    return path if root in (".", "") else path[len(root):].strip("/")


def build_properties(profile: Profile) -> tuple[str, ...]:
    """Publishing for a runtime that is in the image: what the project sets for a program that carries its own is turned off."""
    return tuple(f"-p:{name}=false" for name in profile.trait("dotnet.portable").split())


def probe(profile: Profile) -> Command | None:
    if profile.port is None:
        return None
    variable = profile.trait("dotnet.variable") or ("ASPNETCORE_HTTP_PORTS" if _takes_ports(profile) else "")
    if profile.health_path is None:
        return connect_probe(profile.port.value, variable)
    return tcp_probe(profile.port.value, profile.health_path.value, variable)


def _major(profile: Profile) -> int:
    return int(profile.runtime.value.version.split(".")[0]) if profile.runtime else 10


def _takes_ports(profile: Profile) -> bool:
    """Nothing but the environment says where it listens."""
    return _major(profile) >= 8 and "dotnet.port" not in profile.traits


def _listening(profile: Profile) -> dict[str, str]:
    if profile.port is None:
        return {}
    port = str(profile.port.value)
    own = {key.removeprefix("dotnet.env."): fact.value for key, fact in profile.traits.items() if key.startswith("dotnet.env.")}
    if "dotnet.variable" in profile.traits:
        return {profile.trait("dotnet.variable"): port}
    if own or "dotnet.port" in profile.traits:
        return own
    return {"ASPNETCORE_HTTP_PORTS": port} if _major(profile) >= 8 else {"ASPNETCORE_URLS": f"http://+:{port}"}


def _development(profile: Profile, project: str) -> Command:
    """Without launchSettings.json, which names a developer's own machine, the host takes its environment from variables; mounted files are polled."""
    host = "ASPNETCORE_ENVIRONMENT" if profile.trait("dotnet.kind") == "web" else "DOTNET_ENVIRONMENT"
    listening = [f"{name}={value}" for name, value in sorted(_listening(profile).items())]
    return Command("env", f"{host}=Development", "DOTNET_USE_POLLING_FILE_WATCHER=1", *listening, "dotnet", "watch", "--non-interactive", "--project", project, "run", "--no-launch-profile")


def _file_databases(profile: Profile) -> dict[str, str]:
    """Connection strings of database files, the file put where the program may write and a volume keeps it."""
    found = {}
    for key, fact in profile.traits.items():
        if key.startswith("dotnet.file_database.") and re.fullmatch(r"\w+", key.rpartition(".")[2]):
            moved = re.sub(r"(?i)^(\s*(?:data\s*source|datasource|filename)\s*=\s*)(?:[^;]*[/\\])?([\w.-]+)", rf"\g<1>{DATA}/\g<2>", fact.value)
            if re.fullmatch(r"[\w =;./:@-]+", moved):
                found[f"ConnectionStrings__{key.rpartition('.')[2]}"] = moved
    return found


def _node(profile: Profile) -> tuple[tuple[tuple[ImageRef, Copy], ...], tuple[RunStep, ...]]:
    """Node.js beside the SDK, taken from its own image, where publishing builds a front end too."""
    if "dotnet.npm" not in profile.traits:
        return (), ()
    try:
        version = pins.resolve("nodejs", profile.trait("dotnet.node")).version
    except BadValue:
        version = pins.recommended("nodejs")["latest"]
    node = pins.image("node", version, ("trixie-slim", "bookworm-slim"))
    links = tuple(Command("ln", "-s", f"/usr/local/lib/node_modules/npm/bin/{n}-cli.js", f"/usr/local/bin/{n}") for n in ("npm", "npx"))
    return ((node, Copy(("/usr/local/bin/node",), "/usr/local/bin/")), (node, Copy(("/usr/local/lib/node_modules/",), "/usr/local/lib/node_modules/"))), (
        RunStep(links, Text("Publishing calls npm for the front end.", "La publication appelle npm pour l'interface.")),)


def container(profile: Profile) -> ContainerFacts:
    """
    Raises:
        BadValue: the project is no program, or one that does not run on Linux.
    """
    kind = profile.trait("dotnet.kind")
    if kind == "legacy":
        raise BadValue(Text(f"{profile.path} targets .NET Framework, which runs on Windows only", f"{profile.path} cible .NET Framework, qui ne s'exécute que sous Windows"),
                       Text("move it to .NET (the upgrade assistant of Visual Studio, or dotnet new and the sources)", "portez-le sur .NET (l'assistant de mise à niveau de Visual Studio, ou dotnet new et les sources)"))
    if kind not in ("web", "worker", "console", "wasm") or profile.runtime is None:
        raise BadValue(Text(f"no program was found in {profile.path}", f"aucun programme trouvé dans {profile.path}"),
                       Text("choose the directory of a web, worker or console project: --app src/Api", "choisissez le répertoire d'un projet web, worker ou console : --app src/Api"))
    root = profile.root
    project = inside(profile.trait("dotnet.project"), root)
    projects = [inside(p, root) for p in profile.trait("dotnet.projects").split("\n") if p]
    shared = [inside(p, root) for p in profile.trait("dotnet.shared").split("\n") if p]
    has_paket = "dotnet.paket" in profile.traits
    has_lock = bool(profile.package_manager and profile.package_manager.value.lockfile)
    tools, setup = _node(profile)
    framework = profile.trait("dotnet.framework")
    target = (f"-p:TargetFramework={framework}",) if framework else ()
    properties = build_properties(profile)
    notices = []
    if not has_lock:
        notices.append(Text("there is no packages.lock.json: set RestorePackagesWithLockFile and commit it, or indirect packages are resolved anew at each build",
                            "il n'y a pas de packages.lock.json : activez RestorePackagesWithLockFile et versionnez-le, sinon les paquets indirects sont résolus à chaque construction"))
    if profile.trait("dotnet.sdk") and sdk_image(profile).tag.startswith(profile.trait("dotnet.sdk")):
        notices.append(Text(f"global.json pins the SDK {profile.trait('dotnet.sdk')}: its image is taken as it is; \"rollForward\": \"latestFeature\" would let security fixes in",
                            f"global.json fige le SDK {profile.trait('dotnet.sdk')} : son image est prise telle quelle ; \"rollForward\": \"latestFeature\" laisserait entrer les correctifs de sécurité"))
    secrets: tuple[SecretMount, ...] = ()
    if "dotnet.feed" in profile.traits:
        variable = f"NuGetPackageSourceCredentials_{profile.trait('dotnet.feed')}"
        secrets = (SecretMount("nuget-credentials", env=variable),)
        notices.append(Text(f"packages come from {profile.trait('dotnet.feed')} too: where it asks for credentials, hand them over with --secret id=nuget-credentials,env={variable} (\"Username=…;Password=…\")",
                            f"des paquets viennent aussi de {profile.trait('dotnet.feed')} : si cette source exige des identifiants, transmettez-les avec --secret id=nuget-credentials,env={variable} (« Username=…;Password=… »)"))
    # A lock file holds what the project's own settings ask for: restoring with others would not agree with it.
    restore = RunStep((*((Command("dotnet", "tool", "restore"),) if has_paket else ()), Command("dotnet", "restore", project, *(("--locked-mode",) if has_lock and not has_paket else properties))), Text(
        "Packages stay in this layer until a project file changes; fails where packages.lock.json does not agree." if has_lock and not has_paket else "Packages stay in this layer until a project file changes.",
        "Les paquets restent dans cette couche tant qu'aucun fichier de projet ne change ; échoue si packages.lock.json ne correspond pas." if has_lock and not has_paket else "Les paquets restent dans cette couche tant qu'aucun fichier de projet ne change."),
        (CacheMount(HTTP_CACHE, "nuget-http"),), secrets)
    publish = RunStep((Command("dotnet", "publish", project, "--configuration", "Release", "--no-restore", "--output", "/out", *target, *(() if kind == "wasm" else ("-p:UseAppHost=false",)), *properties),),
                      Text("The app with its libraries, without the SDK.", "L'application avec ses bibliothèques, sans le SDK."))
    entries = profile.root_entries or profile.entries
    needed = {p.split("/")[0] + ("/" if "/" in p else "") for p in (*projects, *shared, *(inside(f, root) + "/" for f in profile.trait("dotnet.front").split("\n") if f))}
    sources = tuple(e for e in entries if e in needed or not _NOT_SOURCE.match(e))
    single = tuple(e for e in sources if not e.endswith("/"))
    listening = _listening(profile)
    image = runtime_image(profile)
    facts = ContainerFacts(
        build_image=sdk_image(profile),
        runtime_image=image,
        command=Command("dotnet", f"{profile.trait('dotnet.assembly')}.dll"),
        manifests=_manifests((*projects, *shared)),
        install=(restore,),
        sources=(*(Copy((s,), f"./{s}") for s in sources if s.endswith("/")), *((Copy(single, "./"),) if single else ())),
        build=(publish,),
        outputs=(Copy(("/out/",), "./"),),
        run_env=({"DOTNET_ENVIRONMENT": "Production"} if kind in ("worker", "console") else {}) | listening | _file_databases(profile),
        tools=tools,
        setup=setup,
        run_packages=tuple(sorted({f.value.name for f in profile.system_packages if f.value.phase == "run"})),
        probe=probe(profile),
        dev_command=_development(profile, project) if kind in ("web", "worker") else None,
        writable=("/tmp", *((DATA,) if profile.uses("sqlite") else ())),
        # The runtime ends the app on SIGTERM, as process 1 too.
        needs_init=False,
        context=sources,
        # A developer's obj/ would replace what restore wrote in its own layer.
        never=("**/bin/Debug", "**/bin/Release", "**/obj"),
        memory="512m",
        notices=tuple(notices),
    )
    if kind == "wasm" and profile.site:
        return served(replace(facts, runtime_image=None), profile.site.value, "/out/wwwroot")
    return facts


def _manifests(paths: tuple[str, ...]) -> tuple[Copy, ...]:
    """Each directory's files in one COPY: a wildcard would lose the directories."""
    folders: dict[str, list[str]] = {}
    for path in dict.fromkeys(paths):
        folders.setdefault(posixpath.dirname(path), []).append(path)
    return tuple(Copy(tuple(sorted(files)), f"./{folder}/" if folder else "./") for folder, files in sorted(folders.items()))
