"""Profiles and CI facts made by hand: what toolchains state, without needing any toolchain."""

from __future__ import annotations

from types import MappingProxyType

from orchestration import pins
from orchestration.model.ci import ActionUse, CIFacts, set_up
from orchestration.model.command import Command
from orchestration.model.decision import Wish
from orchestration.model.facts import Evidence, Fact, read
from orchestration.model.plan import Inputs
from orchestration.model.profile import App, EnvVar, PackageManager, Profile, Runtime, ServiceUse, StaticSite
from orchestration.model.request import Request
from orchestration.platforms import PLATFORMS
from orchestration.tasks.ci_cd import TASK

SEEN = Evidence("package.json", 1)


def fact(value):
    return read(value, SEEN)


def commands(**lines: str) -> MappingProxyType[str, Fact[Command]]:
    return MappingProxyType({name: fact(Command.shell(line) if "&&" in line else Command(*line.split())) for name, line in lines.items()})


def profile(name: str, *, path=".", root=".", language="javascript", toolchain="node", manager=("npm", "package-lock.json"), product="nodejs", version="24", cmds=None,
            services=(), env=(), port=3000, health="/healthz", site=None, apps=(), existing=(), entries=("package.json", "src/")) -> Profile:
    return Profile(
        project=name, path=path, root=root, name=fact(name), language=fact(language), toolchain=fact(toolchain), stack=fact(toolchain),
        package_manager=fact(PackageManager(manager[0], "", manager[1])), runtime=fact(Runtime(product, version, version, version)),
        commands=cmds if cmds is not None else commands(lint="npm run lint", test="npm test", build="npm run build"),
        port=fact(port) if port else None, health_path=fact(health) if health else None, site=fact(site) if site else None,
        env=tuple(fact(e) for e in env), services=tuple(fact(s) for s in services), apps=tuple(fact(a) for a in apps), existing=tuple(fact(e) for e in existing),
        entries=entries,
    )


def node_ci(manager: str, lock: str, browsers: bool = False) -> CIFacts:
    exec_ = {"npm": ("npx",), "pnpm": ("pnpm", "exec"), "yarn": ("yarn",)}[manager]
    setup: tuple = (ActionUse("actions/setup-node", {"node-version": "24", **({"cache": manager, "cache-dependency-path": lock} if lock else {})}, set_up("Node.js")),)
    if manager == "pnpm":
        setup = (ActionUse("pnpm/action-setup", {"version": "10.15.0", "run_install": "false"}, set_up("pnpm")), *setup)
    install = {"npm": Command("npm", "ci"), "pnpm": Command("pnpm", "install", "--frozen-lockfile"), "yarn": Command("yarn", "install", "--immutable")}[manager]
    return CIFacts(
        setup=setup, image=pins.image("node", "24", ("trixie-slim", "bookworm-slim")),
        image_setup=(Command("npm", "install", "--global", "pnpm@10.15.0"),) if manager == "pnpm" else (),
        install=(install if lock else Command("npm", "install"),), cache_paths=(".npm/",), cache_key_files=(lock,) if lock else (),
        cache_env={"npm_config_cache": "$CI_PROJECT_DIR/.npm"}, codeql_language="javascript-typescript", dependabot_ecosystem="npm",
        browsers=(Command(*exec_, "playwright", "install", "--with-deps", "chromium"),) if browsers else (),
        playwright_add=(Command("npm", "init", "playwright@latest"),),
    )


PYTHON_CI = CIFacts(
    setup=(ActionUse("astral-sh/setup-uv", {"enable-cache": "true", "python-version": "3.13"}, set_up("uv")),),
    image=pins.image("python", "3.13", ("slim-trixie", "slim-bookworm")), image_setup=(Command("pip", "install", "--quiet", "uv==0.9.7"),),
    install=(Command("uv", "sync", "--locked"),), cache_paths=(".uv-cache/",), cache_key_files=("uv.lock",), cache_env={"UV_CACHE_DIR": "$CI_PROJECT_DIR/.uv-cache"},
    codeql_language="python", dependabot_ecosystem="uv",
)
GO_CI = CIFacts(
    setup=(ActionUse("actions/setup-go", {"go-version-file": "go.mod"}, set_up("Go")),), image=pins.image("golang", "1.26", ("trixie", "bookworm")),
    install=(Command("go", "mod", "download"), Command("go", "mod", "verify")), cache_paths=(".go/",), cache_key_files=("go.sum",),
    cache_env={"GOMODCACHE": "$CI_PROJECT_DIR/.go"}, codeql_language="go", codeql_build_mode="autobuild", dependabot_ecosystem="gomod",
)

APPS = (App("apps/web", "web", "node", "nextjs"), App("apps/api", "api", "node", "express"))

CASES: dict[str, tuple[Profile, CIFacts]] = {
    "node-pnpm": (
        profile("shop", manager=("pnpm", "pnpm-lock.yaml"), cmds=commands(lint="pnpm run lint", typecheck="pnpm run typecheck", test="pnpm test", e2e="pnpm run e2e",
                                                                          build="pnpm run build", migrate="pnpm run migrate"),
                services=(ServiceUse("postgresql", "16", "pg"), ServiceUse("redis", "", "ioredis")),
                env=(EnvVar("DATABASE_URL", True, True), EnvVar("REDIS_URL", True), EnvVar("JWT_SECRET", True, True), EnvVar("NEXT_PUBLIC_API", True, at_build=True))),
        node_ci("pnpm", "pnpm-lock.yaml", browsers=True)),
    "python-uv": (
        profile("api", language="python", toolchain="python", manager=("uv", "uv.lock"), product="python", version="3.13", port=8000,
                cmds=commands(lint="uv run ruff check .", typecheck="uv run mypy .", test="uv run pytest"), services=(ServiceUse("mongodb", "7", "pymongo"),),
                env=(EnvVar("MONGO_URL", True),), entries=("app/", "pyproject.toml", "uv.lock")),
        PYTHON_CI),
    "go": (
        profile("svc", language="go", toolchain="go", manager=("gomod", "go.sum"), product="go", version="1.26", port=8080, health=None,
                cmds=commands(lint="go vet ./...", test="go test ./...", build="go build ./..."), entries=("go.mod", "main.go")),
        GO_CI),
    "monorepo": (
        profile("web", path="apps/web", apps=APPS, manager=("npm", "package-lock.json"), entries=("package.json", "wrangler.jsonc")),
        node_ci("npm", "package-lock.json")),
    "static": (
        profile("site", site=StaticSite("dist", True), port=None, health=None, cmds=commands(build="npm run build")), node_ci("npm", "package-lock.json")),
    "bare": (
        profile("bare", manager=("npm", ""), cmds=commands(), port=None, health=None), node_ci("npm", "")),
    "hostile": (
        profile("hostile", path="a b'; touch pwned #", root="a b'; touch pwned #",
                cmds=MappingProxyType({"test": fact(Command("npm", "run", "${{ secrets.X }}$(id)`id`")), "lint": fact(Command.shell("echo '${{ github.token }}' && true")),
                                       "build": fact(Command("npm", "run", "a: b #c"))}),
                env=(EnvVar("A_${{ x }}", True), EnvVar("B", True))),
        node_ci("npm", "package-lock.json")),
}


def inputs(case: str, platform: str | None, *, wishes: tuple[Wish, ...] = (), language="en", **options) -> Inputs:
    made, ci = CASES[case]
    request = Request("ci_cd", platform=platform, language=language, options=MappingProxyType(options))
    return Inputs(request, made, container=None, ci=ci, platform=PLATFORMS[platform] if platform else None, wishes=wishes)


def made(case: str, platform: str | None, **more):
    """(spec, plan) of a case."""
    given = inputs(case, platform, **more)
    spec = TASK.specify(given)
    return spec, TASK.plan(given, spec)


def text(plan, path: str) -> str:
    return next(a.text for a in plan.artefacts if a.path == path)
