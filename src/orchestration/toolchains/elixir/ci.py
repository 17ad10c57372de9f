"""An Elixir project on CI: Mix out of the publisher's image, with the account its test configuration signs in as."""

from __future__ import annotations

from ...model.ci import Account, CIFacts
from ...model.command import Command
from ...model.profile import Profile
from ...model.tree import join
from .container import image, locked_check

_PASSED = ("CI", "MIX_ENV", "MIX_TEST_PARTITION")


def ci(profile: Profile) -> CIFacts:
    assert profile.runtime
    # The full variant: it holds the compiler and git that dependencies ask for.
    full = image(profile, slim_variant=False)
    has_lock = bool(profile.package_manager and profile.package_manager.value.lockfile)
    names = sorted({*_PASSED, *(f.value.name for f in profile.env if f.value.required or f.value.is_secret)})
    tools = (Command("mix", "local.hex", "--force"), Command("mix", "local.rebar", "--force"))
    # No action of somebody else is needed: the publisher's image runs mix, on the runner's own network and files, so that tests find
    # their database on localhost as on a developer's machine.
    run = ("exec docker run --rm --network host --user 0 --volume mix-home:/root --volume \\\"\\$GITHUB_WORKSPACE:\\$GITHUB_WORKSPACE\\\" --workdir \\\"\\$PWD\\\" "
           + "".join(f"--env {n} " for n in names) + f"{full.ref} mix \\\"\\$@\\\"")
    wrapper = Command.shell(f'printf \'%s\\n\' \'#!/bin/sh\' "{run}" | sudo tee /usr/local/bin/mix >/dev/null')
    folder = profile.path if profile.path != "." else ""
    return CIFacts(
        setup=(wrapper, Command("sudo", "chmod", "0755", "/usr/local/bin/mix")),
        image=full,
        install=(*tools, Command("mix", "deps.get", *(locked_check(profile.runtime.value.version) if has_lock else ()))),
        cache_paths=(join(folder or ".", "deps") + "/", join(folder or ".", "_build") + "/"),
        cache_key_files=(profile.package_manager.value.lockfile,) if has_lock and profile.package_manager else (),
        cache_env={"MIX_HOME": "$CI_PROJECT_DIR/.mix", "HEX_HOME": "$CI_PROJECT_DIR/.hex"},
        dependabot_ecosystem="mix",
        tests_migrate=True,
        accounts={key.removeprefix("mix.test."): Account(*fact.value.split("\n")) for key, fact in profile.traits.items() if key.startswith("mix.test.")},
    )
