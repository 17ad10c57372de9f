"""A .NET project on CI."""

from __future__ import annotations

from ...model.ci import ActionUse, CIFacts, set_up
from ...model.command import Command
from ...model.profile import Profile
from ...model.tree import join
from .container import inside, sdk_image


def ci(profile: Profile) -> CIFacts:
    assert profile.runtime
    lock = profile.package_manager.value.lockfile if profile.package_manager else ""
    pinned = next((p for p in profile.trait("dotnet.shared").split("\n") if p.rpartition("/")[2] == "global.json"), "") if "dotnet.sdk" in profile.traits else ""
    line = ".".join(profile.runtime.value.version.split(".")[:2])
    locks = [p for p in profile.trait("dotnet.shared").split("\n") if p.endswith("packages.lock.json")]
    # The action's cache needs lock files; without one there is nothing to tell two states apart.
    cache = {"cache": "true", "cache-dependency-path": "\n".join(locks)} if lock.endswith("packages.lock.json") else {}
    # An SDK builds for older frameworks but runs tests only on a runtime that is there.
    version = {"global-json-file": pinned} | ({"dotnet-version": f"{line}.x"} if not profile.trait("dotnet.sdk").startswith(line + ".") else {}) if pinned else {"dotnet-version": f"{line}.x"}
    return CIFacts(
        setup=(ActionUse("actions/setup-dotnet", version | cache, set_up(".NET")),),
        image=sdk_image(profile),
        install=(*((Command("dotnet", "tool", "restore"),) if "dotnet.paket" in profile.traits else ()), Command("dotnet", "restore", inside(profile.trait("dotnet.project"), profile.root), *(("--locked-mode",) if lock.endswith("packages.lock.json") else ())),),
        cache_paths=(".nuget/packages/",),
        cache_key_files=(lock,) if lock else tuple(p for p in profile.trait("dotnet.shared").split("\n") if p.endswith("Directory.Packages.props"))[:1] or (join(profile.trait("dotnet.project")),),
        cache_env={"NUGET_PACKAGES": "$CI_PROJECT_DIR/.nuget/packages", "DOTNET_CLI_TELEMETRY_OPTOUT": "1", "DOTNET_NOLOGO": "true"},
        codeql_language="csharp" if profile.language.value == "csharp" else "",
        codeql_build_mode="none",
        dependabot_ecosystem="nuget",
    )
