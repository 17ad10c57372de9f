"""A Rust program's image: compiled with everything cached, then the program alone on the Debian it was linked on."""

from __future__ import annotations

import re

from ... import pins
from ...model.command import Command
from ...model.container import CacheMount, ContainerFacts, Copy, ImageRef, RunStep
from ...model.errors import BadValue
from ...model.profile import Profile
from ...model.text import Text
from ..debian import connect_probe, slim, tcp_probe

_NOT_SOURCE = re.compile(
    r"^(?:\.(?!cargo/|sqlx/|env\.example$).*|docs?/|deployments?/|deploy/|docker/|k8s/|helm/|charts/|terraform/|infra/|node_modules/|target/|Dockerfile.*|.*Dockerfile|(?:docker-)?compose[\w.-]*\.ya?ml|"
    r"Makefile(?:\.toml)?|justfile|(?!README).*\.md|LICENSE.*|COPYING|CODEOWNERS|renovate\.json|.*\.env|codecov\.yml|deny\.toml|rustfmt\.toml|clippy\.toml|cliff\.toml|flake\.(?:nix|lock)|shell\.nix|rust-toolchain(?:\.toml)?|fly\.toml|Procfile)$"
)
_ADDRESS = re.compile(r"(?:^|_)(?:HOST|ADDR|ADDRESS|BIND|LISTEN|IP|INTERFACE)(?:_ADDR(?:ESS)?)?$")
_LOOPBACK = re.compile(r"^(?:127\.0\.0\.1|localhost)(:\d+)?$")


def build_image(version: str) -> ImageRef:
    """The publisher's slim variants by release: trixie where the table holds one; of older ones bookworm since 1.72 (rust-lang/docker-rust#152), bullseye before."""
    numbers = tuple(int(n) for n in re.findall(r"\d+", version)[:2])
    return pins.image("rust", version, ("slim-trixie", "slim-bookworm" if numbers >= (1, 72) else "slim-bullseye"))


def addresses(profile: Profile) -> dict[str, str]:
    """Settings that make the program reachable from outside its container, where it reads them and would stay on loopback."""
    return {f.value.name: "0.0.0.0" + (match[1] or "") for f in profile.env if _ADDRESS.search(f.value.name) and (match := _LOOPBACK.match(f.value.default))}


def probe(profile: Profile) -> Command | None:
    if profile.port is None:
        return None
    variable = next((f.value.name for f in profile.env if f.value.name in ("PORT", "HTTP_PORT", "SERVER_PORT", "APP_PORT") and not f.value.is_secret), "")
    if profile.health_path is None:
        return connect_probe(profile.port.value, variable)
    return tcp_probe(profile.port.value, profile.health_path.value, variable)


def container(profile: Profile) -> ContainerFacts:
    """
    Raises:
        BadValue: no program could be chosen, or it is made by a tool this recipe does not run.
    """
    names = [n for n in profile.trait("rust.binaries").split("\n") if n]
    if "rust.wasm" in profile.traits:
        raise BadValue(Text(f"{profile.path} is compiled to WebAssembly by a tool of its own ({profile.trait('rust.wasm')}); that build is not supported yet",
                            f"{profile.path} est compilé en WebAssembly par un outil dédié ({profile.trait('rust.wasm')}) ; cette construction n'est pas encore prise en charge"),
                       Text("build it yourself (trunk build --release, cargo leptos build --release) and point at the directory that comes out", "construisez-le vous-même (trunk build --release, cargo leptos build --release) et indiquez le répertoire produit"))
    if profile.runtime is None or not names:
        raise BadValue(Text(f"no program was found in {profile.path}", f"aucun programme trouvé dans {profile.path}"),
                       Text("choose the directory of a crate that builds one: --app crates/server", "choisissez le répertoire d'une crate qui en construit un : --app crates/server"))
    image = build_image(profile.runtime.value.version)
    has_lock = bool(profile.package_manager and profile.package_manager.value.lockfile)
    channel = profile.trait("rust.channel")
    toolchain = channel or profile.runtime.value.version
    words = ["cargo", "build", "--release", *(("--locked",) if has_lock else ()), "--package", profile.trait("rust.package"), *(w for n in names for w in ("--bin", n))]
    triple = profile.trait("rust.target")
    built = "target/" + (triple + "/" if triple else "") + "release"
    setup = (RunStep((Command("rustup", "toolchain", "install", channel, "--profile", "minimal", "--no-self-update"),),
                     Text(f"{channel}, as the project pins it.", f"{channel}, comme l'épingle le projet.")),) if channel else ()
    if triple:
        setup += (RunStep((Command("rustup", "target", "add", triple),), Text(f"The target .cargo/config.toml builds for: {triple}.", f"La cible de .cargo/config.toml : {triple}.")),)
    build = RunStep((Command(*words), Command("install", "-D", "-t", "/out", *(f"{built}/{n}" for n in names))), Text(
        "Crates and objects stay in caches between builds; fails where Cargo.lock does not agree with Cargo.toml." if has_lock else "Crates and objects stay in caches between builds.",
        "Crates et objets restent en cache d'une construction à l'autre ; échoue si Cargo.lock ne correspond pas à Cargo.toml." if has_lock else "Crates et objets restent en cache d'une construction à l'autre."),
        (CacheMount("/usr/local/cargo/registry", "cargo-registry"), CacheMount("/usr/local/cargo/git/db", "cargo-git"), CacheMount("/app/target", f"cargo-target-{profile.project}", locked=True)))
    notices = []
    if not has_lock:
        notices.append(Text("there is no Cargo.lock: run cargo generate-lockfile and commit it, or every build takes what is newest", "il n'y a pas de Cargo.lock : lancez cargo generate-lockfile et versionnez-le, sinon chaque construction prend le plus récent"))
    entries = profile.root_entries or profile.entries
    sources = tuple(e for e in entries if not _NOT_SOURCE.match(e))
    single = tuple(e for e in sources if not e.endswith("/"))
    inner = profile.path if profile.root == "." else profile.path[len(profile.root):].strip("/") or "."
    assets = [a for a in profile.trait("rust.assets").split("\n") if a]
    port = profile.port.value if profile.port else 0
    reads_port = any(f.value.name == "PORT" for f in profile.env)
    env = {"RUSTUP_TOOLCHAIN": toolchain, "CARGO_TARGET_DIR": "/app/target"} | ({"SQLX_OFFLINE": "true"} if "rust.sqlx" in profile.traits else {})
    return ContainerFacts(
        build_image=image,
        runtime_image=slim(image.os.removeprefix("debian-") or "trixie"),
        command=Command(f"/usr/local/bin/{names[0]}"),
        setup=setup,
        sources=(*(Copy((s,), f"./{s}") for s in sources if s.endswith("/")), *((Copy(single, "./"),) if single else ())),
        build=(build,),
        outputs=(*(Copy((f"/out/{n}",), f"/usr/local/bin/{n}") for n in names), *(Copy((f"/app/{_inside(a, profile.root)}",), "./" + _placed(_inside(a, profile.root), inner)) for a in assets)),
        build_env=env,
        run_env=addresses(profile) | ({"PORT": str(port)} if port and reads_port else {}),
        build_packages=tuple(sorted({*(f.value.name for f in profile.system_packages if f.value.phase == "build"), *profile.trait("rust.linker").split()})),
        run_packages=tuple(sorted({"ca-certificates", *(f.value.name for f in profile.system_packages if f.value.phase == "run")})),
        probe=probe(profile),
        writable=("/tmp",),
        context=sources,
        memory="256m",
        notices=tuple(notices),
    )


def _inside(path: str, root: str) -> str:
    return path if root in (".", "") else path[len(root):].strip("/") + ("/" if path.endswith("/") else "")


def _placed(asset: str, inner: str) -> str:
    """Beside the program, as if it were started from its own crate's directory."""
    return asset.removeprefix(inner + "/") if inner != "." else asset
