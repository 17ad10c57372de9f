import logging
import shlex
import subprocess

logger = logging.getLogger(__name__)


def _run(command):
    logger.debug("running a check")
    done = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=20)
    return done.returncode == 0, done.stdout


def ping(host, count=3):
    return _run(f"ping -c {int(count)} -- {shlex.quote(host)}")


def uptime():
    return _run("uptime -p")
