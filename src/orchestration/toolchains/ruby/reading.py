"""Reading a Ruby project: gems, versions, commands, processes and what its web server listens on."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Any

from ...model.command import Command, words
from ...model.facts import Detection, Evidence, Fact, Notice
from ...model.profile import EnvVar, Manifest, PackageManager, Process, Reading, ServiceUse, SystemPackage
from ...model.text import Text
from ...model.tree import Tree, join
from ..stated import tool_versions, version_file
from .dependencies import NATIVE, PROGRAMS, TOOLS
from .gemfile import read_gemfile, read_lock

_PAGE = ("_layouts", "_posts", "_includes")
_SINATRA = re.compile(r"^\s*require\s+['\"]sinatra(?:/base)?['\"]", re.M)
SERVERS = re.compile(r"\b(?:puma|unicorn|falcon|thin|passenger|iodine|pitchfork|rackup|agoo)\b")


def detect(tree: Tree, folder: str) -> Detection | None:
    found = read_gemfile(tree, folder)
    rack, rails, pages = (join(folder, n) for n in ("config.ru", "config/application.rb", "_config.yml"))
    at = (Evidence(found.path),) if found.path else ()
    if tree.has(rails) and (found.path or tree.has(rack)) and (line := tree.find(rails, r"Rails::Application|require\s+['\"](?:rails|\w+/railtie)")):
        return Detection("ruby", 95, (line, *at))
    if tree.has(rack) and (found.path or not _inside(tree, folder)):
        return Detection("ruby", 85, (Evidence(rack), *at))
    jekyll = found.gems.get("jekyll") or found.gems.get("github-pages") or found.aside.get("jekyll") or found.aside.get("github-pages")
    if tree.has(pages) and (jekyll or (any(tree.has_dir(join(folder, d)) for d in _PAGE) and not found.path)):
        return Detection("ruby", 80 if jekyll else 65, (jekyll.evidence[0] if jekyll else Evidence(pages), Evidence(pages)))
    if not found.path:
        return None
    sinatra = found.gems.get("sinatra")
    if sinatra:
        return Detection("ruby", 80, (*sinatra.evidence, *at))
    if not found.is_library and {*found.gems, *found.aside} <= TOOLS:
        return Detection("ruby", 20, at)
    return Detection("ruby", 60, at)


def _inside(tree: Tree, folder: str) -> bool:
    """Whether a Gemfile lies above: then a ``config.ru`` here is a part of that app (its WebSocket server), not one of its own."""
    while folder != ".":
        folder = folder.rpartition("/")[0] or "."
        if any(tree.has(join(folder, name)) for name in ("Gemfile", "gems.rb")):
            return True
    return False


def workspaces(tree: Tree, root: str) -> tuple[str, ...]:
    return ()


def manifest(tree: Tree, app: str, root: str) -> Manifest:
    found, lock = read_gemfile(tree, app), read_lock(tree, app)
    return Manifest(found.path or join(app, "Gemfile"), "", found.gems, found.aside, MappingProxyType({}), lock.gems)


def _versions(tree: Tree, app: str, root: str) -> tuple[Fact[str], ...]:
    """Bundler refuses any Ruby but an exact one the Gemfile names, so that comes first; a range there comes after what narrows it."""
    found, lock = read_gemfile(tree, app), read_lock(tree, app)
    files = tuple(f for f in version_file(tree, app, root, ".ruby-version") if re.match(r"(?:ruby-)?\d", f.value))
    exact = found.ruby if found.ruby and re.fullmatch(r"\d+\.\d+\.\d+(?:-p\d+)?", found.ruby.value) else None
    stated = ((exact,) if exact else ()) + files + ((lock.ruby,) if lock.ruby else ()) + ((found.ruby,) if found.ruby and not exact else ()) + tool_versions(tree, app, root, "ruby")
    return tuple(f.with_value(re.sub(r"^ruby-|-?p\d+$", "", f.value)) for f in stated)


def bundled(*argv: str) -> Command:
    return Command("bundle", "exec", *argv)


def _commands(tree: Tree, app: str, found: Manifest, proof: tuple[Evidence, ...]) -> dict[str, Fact[Command]]:
    commands: dict[str, Fact[Command]] = {}

    def offer(name: str, gem: str, *argv: str, also: bool = True) -> None:
        fact = found.dependency(gem)
        if fact and also:
            commands.setdefault(name, fact.with_value(bundled(*argv)))

    commands["install"] = Fact(Command("bundle", "install"), proof)
    rubocop = next((g for g in ("rubocop", "rubocop-rails-omakase", "rubocop-rails", "rubocop-shopify", "rubocop-govuk") if found.dependency(g)), "rubocop")
    offer("lint", rubocop, "rubocop")
    offer("lint", "standard", "standardrb")
    offer("typecheck", "sorbet", "srb", "tc")
    offer("typecheck", "steep", "steep", "check")
    specs = tree.has_dir(join(app, "spec"))
    for gem in ("rspec-rails", "rspec"):
        offer("test", gem, "rspec", also=specs)
    rakefile = join(app, "Rakefile")
    task = tree.find(rakefile, r"TestTask\.new|Minitest::TestTask|RSpec::Core::RakeTask|task\s+:?test\b")
    if task and "test" not in commands and not tree.has(join(app, "config/application.rb")):
        commands["test"] = Fact(bundled("rake", "spec" if "RSpec" in task.quote else "test"), (task,))
    return commands


def _packages(tree: Tree, app: str) -> tuple[Fact[SystemPackage], ...]:
    """By every locked gem, direct or not; by the Gemfile's own where there is no lockfile."""
    found, lock = read_gemfile(tree, app), read_lock(tree, app)
    names = set(lock.gems) | set(found.gems)
    out: list[Fact[SystemPackage]] = []
    for name in sorted(names - set(found.aside)):
        at = found.gems[name].evidence if name in found.gems else ((tree.find(lock.path, rf"^    {re.escape(name)} \(") or Evidence(lock.path)),)
        build, run = NATIVE.get(name, ((), ())) if name not in lock.prebuilt else ((), ())
        # Image libraries lock both of their processors; a program is there for the one that is used.
        run += PROGRAMS.get(name, ()) if name != "mini_magick" or "ruby-vips" not in names or name in found.gems or _uses_mini_magick(tree, app) else ()
        out += [Fact(SystemPackage(p, "build", name), at) for p in build] + [Fact(SystemPackage(p, "run", name), at) for p in run]
    return tuple(out)


def _uses_mini_magick(tree: Tree, app: str) -> bool:
    """Active Storage's own setting, or code that names it; Rails takes vips since 7.0."""
    return any(not at.path.startswith(join(app, "test") + "/") for at, _ in tree.search(re.compile(r"variant_processor\s*=\s*:mini_magick|\bMiniMagick\b|ImageProcessing::MiniMagick"), (".rb",), app))


_WORKERS = (
    ("sidekiq", ("bundle", "exec", "sidekiq")), ("good_job", ("bundle", "exec", "good_job", "start")), ("que", ("bundle", "exec", "que")),
    ("delayed_job_active_record", ("bundle", "exec", "rake", "jobs:work")), ("delayed_job", ("bundle", "exec", "rake", "jobs:work")), ("resque", ("bundle", "exec", "rake", "resque:work")),
    ("shoryuken", ("bundle", "exec", "shoryuken", "--rails")), ("sneakers", ("bundle", "exec", "rake", "sneakers:run")), ("karafka", ("bundle", "exec", "karafka", "server")),
    ("racecar", ("bundle", "exec", "racecar")),
)


def workers(tree: Tree, app: str, found: Manifest) -> tuple[Fact[Process], ...]:
    """Queue workers by the gem that runs them, where no Procfile names one."""
    procfile = tree.text(join(app, "Procfile")) or ""
    out: list[Fact[Process]] = []
    for gem, argv in _WORKERS:
        fact = found.dependencies.get(gem)
        if fact and gem.removesuffix("_active_record") not in procfile and "jobs:work" not in procfile and all(o.value.command != Command(*argv) for o in out):
            out.append(fact.with_value(Process(gem.replace("_", "-") if out else "worker", "worker", Command(*argv))))
    queue = found.dependencies.get("solid_queue")
    if queue and not out and not re.search(r"bin/jobs|solid_queue", procfile):
        line = Command("bin/jobs") if tree.has(join(app, "bin/jobs")) else Command("bundle", "exec", "rake", "solid_queue:start")
        out.append(queue.with_value(Process("worker", "worker", line)))
    clock = found.dependencies.get("clockwork")
    if clock and tree.has(join(app, "clock.rb")) and "clockwork" not in procfile:
        out.append(clock.with_value(Process("clock", "cron", bundled("clockwork", "clock.rb"))))
    return tuple(out)


_READS_PORT = r"\bENV(?:\.fetch[\s(]\s*['\"]PORT['\"]\s*(?:,|\)\s*\{)|\[['\"]PORT['\"]\]\s*\|\|)\s*['\"]?(?P<port>\d{2,5})\b"
"""A program of its own that takes its port from the environment."""


def port_of(tree: Tree, app: str) -> Fact[int] | None:
    """Puma's configuration, the Procfile, Sinatra's own setting, or what the program itself falls back to."""
    for name, pattern in (
        ("config/puma.rb", r"^\s*port[\s(]+(?:Integer\()?(?:ENV\.fetch[\s(]+\s*['\"]PORT['\"]\s*(?:,\s*|\)\s*\{\s*)|ENV\[['\"]PORT['\"]\]\s*\|\|\s*)?['\"]?(?P<port>\d{2,5})\b"),
        ("config/puma.rb", r"^\s*bind[\s(]+.*(?::|\{\s*['\"]?|,\s*['\"]?)(?P<port>\d{4,5})\b"), ("puma.rb", r"^\s*port[\s(]+(?:ENV.*?)?['\"]?(?P<port>\d{4,5})\b"),
        ("Procfile", r"^web:.*(?:-p|--port)[ =]?(?:\$\{PORT:-)?(?P<port>\d{2,5})\b"), ("app.rb", r"^\s*set\s+:port,\s*(?:ENV.*?)?['\"]?(?P<port>\d{2,5})\b"),
        *((name, _READS_PORT) for name in ("config.ru", "app.rb", "main.rb", "server.rb", "run.rb", "bin/server")),
    ):
        path = join(app, name)
        at = tree.find(path, pattern)
        match = re.search(pattern, at.quote) if at else None
        if at and match and 0 < int(match["port"]) < 65536:
            return Fact(int(match["port"]), (at,))
    return None


_ROUTE = re.compile(r"^\s*(?:get|map|r\.get|r\.on|match)[\s(]+['\"](?P<path>/?(?:up|healthz?|health_?check|health-check|livez|readyz|status|ping|_?alive)(?:\.json)?)['\"]", re.M)


def health_of(tree: Tree, app: str) -> Fact[str] | None:
    for at, match in tree.search(_ROUTE, (".rb", ".ru"), app):
        if not re.search(r"(?:^|/)(?:spec|test)/", at.path):
            return Fact("/" + match["path"].lstrip("/"), (at,))
    return None


def sinatra_file(tree: Tree, app: str) -> Evidence | None:
    for at, _ in tree.search(_SINATRA, (".rb",), app):
        if at.path.count("/") == (0 if app == "." else app.count("/") + 1):
            return at
    return None


def read(tree: Tree, app: str, root: str, found: Manifest) -> Reading:
    gemfile, lock = read_gemfile(tree, app), read_lock(tree, app)
    at = Evidence(lock.path or gemfile.path or found.path)
    proof = tuple(Evidence(p) for p in (gemfile.path, lock.path) if p) or (at,)
    traits: dict[str, Fact[str]] = {"bundler.aside": Fact(":".join(sorted(gemfile.groups | {"development", "test"})), proof)}
    if lock.has_git:
        traits["bundler.git"] = Fact("git", (at,))
    if lock.remotes:
        traits["bundler.remotes"] = Fact(" ".join(lock.remotes), (at,))
    if lock.paths:
        traits["bundler.paths"] = Fact(" ".join(lock.paths), (at,))
    notices: list[Notice] = []
    if gemfile.path and not lock.path:
        notices.append(Notice("warning", "lockfile", Text("Gemfile.lock is missing: installs are not reproducible; run bundle lock and commit it",
                                                          "Gemfile.lock est absent : les installations ne sont pas reproductibles ; lancez bundle lock et versionnez-le"), (Evidence(gemfile.path),)))
    missing = sorted(set(gemfile.gems) - set(lock.gems)) if lock.path and not lock.paths else []
    missing = [m for m in missing if m not in lock.direct]
    if missing:
        notices.append(Notice("error", "lockfile", Text(f"Gemfile.lock does not know {', '.join(missing[:5])}: run bundle install", f"Gemfile.lock ne connaît pas {', '.join(missing[:5])} : lancez bundle install"),
                              tuple(gemfile.gems[m].evidence[0] for m in missing[:5])))
    env: tuple[Fact[EnvVar], ...] = ()
    services: tuple[Fact[ServiceUse], ...] = ()
    sqlite = gemfile.gems.get("sqlite3")
    if sqlite and not tree.has(join(app, "config/database.yml")):
        services += (sqlite.with_value(ServiceUse("sqlite", "", "sqlite3")),)
    manager: Any = Fact(PackageManager("bundler", lock.bundler, lock.path), proof) if gemfile.path else Fact(PackageManager("none"), (at,))
    return Reading(
        language=Fact("ruby", proof), package_manager=manager, runtimes=_versions(tree, app, root), commands=MappingProxyType(_commands(tree, app, found, proof)), port=port_of(tree, app),
        health_path=health_of(tree, app), env=env, services=services, system_packages=_packages(tree, app), processes=workers(tree, app, found), traits=MappingProxyType(traits),
        notices=tuple(notices),
    )


def web_command(tree: Tree, app: str) -> Fact[Command] | None:
    """The Procfile's web process where it starts a production server."""
    at = tree.find(join(app, "Procfile"), r"^web:\s*\S")
    line = at.quote.split(":", 1)[1].strip() if at else ""
    if at and len(at.quote) < 120 and SERVERS.search(line):
        return Fact(words(line), (at,))
    return None
