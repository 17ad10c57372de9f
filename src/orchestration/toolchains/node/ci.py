"""A Node project on CI."""

from __future__ import annotations

from ... import pins
from ...model.ci import ActionUse, CIFacts
from ...model.profile import Profile
from .package_managers import manager_of


def ci(profile: Profile) -> CIFacts:
    assert profile.runtime and profile.package_manager
    version = profile.runtime.value.version
    manager = manager_of(profile.package_manager.value, profile.trait("lock.version"))
    lock = profile.package_manager.value.lockfile
    inputs = {"node-version": version} | ({"cache": manager.id, "cache-dependency-path": lock} if lock else {})
    return CIFacts(
        setup=(ActionUse("actions/setup-node", inputs, "Set up Node.js"),),
        image=pins.image("node", version, ("trixie-slim", "bookworm-slim")),
        install=(manager.frozen if lock else manager.unfrozen,),
        cache_paths=(".npm/",),
        cache_key_files=(lock,) if lock else (),
        cache_env={"npm_config_cache": "$CI_PROJECT_DIR/.npm"},
        codeql_language="javascript-typescript",
        dependabot_ecosystem="npm",
    )
