"""The doors to a container engine: its commands, a container's HTTP port from outside, and a scratch directory."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from ..model.text import Text
from .runner import Completed, run, which

PASSED_ON = (
    "PATH",
    "HOME",
    "USER",
    "TMPDIR",
    "XDG_RUNTIME_DIR",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "SSH_AUTH_SOCK",
    "LANG",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "CONTAINER_HOST",
    "CONTAINERS_CONF",
)
"""What the engine's client needs of our environment. The rest stays here: a compose file may interpolate any variable it finds."""


def words(done: Completed) -> str:
    """What a command said when it failed."""
    return (done.err.strip() or done.out.strip())[-4000:] or f"exit code {done.code}"


def _kept_back() -> list[str]:
    """Names of our environment's variables that the engine's client does not get."""
    return sorted(k for k in os.environ if k not in PASSED_ON and not k.startswith(("DOCKER_", "BUILDX_", "BUILDKIT_", "LC_")) and "=" not in k)


_SETTINGS = {"DOCKER_CLI_HINTS": "false", "DOCKER_BUILDKIT": "1", "BUILDKIT_PROGRESS": "plain", "COMPOSE_ANSI": "never", "COMPOSE_MENU": "false"}


def _command(argv: Sequence[str]) -> list[str]:
    return ["env", *(word for name in _kept_back() for word in ("-u", name)), *argv]


def _run(argv: Sequence[str], *, cwd: Path | None = None, stdin: str | None = None, timeout_seconds: float = 60, settings: Mapping[str, str] = _SETTINGS) -> Completed:
    return run(_command(argv), cwd=cwd, env=settings, stdin=stdin, timeout_seconds=timeout_seconds, keep_secrets=True)


@dataclass(frozen=True, slots=True)
class Engine:
    """docker or podman, with an engine behind it that answers."""

    program: str
    """``docker`` or ``podman``."""
    path: str
    version: str
    """The engine's own, not the client's."""
    compose: tuple[str, ...] = ()
    """The compose command; empty where there is none."""
    compose_version: str = ""
    compose_todo: Text | None = field(default=None, compare=False)

    @property
    def can_start_interval(self) -> bool:
        """``--health-start-interval`` came with Docker Engine 25; before, probes in the start period use the plain interval."""
        major = self.version.split(".")[0]
        return self.program == "docker" and major.isdigit() and int(major) >= 25

    def run(self, *args: str, timeout_seconds: float = 60) -> Completed:
        return _run((self.path, *args), timeout_seconds=timeout_seconds)

    def run_compose(self, *args: str, timeout_seconds: float = 60) -> Completed:
        # Podman's socket answers the classic builder's calls; a BuildKit of its own, Compose would have to fetch first.
        settings = _SETTINGS if self.program == "docker" else {**_SETTINGS, "DOCKER_BUILDKIT": "0"}
        return _run((*self.compose, *args), timeout_seconds=timeout_seconds, settings=settings)

    def inspect(self, kind: str, name: str) -> dict[str, Any] | None:
        """One image's, container's, network's or volume's description; None where there is none of that name."""
        done = self.run(kind, "inspect", name)
        try:
            data = json.loads(done.out) if done.is_ok else []
        except ValueError:
            data = []
        return data[0] if data else None

    @contextlib.contextmanager
    def save(self, image: str) -> Iterator[BinaryIO]:
        """The image as a stream of its archive.

        Raises:
            OSError: the engine refused, or stopped in the middle.
        """
        extra = ("--format", "docker-archive") if self.program == "podman" else ()
        with tempfile.TemporaryFile() as errors:
            process = subprocess.Popen(
                _command((self.path, "save", *extra, image)), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, start_new_session=True
            )
            assert process.stdout is not None
            try:
                yield process.stdout
                while process.stdout.read(1 << 20):
                    pass
                if process.wait(60):
                    errors.seek(0)
                    raise OSError(errors.read(2000).decode("utf-8", "replace").strip() or "the engine stopped while saving the image")
            finally:
                process.stdout.close()
                if process.poll() is None:
                    process.kill()
                    process.wait()

    def remove_all(self, label: str, images: bool = True) -> tuple[str, ...]:
        """Removes every container, network, volume and image with that label; what is still there afterwards is returned."""
        left: list[str] = []
        kinds = (
            ("container", ("ps", "-aq", "--filter", f"label={label}"), ("rm", "-f", "-v")),
            ("network", ("network", "ls", "-q", "--filter", f"label={label}"), ("network", "rm")),
            ("volume", ("volume", "ls", "-q", "--filter", f"label={label}"), ("volume", "rm", "-f")),
            ("image", ("images", "-aq", "--filter", f"label={label}"), ("rmi", "-f")),
        )
        for kind, listing, removal in kinds if images else kinds[:-1]:
            for attempt in range(3):
                found = self.run(*listing)
                if not found.is_ok:
                    left.append(f"{kind}: {words(found)}")
                    break
                ids = list(dict.fromkeys(found.out.split()))
                if not ids:
                    break
                if attempt == 2:
                    left += [f"{kind} {i}" for i in ids]
                    break
                self.run(*removal, *ids, timeout_seconds=120)
        return tuple(left)


def _compose_of(program: str, path: str) -> tuple[tuple[str, ...], str]:
    for command in ((path, "compose"), *(((other,),) if (other := which("docker-compose")) and program == "docker" else ())):
        done = _run((*command, "version", "--short"), timeout_seconds=20)
        if done.is_ok and done.out.strip():
            return tuple(command), done.out.strip().splitlines()[-1].lstrip("v")
    return (), ""


def find_engine(wanted: str | None = None) -> Engine | Text:
    """The first of docker and podman whose engine answers, or what to do to get one.

    Args:
        wanted: ``docker`` or ``podman``, to look for that one only.
    """
    seen: list[tuple[str, str]] = []
    for program in (wanted,) if wanted else ("docker", "podman"):
        path = which(program)
        if not path:
            continue
        template = "{{.Server.Version}}" if program == "docker" else "{{.Client.Version}}"
        asked = _run((path, "version", "--format", template), timeout_seconds=20)
        if asked.is_ok and program == "podman":
            # podman's client is its engine; only `info` shows that it can really work.
            ready = _run((path, "info", "--format", "{{.Host.OCIRuntime.Name}}"), timeout_seconds=20)
            asked = asked if ready.is_ok else ready
        version = asked.out.strip()
        if asked.is_ok and version and "no value" not in version:
            compose, compose_version = _compose_of(program, path)
            return Engine(program, path, version, compose, compose_version)
        seen.append((program, (asked.err.strip().splitlines() or asked.out.strip().splitlines() or ["no answer"])[-1]))
    if seen:
        said = "; ".join(f"{program}: {words}" for program, words in seen)
        return Text(
            f"a client is installed but no engine answers ({said}). Start Docker Desktop or the docker service, "
            "add your user to the docker group, or set DOCKER_HOST",
            f"un client est installé mais aucun moteur ne répond ({said}). Démarrez Docker Desktop ou le service docker, "
            "ajoutez votre utilisateur au groupe docker, ou définissez DOCKER_HOST",
        )
    names = wanted or "docker, podman"
    return Text(
        f"no container engine found ({names}): install Docker Engine (https://docs.docker.com/engine/install/) or Podman (https://podman.io)",
        f"aucun moteur de conteneurs trouvé ({names}) : installez Docker Engine (https://docs.docker.com/engine/install/) ou Podman (https://podman.io)",
    )


# --- HTTP -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP request's end."""

    status: int = 0
    """0: no HTTP answer came."""
    error: str = ""
    refused: bool = False
    """Nothing accepts connections there at all."""
    route: str = ""
    """``published port``, ``network namespace`` or ``exec CLIENT``."""


HOST = "localhost"
"""The host every request names: what a person on this machine types. An address inside the engine is one that no
allow-list of hosts (Django, Rails, Vite) admits, and its refusal would say nothing of the app."""


def http_get(host: str, port: int, path: str, timeout_seconds: float = 5) -> Answer:
    """One GET from this machine; redirects are answers, not followed."""
    connection = http.client.HTTPConnection(host, port, timeout=timeout_seconds)
    try:
        connection.request("GET", path, headers={"Host": HOST, "User-Agent": "devops-squad-prove", "Connection": "close"})
        return Answer(connection.getresponse().status, route="published port")
    except ConnectionRefusedError as error:
        return Answer(error=str(error), refused=True)
    except (OSError, http.client.HTTPException, ValueError) as error:
        # A port proxy accepts and then hangs up when nothing listens behind it: that is no refusal by this machine.
        return Answer(error=f"{type(error).__name__}: {error}", refused=isinstance(error, OSError) and getattr(error, "errno", 0) in (101, 113))
    finally:
        connection.close()


_NAMESPACE_CLIENT = """import http.client, sys
c = http.client.HTTPConnection(sys.argv[1], int(sys.argv[2]), timeout=float(sys.argv[4]))
try:
    c.request("GET", sys.argv[3], headers={"Host": sys.argv[5], "User-Agent": "devops-squad-prove", "Connection": "close"})
    print(c.getresponse().status)
except ConnectionRefusedError:
    print("refused")
except Exception as error:
    print("error", type(error).__name__, error)
"""


def is_local(pid: int, container: str) -> bool:
    """Whether that process of this machine belongs to that container: the engine may run elsewhere, with other numbers."""
    if pid <= 1:
        return False
    try:
        return container[:64] in Path(f"/proc/{pid}/cgroup").read_text("utf-8")
    except OSError:
        return False


def can_enter_namespaces() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0 and which("nsenter") is not None


def http_in_namespace(pid: int, host: str, port: int, path: str, timeout_seconds: float = 5) -> Answer:
    """One GET from inside a process's network namespace, for engines whose published ports this machine cannot reach."""
    done = _run(
        ("nsenter", "-t", str(pid), "-n", "--", sys.executable, "-I", "-S", "-c", _NAMESPACE_CLIENT, host, str(port), path, str(timeout_seconds), HOST),
        timeout_seconds=timeout_seconds + 5,
    )
    word = done.out.strip()
    if word.isdigit():
        return Answer(int(word), route="network namespace")
    return Answer(error=word or words(done), refused=word == "refused")


_EXEC_CLIENTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("curl", ("curl", "-sS", "-H", f"Host: {HOST}", "-o", "/dev/null", "-m", "5", "-w", "%{http_code}", "{url}")),
    ("wget", ("wget", "-q", "-S", f"--header=Host: {HOST}", "-O", "/dev/null", "-T", "5", "{url}")),
    ("busybox wget", ("busybox", "wget", "-q", "-S", "--header", f"Host: {HOST}", "-O", "/dev/null", "-T", "5", "{url}")),
    (
        "node",
        (
            "node",
            "-e",
            f"require('http').get(process.argv[1],{{headers:{{Host:'{HOST}'}}}},r=>"
            "{console.log('HTTP/1.1',r.statusCode);process.exit(0)})"
            ".on('error',e=>{console.log(e.code);process.exit(1)}).setTimeout(5000,()=>process.exit(1))",
            "{url}",
        ),
    ),
    (
        "python3",
        (
            "python3",
            "-c",
            "import http.client,sys,urllib.parse as u;a=u.urlsplit(sys.argv[1]);c=http.client.HTTPConnection(a.hostname,a.port,timeout=5);"
            f"c.request('GET',a.path,headers={{'Host':'{HOST}'}});"
            "print('HTTP/1.1',c.getresponse().status)",
            "{url}",
        ),
    ),
    ("ruby", ("ruby", "-rnet/http", "-e", f"puts 'HTTP/1.1 '+Net::HTTP.get_response(URI(ARGV[0]),{{'Host'=>'{HOST}'}}).code", "{url}")),
    (
        "php",
        (
            "php",
            "-r",
            f"$c=stream_context_create(['http'=>['header'=>'Host: {HOST}','ignore_errors'=>true,"
            "'follow_location'=>0,'timeout'=>5]]);"
            "@file_get_contents($argv[1],false,$c);echo $http_response_header[0]??'no answer';",
            "{url}",
        ),
    ),
)


def http_by_exec(engine: Engine, container: str, host: str, port: int, path: str, client: str | None = None) -> tuple[Answer, str | None]:
    """One GET by a client the container itself has, and that client's name; None where it has none of those known here."""
    url = f"http://{host}:{port}{path}"
    for name, argv in _EXEC_CLIENTS:
        if client and name != client:
            continue
        done = engine.run("exec", container, *(a.replace("{url}", url) for a in argv), timeout_seconds=20)
        said = done.out + done.err
        if done.code in (126, 127) or "executable file not found" in said:
            continue
        words = said.replace("\r", "").split()
        codes = [
            w
            for previous, w in zip(["HTTP/1.1", *words], words, strict=False)
            if previous.startswith("HTTP/") and w.isdigit() and len(w) == 3 and w != "000"
        ]
        if codes:
            return Answer(int(codes[-1]), route=f"exec {name}"), name
        return Answer(error=said.strip()[-200:], refused="efused" in said), name
    return Answer(error="the container has no HTTP client"), None


def listening_sockets(engine: Engine, container: str, pid: int) -> str:
    """``/proc/net/tcp`` and ``tcp6`` of a container, from this machine where it can, else by its own shell; empty where neither."""
    if is_local(pid, container):
        with contextlib.suppress(OSError):
            return "".join(Path(f"/proc/{pid}/net/{name}").read_text("ascii") for name in ("tcp", "tcp6") if Path(f"/proc/{pid}/net/{name}").exists())
    done = engine.run("exec", container, "sh", "-c", 'for f in /proc/net/tcp /proc/net/tcp6; do while IFS= read -r l; do echo "$l"; done < $f; done')
    return done.out if done.is_ok else ""


# --- files ------------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def scratch(prefix: str) -> Iterator[Path]:
    """A directory outside every project, for generated values; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix=f"{prefix}-", ignore_cleanup_errors=True) as name:
        yield Path(name)


def put(directory: Path, name: str, text: str) -> Path:
    """Writes one file there. Readable by all: a container's user has to read it, and nothing in it is worth hiding."""
    path = directory / name
    if path.parent.resolve() != directory.resolve():
        raise ValueError(f"not a plain file name: {name!r}")
    path.write_text(text, "utf-8")
    path.chmod(0o644)
    return path


def read_text(path: Path, limit_bytes: int = 1 << 20) -> str | None:
    """A small file's text, or None where it is absent, larger or unreadable."""
    try:
        if not path.is_file() or path.stat().st_size > limit_bytes:
            return None
        return path.read_bytes().decode("utf-8", "replace")
    except OSError:
        return None
