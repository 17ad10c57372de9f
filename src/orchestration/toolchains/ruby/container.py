"""A Ruby app's image: gems in one directory, copied whole; no compiler in the final image."""

from __future__ import annotations

import re

from ... import pins
from ...model.command import Command
from ...model.container import CacheMount, ContainerFacts, Copy, ImageRef, RunStep, SecretMount
from ...model.facts import Fact
from ...model.profile import Process, Profile
from ...model.text import Text

VARIANTS = ("slim-trixie", "slim-bookworm")
BUNDLE = "/usr/local/bundle"
NOT_NEEDED = re.compile(
    r"^(?:\.(?!ruby-version|tool-versions|npmrc|yarnrc|browserslistrc|babelrc|postcssrc|nvmrc|node-version)|Dockerfile|Containerfile|(?:docker-)?compose[\w.-]*\.ya?ml$"
    r"|docker/|test/|tests/|spec/|features/|docs?/|tmp/|log/|storage/|coverage/|README|LICENSE|LICENCE|CHANGELOG|CONTRIBUTING|CODE_OF_CONDUCT|SECURITY|Procfile|Makefile$|app\.json$|node_modules/|Guardfile$"
    r"|infra/|terraform/|k8s/|helm/|charts/)", re.I)


def http_probe(port: int, path: str) -> Command:
    code = f"require 'net/http'; exit Net::HTTP.get_response(URI(\"http://127.0.0.1:#{{ENV['PORT'] || {port}}}{path}\")).code.to_i < 400"
    return Command("ruby", "-e", code)


def run_env(profile: Profile) -> dict[str, str]:
    return {
        "BUNDLE_DEPLOYMENT": "1", "BUNDLE_PATH": BUNDLE, "BUNDLE_WITHOUT": profile.trait("bundler.aside", "development:test"), "BUNDLE_USER_HOME": "/tmp/bundle", "RACK_ENV": "production",
    }


def _install(profile: Profile, has_lock: bool, production: bool) -> RunStep:
    settings = [f"BUNDLE_PATH={BUNDLE}", "BUNDLE_GLOBAL_GEM_CACHE=true"]
    if has_lock:
        settings.append("BUNDLE_FROZEN=true")
    if production:
        settings.append(f"BUNDLE_WITHOUT={profile.trait('bundler.aside', 'development:test')}")
    why = Text("Exactly what Gemfile.lock says; fails where it does not agree with the Gemfile.", "Exactement ce que dit Gemfile.lock ; échoue s'il ne correspond pas au Gemfile.") if has_lock else Text(
        "No Gemfile.lock: the newest gems the Gemfile admits.", "Sans Gemfile.lock : les gems les plus récents admis par le Gemfile.")
    commands = [Command("env", *settings, "bundle", "install", "--jobs", "4")]
    if production:
        commands.append(Command.shell(f"rm -rf {BUNDLE}/ruby/*/cache {BUNDLE}/ruby/*/bundler/gems/*/.git"))
    secrets = tuple(SecretMount(name.lower(), env=name) for name in _credentials(profile))
    return RunStep(tuple(commands), why, (CacheMount("/root/.bundle", "bundler"),), secrets)


def _credentials(profile: Profile) -> list[str]:
    """Bundler's own names for a private server's credentials: ``gems.example.com`` → ``BUNDLE_GEMS__EXAMPLE__COM``."""
    hosts = [re.sub(r"^https?://", "", url).split("/")[0].split("@")[-1].split(":")[0] for url in profile.trait("bundler.remotes").split()]
    return sorted({"BUNDLE_" + host.replace(".", "__").replace("-", "___").upper() for host in hosts if re.fullmatch(r"[\w.-]+", host)})


def container(profile: Profile) -> ContainerFacts:
    assert profile.runtime
    image = pins.image("ruby", profile.runtime.value.version, VARIANTS)
    manager = profile.package_manager.value if profile.package_manager else None
    has_gems = manager is not None and manager.id == "bundler"
    has_lock = bool(manager and manager.lockfile)
    prefix = "" if profile.root == "." else profile.root + "/"
    gemfile = "gems.rb" if "gems.rb" in profile.entries and "Gemfile" not in profile.entries else "Gemfile"
    manifests = tuple(n for n in (gemfile, manager.lockfile.removeprefix(prefix) if manager and has_lock else "", ".ruby-version", ".tool-versions") if n and (n in profile.entries or n == gemfile))
    copies: list[Copy] = [Copy(manifests, "./")] if has_gems else []
    paths = profile.trait("bundler.paths").split()
    for path in paths:
        if path == ".":
            copies = [Copy(("./",), "./")]
            break
        if re.fullmatch(r"[\w./-]+", path) and ".." not in path.split("/"):
            copies.append(Copy((path + "/",), path + "/"))
    setup: tuple[RunStep, ...] = ()
    if has_gems and manager and re.fullmatch(r"[2-9]\d*(?:\.\d+)+", manager.version):
        setup = (RunStep((Command("gem", "install", "bundler", "--version", manager.version, "--conservative", "--no-document"),), Text(f"Bundler {manager.version}, as Gemfile.lock names it.", f"Bundler {manager.version}, comme l'indique Gemfile.lock.")),)
    build = {"build-essential", "pkg-config", *(f.value.name for f in profile.system_packages if f.value.phase == "build")}
    if profile.trait("bundler.git"):
        build |= {"git", "ca-certificates"}
    port = profile.port.value if profile.port else 9292
    start = profile.command("start")
    web = profile.port is not None
    context = (*manifests, *(e for e in profile.entries if not NOT_NEEDED.match(e) and e not in manifests), "vendor/assets/", "vendor/cache/", "vendor/javascript/")
    production = (Copy((BUNDLE + "/",), BUNDLE + "/"),) if has_gems else ()
    settings = run_env(profile)
    if has_gems and not has_lock:
        # The lockfile the install made: without one Bundler would resolve again at every start.
        production += (Copy(("/app/gems.locked" if gemfile == "gems.rb" else "/app/Gemfile.lock",), "./"),)
        settings.pop("BUNDLE_DEPLOYMENT")
    notices: list[Text] = []
    if manager and manager.version.startswith("1."):
        notices.append(Text(f"Gemfile.lock was written by Bundler {manager.version}; the image's own Bundler reads it: run bundle update --bundler", f"Gemfile.lock a été écrit par Bundler {manager.version} ; celui de l'image le lit : lancez bundle update --bundler"))
    return ContainerFacts(
        build_image=image, runtime_image=image,
        command=start or Command("bundle", "exec", "ruby", profile.entry.value if profile.entry else "main.rb"),
        manifests=tuple(copies), setup=setup, install=(_install(profile, has_lock, False),) if has_gems else (), install_production=(_install(profile, has_lock, True),) if has_gems else (),
        sources=(Copy(("./",), "./"),), production=production, final_sources=(Copy(("./",), "./"),),
        run_env=({**settings, **({"PORT": str(port)} if web else {})}), build_packages=tuple(sorted(build)) if has_gems else (),
        run_packages=tuple(sorted({f.value.name for f in profile.system_packages if f.value.phase == "run"})),
        probe=http_probe(port, profile.health_path.value if profile.health_path else "/") if web else None, dev_command=profile.command("dev"), writable=("/tmp",), context=context,
        notices=tuple(notices),
    )


def web_process(profile: Profile) -> Fact[Process] | None:
    return next((p for p in profile.processes if p.value.kind == "web"), None)


__all__ = ["BUNDLE", "ImageRef", "container", "http_probe", "run_env", "web_process"]
