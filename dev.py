#!/usr/bin/env python3
"""Everything a fresh clone needs, with nothing but Python >= 3.11 and git.

    python3 dev.py run setup examples/express-shop      the product, on a project
    python3 dev.py test                                 the tests: all this machine allows, saying what it could not run
    python3 dev.py test --all                           the same, and what is missing is a failure (as with CI=true)
    python3 dev.py test --all --extended                also those that take minutes and show elsewhere what a shorter one shows
    python3 dev.py bench                                the benchmarks
    python3 dev.py accuracy EXPECTED SOURCES            how much of what a person read in projects profiling reads alike
    python3 dev.py audit-score EXPECTED SOURCES         how well the audit tells flaws from what only looks like one
    python3 dev.py clauses [--names | --held-out]         how many written-down clauses are understood without a model
    python3 dev.py docs                                 docs/reference, made anew from the code
    python3 dev.py golden                               tests/golden, made anew: look at the difference before you commit it

The first call makes a virtual environment in .venv and installs the product with its tools there.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
EXTRAS = ".[checks,datadog,llm,durable,mcp,test]"


def fail(message: str) -> None:
    sys.exit(f"dev.py: {message}")


def make_environment() -> None:
    """Installs once; again only where pyproject.toml has changed."""
    stamp, wanted = VENV / "installed", hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    print("dev.py: preparing .venv (once; a minute or so)", file=sys.stderr)
    if not (BIN / "python").exists() and subprocess.run([sys.executable, "-m", "venv", str(VENV)], cwd=ROOT).returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        # Debian's Python comes without ensurepip; virtualenv brings its own.
        if subprocess.run([sys.executable, "-m", "virtualenv", "-q", str(VENV)], cwd=ROOT).returncode:
            fail("cannot make a virtual environment; install it first: apt-get install python3-venv")
    if subprocess.run([str(BIN / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--editable", EXTRAS], cwd=ROOT).returncode:
        fail("pip could not install the project; its message is above")
    # As pip does for what it copies: without, each start compiles every module where PYTHONDONTWRITEBYTECODE is set.
    subprocess.run([str(BIN / "python"), "-m", "compileall", "-q", str(ROOT / "src")], cwd=ROOT)
    stamp.write_text(wanted)


def everything() -> bool:
    return os.environ.get("CI", "").lower() in ("1", "true") or os.environ.get("DEVOPS_SQUAD_ALL") == "1"


def test(arguments: list[str]) -> int:
    if "--extended" in arguments:
        arguments.remove("--extended")
        os.environ["DEVOPS_SQUAD_EXTENDED"] = "1"
    if "--all" in arguments:
        arguments.remove("--all")
        os.environ["DEVOPS_SQUAD_ALL"] = "1"
    os.environ["PATH"] = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    installed = subprocess.run([str(BIN / "devops-squad"), "doctor", "--install"], cwd=ROOT, stdout=subprocess.DEVNULL)
    if installed.returncode and everything():
        fail("the tools could not be installed; the reason is above")
    print("dev.py: the tools that are here (○ = missing, with the way to get it):")
    subprocess.run([str(BIN / "devops-squad"), "doctor"], cwd=ROOT)
    # Fast to slow, so that a mistake shows within seconds.
    paths = arguments or ["tests/laws", "tests/agents", "tests/unit", "tests/live"]
    # A directory of its own: another pytest of the same user would tighten the permissions of the common one meanwhile.
    # Containers mostly wait, so one more than there are cores. What goes where is said in tests/conftest.py.
    at_once = ["-n", str(min(4, (os.cpu_count() or 1) + 1)), "--dist", "loadgroup"]
    with tempfile.TemporaryDirectory() as folder:
        code = subprocess.run([str(BIN / "python"), "-m", "pytest", f"--basetemp={folder}/tests", *at_once, *paths], cwd=ROOT).returncode
    if code == 0 and not everything():
        print("dev.py: passed. What was skipped above could not run here; the reason says how to enable it. --all makes it a failure.")
    return code


def main() -> int:
    if sys.version_info < (3, 11):
        fail(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}")
    words = sys.argv[1:]
    if not words or words[0] in ("-h", "--help"):
        print(__doc__)
        return 0
    command, *arguments = words
    if command not in ("run", "test", "bench", "accuracy", "audit-score", "clauses", "docs", "golden"):
        fail(f"unknown command {command!r}; one of: run, test, bench, accuracy, audit-score, clauses, docs, golden")
    make_environment()
    if command == "run":
        return subprocess.run([str(BIN / "devops-squad"), *arguments]).returncode
    if command == "bench":
        return subprocess.run([str(BIN / "python"), "-m", "benchmarks", *arguments], cwd=ROOT).returncode
    if command in ("accuracy", "audit-score", "clauses"):
        os.environ["PYTHONPATH"] = f"{ROOT / 'src'}{os.pathsep}{ROOT}"
        return subprocess.run([str(BIN / "python"), "-m", f"benchmarks.{command.replace('-', '_')}", *arguments]).returncode
    if command == "golden":
        os.environ["DEVOPS_SQUAD_GOLDEN"] = "write"
        return subprocess.run([str(BIN / "python"), "-m", "pytest", "-q", "tests/unit/test_golden.py"], cwd=ROOT).returncode
    if command == "docs":
        return subprocess.run([str(BIN / "python"), "-m", "docs.generate"], cwd=ROOT).returncode
    return test(arguments)


if __name__ == "__main__":
    sys.exit(main())
