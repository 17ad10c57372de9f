"""Ruby on Rails: what its own files say of databases, queues, assets and health, and the image Rails' authors recommend."""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType

from ..model.command import Command
from ..model.container import ContainerFacts, Copy, RunStep
from ..model.facts import Detection, Evidence, Fact, Notice, assume
from ..model.profile import DataFile, EnvVar, Manifest, Process, Profile, Reading, ServiceUse
from ..model.provider import Stack
from ..model.text import Text
from ..model.tree import Tree, join
from ..toolchains.assets import asset_stage, read_assets, runs, script
from ..toolchains.ruby.gemfile import read_gemfile, read_lock
from ..toolchains.ruby.reading import SERVERS, web_command

_ADAPTERS = {"postgresql": "postgresql", "postgis": "postgresql", "mysql2": "mysql", "trilogy": "mysql", "sqlite3": "sqlite"}


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    gem = manifest.dependencies.get("rails") or manifest.dependencies.get("railties")
    line = tree.find(join(app, "config/application.rb"), r"Rails::Application|require\s+['\"]rails")
    if gem and line:
        return Detection("rails", 95, (*gem.evidence, line))
    return Detection("rails", 90, (line,)) if line else Detection("rails", 40, gem.evidence) if gem else None


def _release(tree: Tree, app: str, manifest: Manifest) -> tuple[int, int]:
    version = manifest.locked.get("rails") or manifest.locked.get("railties") or (manifest.dependencies["rails"].value if "rails" in manifest.dependencies else "")
    numbers = [int(n) for n in re.findall(r"\d+", version)[:2]]
    return (numbers[0], numbers[1] if len(numbers) > 1 else 0) if numbers else (8, 0)


def _rails(tree: Tree, app: str) -> tuple[str, ...]:
    return ("bin/rails",) if tree.has(join(app, "bin/rails")) else ("bundle", "exec", "rails")


def _states_ruby(tree: Tree, app: str) -> bool:
    return bool(read_gemfile(tree, app).ruby or read_lock(tree, app).ruby or tree.has(join(app, ".ruby-version")) or tree.find(join(app, ".tool-versions"), r"^ruby\s"))


def _databases(tree: Tree, app: str, manifest: Manifest) -> tuple[tuple[Fact[ServiceUse], ...], tuple[Fact[EnvVar], ...]]:
    """By the adapters ``config/database.yml`` names, production's or those all environments share."""
    path = next((join(app, n) for n in ("config/database.yml", "config/database.yml.example", "config/database.yml.sample", "config/database.example.yml") if tree.has(join(app, n))), "")
    services: list[Fact[ServiceUse]] = []
    for number, line in enumerate((tree.text(path) or "").split("\n") if path else (), 1):
        match = re.match(r"\s*adapter:\s*[\"']?(?:<%=.*?[\"'](?=\w+[\"']\s*[)}%])[\"']?)?(\w+)", line)
        kind = _ADAPTERS.get(match[1]) if match else None
        if match and kind and not any(s.value.kind == kind for s in services):
            services.append(Fact(ServiceUse(kind, "", match[1]), (Evidence(path, number, line.strip()),)))  # type: ignore[arg-type]
    if not services and "sqlite3" in manifest.dependencies:
        services.append(manifest.dependencies["sqlite3"].with_value(ServiceUse("sqlite", "", "sqlite3")))
    if len(services) > 1:
        # A server's adapter outweighs the file development uses.
        services = [s for s in services if s.value.kind != "sqlite" or _in_production(tree, path, s.evidence[0].line)] or services
    servers = [s for s in services if s.value.kind != "sqlite"]
    env = (Fact(EnvVar("DATABASE_URL", required=not re.search(r"host(?:name)?:\s*\S|ENV", tree.text(path) or ""), is_secret=True), servers[0].evidence),) if servers else ()
    return tuple(services), env


def _data_files(tree: Tree, app: str) -> tuple[Fact[DataFile], ...]:
    """The SQLite files production's section of ``config/database.yml`` names; Rails before 7.1 put them among the schema."""
    path = join(app, "config/database.yml")
    start = tree.find(path, r"^production:")
    found = []
    for number, line in enumerate((tree.text(path) or "").split("\n") if start else (), 1):
        if start and number > start.line:
            if re.match(r"\S", line) and not line.startswith("#"):
                break
            match = re.match(r"\s+database:\s*[\"']?([\w./-]+\.sqlite3)[\"']?\s*(?:#.*)?$", line)
            if match:
                found.append(Fact(DataFile(match[1]), (Evidence(path, number, line.strip()),)))
    return tuple(found)


def _in_production(tree: Tree, path: str, line: int) -> bool:
    start = tree.find(path, r"^production:")
    return bool(start and line > start.line)


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    release, rails = _release(tree, app, manifest), _rails(tree, app)
    config = Evidence(join(app, "config/application.rb"))
    gem = manifest.dependencies.get("rails")
    version = manifest.locked.get("rails")
    if not any(tree.has(join(app, n)) for n in ("config/application.rb", "config.ru")):
        # A gem for Rails: only its tests have an application.
        return Reading(framework_version=Fact(version, gem.evidence) if version and gem else gem)
    commands: dict[str, Fact[Command]] = {}
    processes: list[Fact[Process]] = []
    # Until Rails 5 these were Rake's.
    tasks = rails if release >= (5, 0) else ("bin/rake",) if tree.has(join(app, "bin/rake")) else ("bundle", "exec", "rake")
    schema = next((Evidence(p) for p in (join(app, "db/schema.rb"), join(app, "db/structure.sql")) if tree.has(p)), None)
    migrations = schema or next((Evidence(p) for p in tree.glob("db/migrate/*.rb", app)[:1]), None)
    if migrations:
        migrate = Command(*tasks, "db:prepare" if release >= (6, 0) else "db:migrate")
        commands["migrate"] = Fact(migrate, (migrations,))
        if not tree.find(join(app, "Procfile"), r"^release:"):
            processes.append(Fact(Process("release", "release", migrate), (migrations,)))
    seeds = join(app, "db/seeds.rb")
    if any(re.match(r"\s*[^#\s]", line) for line in (tree.text(seeds) or "").split("\n")):
        commands["seed"] = Fact(Command(*tasks, "db:seed"), (Evidence(seeds),))
    puma = next((join(app, n) for n in ("config/puma.rb",) if tree.has(join(app, n))), "")
    web = web_command(tree, app)
    if web:
        commands["start"] = web
    elif "puma" in manifest.dependencies:
        line = Command("bundle", "exec", "puma", "-C", "config/puma.rb") if puma else Command("bundle", "exec", "puma", "--bind", "tcp://0.0.0.0:3000")
        commands["start"] = Fact(line, (Evidence(puma),) if puma else manifest.dependencies["puma"].evidence)
    elif "unicorn" in manifest.dependencies and tree.has(join(app, "config/unicorn.rb")):
        commands["start"] = Fact(Command("bundle", "exec", "unicorn", "-c", "config/unicorn.rb"), (Evidence(join(app, "config/unicorn.rb")),))
    else:
        commands["start"] = Fact(Command(*rails, "server", "-b", "0.0.0.0"), (config,))
    commands["dev"] = Fact(Command("bin/dev"), (Evidence(join(app, "bin/dev")),)) if tree.has(join(app, "bin/dev")) else Fact(Command(*rails, "server", "-b", "0.0.0.0"), (config,))
    tests = tree.glob("test/**/*_test.rb", app)
    systems = [path for path in tests if path.startswith(join(app, "test/system/"))]
    if set(tests) - set(systems) and not (manifest.dependency("rspec-rails") and tree.has_dir(join(app, "spec"))):
        commands["test"] = Fact(Command(*tasks, "test"), (Evidence(min(set(tests) - set(systems))),))
    if systems:
        commands["e2e"] = Fact(Command(*rails, "test:system"), (Evidence(systems[0]),))
    traits = _assets(tree, app, manifest, release)
    if "rails.assets" in traits:
        commands["build"] = traits["rails.assets"].with_value(Command(*tasks, "assets:precompile"))
    services, env = _databases(tree, app, manifest)
    credentials = join(app, "config/credentials.yml.enc")
    own = join(app, "config/credentials/production.yml.enc")
    sealed = own if tree.has(own) else credentials if tree.has(credentials) else ""
    env += (Fact(EnvVar("RAILS_MASTER_KEY", is_secret=True), (Evidence(sealed),)),) if sealed else (Fact(EnvVar("SECRET_KEY_BASE", is_secret=True), (config,)),)
    cable = tree.find(join(app, "config/cable.yml"), r"^\s*adapter:\s*[\"']?redis")
    if cable and manifest.locked.get("redis") and _in_production(tree, cable.path, cable.line):
        services += (Fact(ServiceUse("redis", "", "actioncable"), (cable,)),)
    smtp = tree.find(join(app, "config/environments/production.rb"), r"^\s*config\.action_mailer\.(?:smtp_settings|delivery_method\s*=\s*:smtp)")
    if smtp:
        services += (Fact(ServiceUse("mail", "", "actionmailer"), (smtp,)),)
    notices: tuple[Notice, ...] = ()
    if release < (6, 1) and not manifest.locked.get("rails", "").startswith("6.1") and not _states_ruby(tree, app):
        notices = (Notice("warning", "runtime", Text(f"no file states the Ruby version, and Rails {release[0]}.{release[1]} is older than Ruby 3: name the version you run in .ruby-version",
                                                     f"aucun fichier n'indique la version de Ruby, et Rails {release[0]}.{release[1]} est antérieur à Ruby 3 : indiquez-la dans .ruby-version"), (config,)),)
    routes = join(app, "config/routes.rb")
    health = tree.find(routes, r"^\s*get\s+['\"]?/?up['\"]?.*rails/health#show")
    # At the outermost level only: a namespace around it would be part of the path.
    own = tree.find(routes, r"^  get\s+[:'\"]/?(?:_?health(?:z|[-_]?check)?|up|ping|alive|livez|status)\b")
    answered = re.search(r"get\s+[:'\"]/?([\w-]+)", own.quote) if own and not health else None
    sample = next((e for n in ("config/database.yml.sample", "config/database.yml.example", "config/database.example.yml") if tree.has(join(app, n)) and (e := Evidence(join(app, n)))), None)
    if sample and not tree.has(join(app, "config/database.yml")):
        notices += (Notice("warning", "database", Text(f"config/database.yml is not in the repository, only {sample.path}: an image built from it has no database settings; commit one that reads DATABASE_URL",
                                                       f"config/database.yml n'est pas dans le dépôt, seulement {sample.path} : une image construite ainsi n'a pas de réglages de base ; versionnez-en un qui lit DATABASE_URL"), (sample,)),)
    return Reading(
        framework_version=Fact(version, gem.evidence if gem else (config,)) if version else gem, commands=MappingProxyType(commands), processes=tuple(processes), services=services, env=env,
        traits=MappingProxyType(traits), port=assume(3000, "Rails' documented port", "le port documenté de Rails"), health_path=Fact("/up", (health,)) if health else Fact("/" + answered[1], (own,)) if answered and own else None,
        notices=notices, data_files=_data_files(tree, app),
    )


def _assets(tree: Tree, app: str, manifest: Manifest, release: tuple[int, int]) -> dict[str, Fact[str]]:
    traits: dict[str, Fact[str]] = {"rails.release": assume(f"{release[0]}.{release[1]}", "from the locked gem", "d'après le gem verrouillé")}
    if tree.has(join(app, "config/database.yml")):
        traits["rails.database"] = Fact("config/database.yml", (Evidence(join(app, "config/database.yml")),))
    bootsnap = manifest.dependencies.get("bootsnap")
    if bootsnap:
        traits["rails.bootsnap"] = bootsnap.with_value("bootsnap")
    storage = tree.find(join(app, "config/storage.yml"), r"^\s*service:\s*Disk")
    if storage:
        traits["rails.storage"] = Fact("storage", (storage,))
    if not any(path.rpartition("/")[0] and not path.endswith("/.keep") for path in tree.files(join(app, "app/assets"))) and not tree.has_dir(join(app, "app/javascript")) and not tree.has_dir(join(app, "app/frontend")):
        return traits
    pipeline = next((manifest.dependencies[g] for g in ("propshaft", "sprockets-rails", "sprockets", "sass-rails", "vite_rails", "vite_ruby", "shakapacker", "webpacker") if g in manifest.dependencies), None)
    if pipeline is None and release < (7, 0) and "rails" in manifest.dependencies:
        pipeline = manifest.dependencies["rails"]
    if pipeline is None and any(manifest.locked.get(g) for g in ("sprockets-rails", "propshaft")):
        pipeline = next(iter(manifest.dependencies.values()))
    if pipeline is None:
        return traits
    traits["rails.assets"] = pipeline.with_value("assets:precompile")
    bundlers = {"jsbundling-rails": "build", "cssbundling-rails": "build:css"}
    used = [g for g in (*bundlers, "vite_rails", "vite_ruby", "shakapacker", "webpacker") if g in manifest.dependencies]
    modules = next((e for path in tree.files(join(app, "config")) if path.endswith(".rb") and (e := tree.find(path, r"^\s*[^#\s].*assets\.(?:paths|precompile).*node_modules"))), None)
    if used:
        traits |= read_assets(tree, app)
        traits["rails.bundlers"] = manifest.dependencies[used[0]].with_value(" ".join(used))
    elif modules:
        traits |= read_assets(tree, app)
        traits["rails.node_modules"] = Fact("node_modules", (modules,))
    return traits


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    release = tuple(int(n) for n in profile.trait("rails.release", "8.0").split("."))
    used = profile.trait("rails.bundlers").split()
    env = {"RAILS_ENV": "production", "RAILS_LOG_TO_STDOUT": "1", "RAILS_SERVE_STATIC_FILES": "1", "PIDFILE": "/tmp/server.pid", "LD_PRELOAD": "libjemalloc.so.2"}
    shared = {"RAILS_ENV": "production", "BUNDLE_WITHOUT": profile.trait("bundler.aside", "development:test"), "BUNDLE_PATH": "/usr/local/bundle"}
    steps: list[RunStep] = []
    sides = ()
    notices = list(facts.notices)
    if profile.trait("rails.bootsnap"):
        shared["BOOTSNAP_CACHE_DIR"] = "/app/.cache"
        env |= {"BOOTSNAP_CACHE_DIR": "/app/.cache", "BOOTSNAP_READONLY": "true"}
        folders = tuple(n for n in ("app/", "lib/") if n in profile.entries)
        steps.append(RunStep((Command("bundle", "exec", "bootsnap", "precompile", "--gemfile", *folders),), Text("Compiled Ruby, so that it starts faster.", "Ruby précompilé, pour démarrer plus vite.")))
    if profile.trait("rails.assets"):
        # No real secret is needed to build: Rails 7.1 and later make a throw-away key, older ones take any.
        dummy = "SECRET_KEY_BASE_DUMMY=1" if release >= (7, 1) else "SECRET_KEY_BASE=build"
        database = " DATABASE_URL=nulldb://build" if profile.trait("rails.nulldb") else ""
        if used and profile.trait("assets.manager"):
            sides = (_stage(profile, used),)
            shared |= {"SKIP_JS_BUILD": "1", "SKIP_CSS_BUILD": "1", "SKIP_YARN_INSTALL": "1", "SKIP_BUN_INSTALL": "1", "VITE_RUBY_SKIP_ASSETS_PRECOMPILE_EXTENSION": "true",
                       "SHAKAPACKER_PRECOMPILE": "false", "WEBPACKER_PRECOMPILE": "false"}
        elif profile.trait("rails.node_modules") and profile.trait("assets.manager"):
            # No bundler: the pipeline itself takes files out of the packages.
            sides = (asset_stage(profile, (), (Copy(("/app/node_modules/",), "node_modules/"),)),)
        precompile = profile.command("build") or Command("bin/rails", "assets:precompile")
        steps.append(RunStep((Command.shell(f"{dummy}{database} {precompile.line}"), Command("rm", "-rf", "tmp", "log", "node_modules")), Text("Assets, with a throw-away key.", "Les ressources, avec une clé jetable.")))
    storage = bool(profile.trait("rails.storage")) or profile.uses("sqlite")
    start = profile.command("start") or facts.command
    if not SERVERS.search(start.line) and " server" not in start.line:
        # A front proxy or a script of the project's own: the server itself is what an orchestrator wants to see.
        start = Command("bundle", "exec", "puma", "-C", "config/puma.rb")
    return replace(
        facts, command=start, side_stages=sides, build_env=shared if steps else {}, build=tuple(steps),
        outputs=(Copy(("/app/",), "./"),) if steps else (), final_sources=() if steps else facts.final_sources,
        run_env={**facts.run_env, **env}, run_packages=tuple(sorted({*facts.run_packages, "libjemalloc2"})), writable=("/tmp", "/app/log", *(("/app/storage",) if storage else ()), "/app/tmp"), kept=("/app/storage",) if storage else (), data_directory="/app/storage", notices=tuple(notices),
    )


def _stage(profile: Profile, used: list[str]):
    env = {"NODE_ENV": "production", "RAILS_ENV": "production"}
    if {"vite_rails", "vite_ruby"} & set(used):
        return asset_stage(profile, (runs(profile, "vite", "build", "--mode", "production"),), (Copy(("/app/public/",), "public/"),), env=env)
    if {"shakapacker", "webpacker"} & set(used):
        return asset_stage(profile, (runs(profile, "webpack", "--config", "config/webpack/webpack.config.js" if "shakapacker" in used else "config/webpack/production.js"),), (Copy(("/app/public/",), "public/"),), env=env)
    lines = tuple(script(profile, name) for gem, name in (("jsbundling-rails", "build"), ("cssbundling-rails", "build:css")) if gem in used and profile.trait(f"assets.script.{name}"))
    return asset_stage(profile, lines or (script(profile, "build"),), (Copy(("/app/app/assets/builds/",), "app/assets/builds/"),), env=env)


STACK = Stack("rails", "Ruby on Rails", "ruby", detect, read, container, aliases=("rubyonrails", "ruby-on-rails", "ror"))
