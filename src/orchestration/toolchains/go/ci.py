"""A Go project on CI."""

from __future__ import annotations

from ...model.ci import ActionUse, CIFacts, set_up
from ...model.command import Command
from ...model.profile import Profile
from .container import build_image


def ci(profile: Profile) -> CIFacts:
    assert profile.runtime
    image = build_image(profile.runtime.value.version)
    lock = profile.package_manager.value.lockfile if profile.package_manager else ""
    inputs = {"go-version": image.tag.split("-")[0], "cache": "true" if lock else "false"} | ({"cache-dependency-path": lock} if lock else {})
    return CIFacts(
        setup=(ActionUse("actions/setup-go", inputs, set_up("Go")),),
        image=image,
        install=() if "go.vendor" in profile.traits else (Command("go", "mod", "download"), Command("go", "mod", "verify")),
        cache_paths=(".go/pkg/mod/", ".go/build/"),
        cache_key_files=(lock,) if lock else (),
        cache_env={"GOMODCACHE": "$CI_PROJECT_DIR/.go/pkg/mod", "GOCACHE": "$CI_PROJECT_DIR/.go/build", "GOFLAGS": "-mod=vendor" if "go.vendor" in profile.traits else "-mod=readonly"},
        codeql_language="go",
        codeql_build_mode="autobuild",
        dependabot_ecosystem="gomod",
    )
