"""A Rust project on CI."""

from __future__ import annotations

import re

from ... import pins
from ...model.ci import ActionUse, CIFacts
from ...model.command import Command
from ...model.profile import Profile
from ...model.text import Text
from ...model.tree import join
from .container import build_image


def ci(profile: Profile) -> CIFacts:
    assert profile.runtime
    image = build_image(profile.runtime.value.version)
    toolchain = profile.trait("rust.channel") or re.split(r"[-+]", image.tag)[0]
    lock = profile.package_manager.value.lockfile if profile.package_manager else ""
    native = tuple(sorted({f.value.name for f in profile.system_packages if f.value.phase == "build"} | set(profile.trait("rust.linker").split())))
    # The same names on Ubuntu's runners; the exact versions are Debian's, so none is asked for there.
    packages = (Command("sudo", "apt-get", "update"), Command("sudo", "apt-get", "install", "--yes", "--no-install-recommends", *native)) if native else ()
    debian = (Command("apt-get", "update"), Command("apt-get", "install", "--yes", "--no-install-recommends", *(pins.debian_package(n, image.os) for n in native))) if native else ()
    extra = (Command("rustup", "toolchain", "install", toolchain, "--profile", "minimal", "--component", "clippy", "--component", "rustfmt"),) if "rust.channel" in profile.traits else (Command("rustup", "component", "add", "clippy", "rustfmt"),)
    return CIFacts(
        setup=(
            # The runners hold rustup: no action of somebody else is needed to call it.
            Command("rustup", "toolchain", "install", toolchain, "--profile", "minimal", "--component", "clippy", "--component", "rustfmt"),
            Command("rustup", "default", toolchain),
            ActionUse("Swatinem/rust-cache", {"workspaces": profile.root}, Text("Cache crates and objects", "Cache des crates et des objets")),
            *packages,
        ),
        image=image,
        image_setup=(*debian, *extra),
        install=(Command("cargo", "fetch", *(("--locked",) if lock else ())),),
        cache_paths=(".cargo-home/registry/", ".cargo-home/git/", join(profile.root, "target") + "/"),
        cache_key_files=(lock,) if lock else (),
        cache_env={"CARGO_HOME": "$CI_PROJECT_DIR/.cargo-home", "RUSTUP_TOOLCHAIN": toolchain} | ({"SQLX_OFFLINE": "true"} if "rust.sqlx" in profile.traits else {}),
        codeql_language="rust",
        dependabot_ecosystem="cargo",
    )
