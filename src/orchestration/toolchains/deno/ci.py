"""A Deno project on CI."""

from __future__ import annotations

from ... import pins
from ...model.ci import CIFacts
from ...model.command import Command
from ...model.profile import Profile
from .container import image, modern


def ci(profile: Profile) -> CIFacts:
    assert profile.runtime
    lock = profile.package_manager.value.lockfile if profile.package_manager else ""
    # The publisher's image of the program alone, taken out by the Docker every runner has: no further action is trusted for it.
    program = pins.image("denoland/deno", profile.runtime.value.version, ("bin",))
    setup = (Command("docker", "create", "--name", "deno-program", program.ref, "/deno"), Command("sudo", "docker", "cp", "deno-program:/deno", "/usr/local/bin/deno"))
    return CIFacts(
        setup=setup,
        image=image(profile),
        install=(Command("deno", "install", *(("--frozen",) if lock else ())),) if modern(profile.runtime.value.version) else (),
        cache_paths=(".deno-dir/",),
        cache_key_files=(lock,) if lock else (),
        cache_env={"DENO_DIR": "$CI_PROJECT_DIR/.deno-dir"},
        codeql_language="javascript-typescript",
    )
