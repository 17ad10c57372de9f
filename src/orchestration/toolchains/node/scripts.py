"""What a package.json script really runs: wrappers, indirections and environment assignments taken off; nothing is executed."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from ...model.command import Command, words
from ...model.facts import Fact

Nature = Literal["program", "dev", "static", "orchestrator", "shell", "none"]
"""``program``: a server as production runs it · ``dev``: a development server · ``static``: a file server for built output ·
``orchestrator``: starts other packages' scripts · ``shell``: a line only a shell understands · ``none``: nothing that serves."""


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """One script, down to its program."""

    nature: Nature
    command: Command | None = None
    env: tuple[tuple[str, str], ...] = ()
    """Assignments the script makes for the program (``NODE_ENV=production``)."""
    before: tuple[str, ...] = ()
    """What the script runs first, as written, builds left out: migrations, copying."""
    builds: tuple[str, ...] = ()
    """The builds it runs first, as written; a project may have no other build script."""
    stripped: tuple[str, ...] = ()
    """Wrappers that were taken off because they are for development: ``nodemon``, ``dotenv``, ``--watch``."""
    via: tuple[str, ...] = field(default=())
    """The scripts on the way, outermost first."""


_ASSIGN = re.compile(r"^[A-Za-z_][A-Za-z0-9_]*=")
_RUNNERS = ("npm", "pnpm", "yarn", "bun")
_ELSEWHERE = ("--prefix", "-w", "--workspace", "--workspaces", "-ws", "--filter", "-F", "-r", "--recursive", "-C", "--dir", "--cwd", "workspace", "workspaces")
_ORCHESTRATORS = frozenset({"turbo", "nx", "lerna", "rush", "rushx", "wsrun", "ultra", "wireit", "moon", "preconstruct", "docker", "docker-compose", "concurrently", "run-p", "npm-run-all2", "make", "foreman", "overmind", "hivemind", "nf"})
_DEV = frozenset({
    "expo", "electron", "electron-forge", "electron-vite", "react-native", "storybook", "start-storybook", "webpack-dev-server", "live-server", "lite-server", "browser-sync",
    "parcel", "vitepress", "vuepress", "docusaurus", "eleventy", "wmr", "web-dev-server", "wds", "rsbuild", "rspack", "farm", "umi", "max", "dumi", "craco", "react-app-rewired", "react-scripts",
    "ng", "vue-cli-service", "gatsby", "snowpack", "ionic", "cap", "tauri", "plasmo", "wxt", "slidev", "ember", "stencil", "elm-live", "elm-app", "quasar", "poi", "razzle", "nwb", "preact", "hexo",
    "jest", "vitest", "tsc", "eslint", "echo", "rimraf", "cypress", "playwright", "babel", "tsup", "rollup", "webpack", "esbuild", "swc", "microbundle", "tap", "mocha", "gulp", "grunt",
    "wrangler", "vercel", "netlify", "serverless", "sls", "sam", "firebase", "func", "miniflare", "partykit", "workers", "sst", "supabase", "open", "code", "heft", "rescript", "spack", "hardhat", "zx", "changeset", "np", "release-it", "semantic-release",
})
_STATIC = frozenset({"serve", "http-server", "sirv", "sirv-cli", "local-web-server", "ws", "static-server", "pushstate-server", "superstatic", "http-serve", "spa-server"})
_DEV_ARGS: Mapping[str, frozenset[str]] = {
    "vite": frozenset({"", "dev", "serve", "preview"}), "next": frozenset({"", "dev"}), "nuxt": frozenset({"", "dev", "preview"}), "nuxi": frozenset({"dev", "preview"}), "astro": frozenset({"", "dev", "start", "preview"}),
    "remix": frozenset({"dev", "watch", "vite:dev"}), "react-router": frozenset({"dev"}), "vinxi": frozenset({"dev"}), "svelte-kit": frozenset({"dev", "preview"}), "solid-start": frozenset({"dev"}),
    "strapi": frozenset({"develop", "dev"}), "nest": frozenset(), "medusa": frozenset({"develop"}), "payload": frozenset(), "keystone": frozenset({"dev"}), "directus": frozenset(), "adonis": frozenset(), "waku": frozenset({"dev"}), "rspress": frozenset({"dev", "preview"}),
}
_NOT_SERVERS: Mapping[str, frozenset[str]] = {
    "vite": frozenset({"build", "optimize"}), "next": frozenset({"build", "lint", "export", "telemetry"}), "nuxt": frozenset({"build", "generate", "prepare"}), "astro": frozenset({"build", "check", "sync"}),
}
_BUILDISH = re.compile(r"^(?:(?:npm|pnpm|yarn|bun)\s+(?:run\s+)?(?:build|compile|clean|prebuild|generate|codegen|lint|format|typecheck|test)[\w:-]*|tsc\b|rimraf\b|rm\s+-rf\b|mkdir\b|vite build|next build|nest build|(?:vite|esbuild|tsup|webpack|rollup|swc|babel)\b|prisma generate|npx prisma generate)")
MIGRATION = re.compile(r"prisma\s+(?:migrate\s+deploy|db\s+push)|knex\s+migrate|sequelize(?:-cli)?\s+db:migrate|typeorm\S*\s+.*migration:run|drizzle-kit\s+(?:migrate|push)|mikro-orm\s+migration:up|db-migrate\s+up|node-pg-migrate\s+up|migrate-mongo\s+up|(?:run\s+)?\S*migrat\S*")


def split_sequence(line: str) -> list[str] | None:
    """``"a && b"`` as ``["a", "b"]``; None where the line needs a shell (pipes, substitutions, redirections)."""
    line = " ".join(line.split())
    if re.search(r"[`|<>\n]|\$\(|(?<!&)&(?!&)|;|\*", re.sub(r"'[^']*'", "''", line)):
        return None
    parts, current, quote = [], "", ""
    i = 0
    while i < len(line):
        ch = line[i]
        if quote:
            quote = "" if ch == quote else quote
        elif ch in "'\"":
            quote = ch
        elif line.startswith("&&", i):
            parts.append(current.strip())
            current, i = "", i + 2
            continue
        current += ch
        i += 1
    if quote:
        return None
    parts.append(current.strip())
    return [p for p in parts if p]


def unwrap(scripts: Mapping[str, Fact[str]], name: str, seen: tuple[str, ...] = ()) -> Unwrapped | None:
    """What ``npm run NAME`` ends up running; None where there is no such script or it calls itself."""
    if name not in scripts or name in seen or len(seen) > 6:
        return None
    found = unwrap_line(scripts, scripts[name].value, (*seen, name))
    pre = scripts.get("pre" + name)
    if found and pre:
        line = pre.value.strip()
        found = replace(found, builds=(line, *found.builds)) if _BUILDISH.search(line) else replace(found, before=(line, *found.before))
    return found


def unwrap_line(scripts: Mapping[str, Fact[str]], line: str, seen: tuple[str, ...] = ()) -> Unwrapped | None:
    line = line.strip()
    if not line:
        return None
    parts = split_sequence(line)
    if parts is None:
        return _not_plain(line, seen)
    before: list[str] = []
    builds: list[str] = []
    for part in parts[:-1]:
        if re.match(r"cd\s|(?:export|set)\s+[A-Z_]+=", part):
            return Unwrapped("orchestrator", via=seen) if part.startswith("cd ") else Unwrapped("shell", Command.shell(line), via=seen)
        (builds if _BUILDISH.match(part) else before).append(part)
    if not parts:
        return None
    last = _segment(scripts, parts[-1], seen)
    if last is None:
        return None
    return replace(last, before=(*before, *last.before), builds=(*builds, *last.builds))


def _not_plain(line: str, seen: tuple[str, ...]) -> Unwrapped:
    # Windows' way of assigning, which ends at a single ampersand.
    windows = re.match(r"^(?:set\s+(\w+)=([\w.-]*)\s*&&?\s*)+(.+)$", line, re.I)
    if windows and not re.search(r"[|;<>`$&]", windows[3]):
        inner = unwrap_line({}, windows[3], seen)
        if inner:
            return replace(inner, env=((windows[1], windows[2]), *inner.env))
    if re.search(r"\b(?:concurrently|npm-run-all|run-p|turbo|lerna|nx|nodemon|--watch|watch)\b|\bcd\s|(?<!&)&(?!&)", line):
        return Unwrapped("orchestrator" if re.search(r"\bcd\s|concurrently|run-p|npm-run-all|turbo|lerna|\bnx\b|(?<!&)&(?!&)", line) else "dev", via=seen)
    return Unwrapped("shell", Command.shell(line), via=seen)


def _segment(scripts: Mapping[str, Fact[str]], part: str, seen: tuple[str, ...]) -> Unwrapped | None:
    try:
        tokens = shlex.split(part)
    except ValueError:
        return Unwrapped("shell", Command.shell(part), via=seen)
    env: list[tuple[str, str]] = []
    stripped: list[str] = []
    while tokens:
        head = tokens[0].rsplit("/", 1)[-1] if tokens[0].startswith(("./node_modules/.bin/", "node_modules/.bin/")) else tokens[0]
        scoped = re.fullmatch(r"@[\w.-]+/([\w.-]+?)(?:@[\w.^~-]+)?", head)
        head = tokens[0] = scoped[1] if scoped else head
        if _ASSIGN.match(head):
            key, _, value = head.partition("=")
            env.append((key, value))
            tokens.pop(0)
        elif head in ("cross-env", "cross-env-shell", "env", "exec", "npx", "bunx", "time"):
            tokens.pop(0)
            while tokens and tokens[0] in ("-y", "--yes", "--no-install", "--no", "--bun", "-q", "--quiet"):
                tokens.pop(0)
        elif head in ("dotenv", "dotenvx", "env-cmd", "doppler", "infisical", "op", "secretlint", "dotenv-flow", "envdir", "dotenv-cli", "aws-vault", "with-env"):
            stripped.append(head)
            tokens = _after_wrapper(tokens)
        elif head in ("pnpm", "yarn", "npm", "bun") and len(tokens) > 1 and tokens[1] in ("exec", "dlx", "x"):
            tokens = tokens[2:]
            while tokens and tokens[0] in ("--", "-y", "--yes"):
                tokens.pop(0)
        else:
            break
    if not tokens:
        return None
    found = _program(scripts, tokens, seen)
    if found is None:
        return None
    if found.command and re.search(r"\$\w|\$\{", part) and not found.command.is_shell and any("$" in word for word in found.command.argv):
        # A variable in an argument is the shell's to expand; the words are the script's own, so its line is kept.
        found = replace(found, nature="shell" if found.nature == "program" else found.nature, command=Command.shell(" ".join(found.command.argv)))
    return replace(found, env=(*env, *found.env), stripped=(*stripped, *found.stripped))


def _after_wrapper(tokens: list[str]) -> list[str]:
    if "--" in tokens:
        return tokens[tokens.index("--") + 1:]
    rest = tokens[1:]
    if rest[:1] == ["run"]:
        rest = rest[1:]
    while rest and rest[0].startswith("-"):
        takes = "=" not in rest[0] and len(rest) > 1 and (rest[0] in ("-e", "-f", "-c", "-p", "-r", "--file", "--env-file", "--environments", "--env", "--project", "--config"))
        rest = rest[2 if takes else 1:]
    # ``env-cmd .env node x`` names its file without a flag.
    return rest[1:] if rest and re.match(r"^\.?/?[\w/.-]*\.env[\w.-]*$", rest[0]) else rest


def _program(scripts: Mapping[str, Fact[str]], tokens: list[str], seen: tuple[str, ...]) -> Unwrapped | None:
    head, rest = tokens[0], tokens[1:]
    if head in _RUNNERS:
        inner = _runner(scripts, head, rest, seen)
        if inner is not None or head != "bun":
            return inner or Unwrapped("none", via=seen)
    if head in ("run-s", "npm-run-all") and not {"-p", "--parallel"} & set(rest):
        names = [word for word in rest if not word.startswith("-")]
        last = unwrap(scripts, names[-1], seen) if names else None
        return replace(last, before=(*(scripts[n].value for n in names[:-1] if n in scripts and not _BUILDISH.match(scripts[n].value) and not re.match(r"build|clean", n)), *last.before)) if last else None
    if head in _ORCHESTRATORS or head == "npm-run-all":
        return Unwrapped("orchestrator", via=seen)
    if head in ("nodemon", "node-dev", "supervisor", "ts-node-dev", "tsnd", "pm2", "pm2-runtime", "forever", "pm2-dev", "strongloop"):
        return _supervised(scripts, head, rest, seen)
    if head == "tsx" or head == "ts-node" or head in ("ts-node-esm", "babel-node", "swc-node", "esno", "esr", "coffee", "jiti", "vite-node", "sucrase-node"):
        watching = any(w in ("watch", "--watch", "-w") for w in rest)
        rest = [w for w in _without_env_files(rest) if w not in ("watch", "--watch", "--clear-screen=false", "--inspect")]
        return Unwrapped("program", Command(head, *rest), stripped=(f"{head} watch",) if watching else (), via=seen) if rest else None
    if head in ("node", "bun", "deno"):
        return _node(head, rest, seen)
    if head in _STATIC:
        return Unwrapped("static", Command(*tokens), via=seen)
    verb = next((w for w in rest if not w.startswith("-")), "")
    if head == "remix-serve" or head == "react-router-serve":
        return Unwrapped("program", Command(*tokens), via=seen)
    if head == "nest" and verb == "start":
        return Unwrapped("program", Command("nest", "start"), stripped=tuple(w for w in rest if w in ("--watch", "--debug", "-w", "-d")), via=seen)
    if head in _DEV_ARGS and head != "nest":
        if verb in _DEV_ARGS[head]:
            return Unwrapped("dev", Command(*tokens), via=seen)
        if verb in _NOT_SERVERS.get(head, frozenset()):
            return Unwrapped("none", via=seen)
        return Unwrapped("program", Command(*tokens), via=seen)
    if head == "docusaurus" and verb == "serve":
        return Unwrapped("static", Command(*tokens), via=seen)
    if head in _DEV:
        return Unwrapped("dev", Command(*tokens), via=seen)
    if re.match(r"^(?:\.{0,2}/)?[\w./-]+\.sh$", head) or head in ("sh", "bash"):
        return Unwrapped("shell", words(shlex.join(tokens)), via=seen)
    return Unwrapped("program", Command(*tokens), via=seen)


def _runner(scripts: Mapping[str, Fact[str]], head: str, rest: list[str], seen: tuple[str, ...]) -> Unwrapped | None:
    if any(word in _ELSEWHERE or word.startswith(("--filter=", "--prefix=", "--workspace=", "--cwd=", "--dir=")) for word in rest):
        return Unwrapped("orchestrator", via=seen)
    flags = [w for w in rest if not w.startswith("-")]
    if not flags:
        return Unwrapped("none", via=seen)
    verb, tail = flags[0], flags[1:]
    if verb in ("run", "run-script", "rum"):
        name = tail[0] if tail else ""
    elif verb in ("start", "stop", "restart", "test") or (head != "npm" and verb in scripts):
        name = verb
    elif head == "bun":
        return None
    elif head == "npm" or verb in ("install", "add", "i", "ci", "audit", "publish"):
        return Unwrapped("none", via=seen)
    elif head == "yarn" and verb == "node":
        return _node("node", rest[rest.index("node") + 1:], seen)
    else:
        # ``yarn next start``: a program of a dependency.
        return _program(scripts, rest[rest.index(verb):], seen)
    if name in scripts:
        extra = rest[rest.index(name) + 1:]
        extra = extra[1:] if extra[:1] == ["--"] else extra
        if not extra:
            return unwrap(scripts, name, seen)
        # Arguments end up at the end of the script's line; where the script is a wrapper (``dotenv --``), they are the program.
        return unwrap_line(scripts, f"{scripts[name].value} {shlex.join(extra)}", (*seen, name)) if name not in seen and len(seen) <= 6 else None
    if head == "npm" and name == "start":
        return Unwrapped("program", Command("node", "server.js"), via=seen)
    return None if head == "bun" and name else Unwrapped("orchestrator", via=seen)


def _supervised(scripts: Mapping[str, Fact[str]], head: str, rest: list[str], seen: tuple[str, ...]) -> Unwrapped | None:
    """Programs that restart another one; in a container the engine does that."""
    if "--exec" in rest or "-x" in rest:
        at = rest.index("--exec") if "--exec" in rest else rest.index("-x")
        line = rest[at + 1] if at + 1 < len(rest) else ""
        others = [w for w in rest[:at] + rest[at + 2:] if re.search(r"\.[cm]?[jt]s$", w)]
        inner = unwrap_line(scripts, " ".join([line, *(others if not re.search(r"\.[cm]?[jt]s\b", line) else ())]), seen)
        return replace(inner, stripped=(head, *inner.stripped)) if inner else None
    target = next((w for w in rest if re.search(r"\.[cm]?[jt]sx?$", w)), "") or next((w for w in rest if re.match(r"^\.?/?[\w/.-]+$", w) and not w.startswith("-") and w not in ("start", "restart", "node") and "json" not in w), "")
    if re.search(r"ecosystem|\.config\.[cm]?js$|\.json$", target) or (head.startswith("pm2") and not target):
        return Unwrapped("shell", words(shlex.join([head, *rest])), via=seen)
    if not target or (head == "pm2" and target.isidentifier()):
        return Unwrapped("dev", via=seen)
    program = "ts-node" if target.endswith((".ts", ".tsx")) else "node"
    return Unwrapped("program", Command(program, target), stripped=(head,), via=seen)


def _without_env_files(words_: list[str]) -> list[str]:
    """A file of local variables is not in the image; the variables themselves are handed to the container."""
    kept: list[str] = []
    skip = False
    for word in words_:
        if skip:
            skip = False
        elif word in ("--env-file", "--env-file-if-exists"):
            skip = True
        elif not word.startswith(("--env-file=", "--env-file-if-exists=")):
            kept.append(word)
    return kept


def _node(head: str, rest: list[str], seen: tuple[str, ...]) -> Unwrapped | None:
    kept = _without_env_files(rest)
    stripped = ["--env-file"] if kept != rest else []
    dev = [w for w in kept if re.match(r"^--(?:watch|inspect|hot|watch-path)(?:[=-]|$)", w)]
    kept = [w for w in kept if w not in dev]
    if head == "bun" and kept[:1] == ["run"]:
        kept = kept[1:]
    if head == "bun" and kept and not re.search(r"\.[cm]?[jt]sx?$|^\./|/", kept[-1]) and not any(re.search(r"\.[cm]?[jt]sx?$", w) for w in kept):
        return None
    if not kept:
        return None
    if kept and kept[0] in ("-e", "--eval", "-p"):
        return Unwrapped("none", via=seen)
    if any(re.match(r"^--test(?:[=-]|$)", w) for w in kept):
        return Unwrapped("none", via=seen)
    bin_ = re.match(r"^(?:\./)?node_modules/(?:\.bin/([\w-]+)|(next|vite|nuxt|astro)/(?:dist/)?bin/)", kept[0]) if head == "node" else None
    if bin_:
        return _program({}, [bin_[1] or bin_[2], *kept[1:]], seen)
    return Unwrapped("program", Command(head, *kept), stripped=(*stripped, *dev), via=seen)
