"""A PostgreSQL of the test's own, on loopback and by the machine's own programs."""

from __future__ import annotations

import glob
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def programs() -> Path | None:
    """Where ``initdb`` and ``postgres`` are; None: nowhere."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    on_path = shutil.which("initdb")
    return Path(found[-1]).parent if found else Path(on_path).parent if on_path else None


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """Its address; it runs as nobody where the test is root, as it refuses to run as root itself."""
    bin_ = programs()
    assert bin_ is not None
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"
    data.mkdir(parents=True)
    drop = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.getuid() == 0 else []
    if drop:
        os.chown(data, 65534, 65534)
        for parent in (folder, *folder.parents):
            if parent.stat().st_uid == 0 and str(parent).startswith("/tmp/"):
                parent.chmod(parent.stat().st_mode | 0o011)
    environment = {**os.environ, "LC_ALL": "C", "HOME": str(data)}
    subprocess.run([*drop, str(bin_ / "initdb"), "-D", str(data), "-U", "squad", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"], check=True, capture_output=True, env=environment)
    server = subprocess.Popen([*drop, str(bin_ / "postgres"), "-D", str(data), "-p", str(port), "-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={data}", "-c", "fsync=off"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    try:
        deadline = time.monotonic() + 30
        while subprocess.run([str(bin_ / "pg_isready"), "-h", "127.0.0.1", "-p", str(port), "-q"], env=environment).returncode:
            assert time.monotonic() < deadline and server.poll() is None, "PostgreSQL did not start"
            time.sleep(0.1)
        yield f"postgresql://squad@127.0.0.1:{port}/postgres"
    finally:
        server.terminate()
        server.wait(20)
