"""A Python project on CI: runtime, package manager, frozen install, caches."""

from __future__ import annotations

from ...model.ci import ActionUse, CIFacts, set_up
from ...model.command import Command
from ...model.profile import Profile
from ...model.tree import join
from .container import wanted_of
from .images import python_image
from .installers import RUN, install_commands, tool_version


def ci(profile: Profile) -> CIFacts:
    assert profile.runtime and profile.package_manager
    version = profile.runtime.value.version
    manager = profile.package_manager.value.id
    need = wanted_of(profile)
    lock = profile.package_manager.value.lockfile
    keys = (lock,) if lock else tuple(join(profile.root, m) for m in profile.trait("python.manifests").split("\n") if m)
    setup_python = {"python-version": version}
    tool: tuple[Command, ...] = ()
    setup: tuple[ActionUse | Command, ...]
    if manager == "uv":
        uv = tool_version("uv", need)
        setup = (ActionUse("actions/setup-python", setup_python, set_up("Python")), ActionUse("astral-sh/setup-uv", {"version": uv, "enable-cache": "true", "cache-dependency-glob": lock or "**/pyproject.toml"}, set_up("uv")))
        tool = (Command("pip", "install", f"uv=={uv}"),)
    elif manager in ("poetry", "pdm", "pipenv"):
        pinned = tool_version(manager, need)
        install = Command("pipx", "install", f"{manager}=={pinned}")
        # setup-python asks Poetry and Pipenv for their cache directories, so they have to be there first.
        cache = {"cache": manager, "cache-dependency-path": lock} if manager != "pdm" and lock else {}
        use = ActionUse("actions/setup-python", setup_python | cache, set_up("Python"))
        setup = (install, use)
        tool = (Command("pip", "install", f"{manager}=={pinned}"),)
    else:
        cache = {"cache": "pip", "cache-dependency-path": "\n".join(keys)} if keys else {}
        setup = (ActionUse("actions/setup-python", setup_python | cache, set_up("Python")),)
    folders = {"uv": ".cache/uv/", "poetry": ".cache/pypoetry/", "pdm": ".cache/pdm/", "pipenv": ".cache/pipenv/"}
    env = {"uv": {"UV_CACHE_DIR": "$CI_PROJECT_DIR/.cache/uv"}, "poetry": {"POETRY_CACHE_DIR": "$CI_PROJECT_DIR/.cache/pypoetry"}, "pdm": {"PDM_CACHE_DIR": "$CI_PROJECT_DIR/.cache/pdm"},
           "pipenv": {"PIPENV_CACHE_DIR": "$CI_PROJECT_DIR/.cache/pipenv"}}
    return CIFacts(
        setup=setup,
        image=python_image(version),
        image_setup=tool,
        install=install_commands(manager, need),
        run_prefix=RUN.get(manager, ()),
        cache_paths=(".cache/pip/", *((folders[manager],) if manager in folders else ())),
        cache_key_files=keys,
        cache_env={"PIP_CACHE_DIR": "$CI_PROJECT_DIR/.cache/pip"} | env.get(manager, {}),
        codeql_language="python",
        dependabot_ecosystem="uv" if manager == "uv" else "pip",
    )
