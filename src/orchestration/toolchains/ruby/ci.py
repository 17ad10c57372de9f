"""A Ruby project on CI."""

from __future__ import annotations

from ... import pins
from ...model.ci import ActionUse, CIFacts, set_up
from ...model.command import Command
from ...model.profile import Profile
from ...model.tree import join
from .container import VARIANTS


def ci(profile: Profile) -> CIFacts:
    assert profile.runtime
    version = profile.runtime.value.version
    lock = profile.package_manager.value.lockfile if profile.package_manager else ""
    inputs = {"ruby-version": version, "bundler-cache": "true"} | ({"working-directory": profile.root} if profile.root != "." else {})
    install = (Command("bundle", "config", "set", "--local", "frozen", "true"),) if lock else ()
    build = tuple(sorted({"build-essential", "git", "pkg-config", *(f.value.name for f in profile.system_packages)}))
    image = pins.image("ruby", version, VARIANTS)
    apt = (Command("apt-get", "update"), Command("apt-get", "install", "--yes", "--no-install-recommends", *(pins.debian_package(name, image.os) for name in build))) if image.os.startswith("debian") else ()
    return CIFacts(
        setup=(ActionUse("ruby/setup-ruby", inputs, set_up("Ruby")),), image=image, image_setup=apt, install=(*install, Command("bundle", "install", "--jobs", "4")),
        cache_paths=(join(profile.root, "vendor/bundle") + "/",), cache_key_files=(lock,) if lock else (), cache_env={"BUNDLE_PATH": "vendor/bundle"},
        codeql_language="ruby", dependabot_ecosystem="bundler",
    )
