"""Sinatra: a Rack app in a file or two."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from ..model.command import Command
from ..model.container import ContainerFacts
from ..model.facts import Detection, Evidence, Fact, assume
from ..model.profile import Manifest, Profile, Reading
from ..model.provider import Stack
from ..model.tree import Tree, join
from ..toolchains.ruby.reading import sinatra_file, web_command


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    gem = manifest.dependencies.get("sinatra")
    if gem is None:
        return None
    line = sinatra_file(tree, app)
    return Detection("sinatra", 80 if line or tree.has(join(app, "config.ru")) else 60, (*gem.evidence, *((line,) if line else ())))


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    gem = manifest.dependencies["sinatra"]
    commands: dict[str, Fact[Command]] = {}
    entry: Fact[str] | None = None
    rack, line, web = join(app, "config.ru"), sinatra_file(tree, app), web_command(tree, app)
    port = assume(4567, "Sinatra's documented port", "le port documenté de Sinatra")
    if tree.has(rack):
        port = assume(9292, "Rack's documented port", "le port documenté de Rack")
        entry = Fact("config.ru", (Evidence(rack),))
        commands |= rack_commands(tree, app, manifest)
    elif line:
        name = line.path.rpartition("/")[2]
        entry = Fact(name, (line,))
        commands["start"] = Fact(Command("bundle", "exec", "ruby", name, "-o", "0.0.0.0", "-e", "production"), (line,))
    if web:
        commands["start"] = web
    return Reading(framework_version=gem.with_value(manifest.locked.get("sinatra", gem.value)), commands=MappingProxyType(commands), entry=entry, port=port)


def rack_commands(tree: Tree, app: str, manifest: Manifest) -> dict[str, Fact[Command]]:
    """How a ``config.ru`` is served, by the server among the gems."""
    at = Evidence(join(app, "config.ru"))
    if "puma" in manifest.dependencies:
        puma = next((n for n in ("config/puma.rb", "puma.rb") if tree.has(join(app, n))), "")
        return {"start": Fact(Command("bundle", "exec", "puma", "-C", puma), (Evidence(join(app, puma)),)) if puma else manifest.dependencies["puma"].with_value(Command("bundle", "exec", "puma"))}
    for gem, argv in (("falcon", ("falcon", "serve", "--bind")), ("unicorn", ("unicorn", "-c", "config/unicorn.rb")), ("thin", ("thin", "start", "--environment", "production"))):
        if gem in manifest.dependencies and (gem != "unicorn" or tree.has(join(app, "config/unicorn.rb"))):
            return {"start": manifest.dependencies[gem].with_value(Command("bundle", "exec", *argv, *(("http://0.0.0.0:9292",) if gem == "falcon" else ())))}
    return {"start": Fact(Command("bundle", "exec", "rackup", "--host", "0.0.0.0", "--env", "production"), (at,))}


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    return replace(facts, command=listening(profile, profile.command("start") or facts.command), run_env={**facts.run_env, "APP_ENV": "production"})


def listening(profile: Profile, command: Command) -> Command:
    """The same command on the port the profile names, where it has no configuration of its own that would."""
    port = str(profile.port.value if profile.port else 9292)
    if command.is_shell or any(word.startswith(("-C", "-c", "-p", "--port", "-b", "--bind")) for word in command.argv):
        return command
    if "puma" in command.argv:
        return Command(*command.argv, "--bind", f"tcp://0.0.0.0:{port}")
    if any(word in ("rackup", "thin") for word in command.argv) or "-o" in command.argv:
        return Command(*command.argv, "-p", port)
    return command


STACK = Stack("sinatra", "Sinatra", "ruby", detect, read, container)
