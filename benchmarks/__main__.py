"""How long the product takes, each figure beside a bare Python start measured in the same run, in turn: machines are noisy, ratios less so.

``python3 dev.py bench [--runs N]`` prints, for each case, the median of wall and of processor seconds and the ratio of medians to a bare
``python -c pass``. Nothing here passes or fails; the bounds the project sets itself are printed beside the figures.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PYTHON = sys.executable
CLI = (PYTHON, "-c", "from orchestration.cli import main; main()")
SIZE = 2_000


def project(root: Path, files: int = SIZE) -> Path:
    """An Express app of that many source files, in directories of fifty, with a lockfile of as many packages."""
    root.mkdir(parents=True)
    (root / "package.json").write_text('{"name":"big","scripts":{"start":"node server.js","test":"node --test"},"dependencies":{"express":"^5.0.0","pg":"^8.0.0"}}')
    packages = ",".join(f'"node_modules/p{i}":{{"version":"1.0.{i}","integrity":"sha512-x"}}' for i in range(files))
    (root / "package-lock.json").write_text(f'{{"name":"big","lockfileVersion":3,"packages":{{"":{{"dependencies":{{"express":"^5.0.0","pg":"^8.0.0"}}}},"node_modules/express":{{"version":"5.1.0"}},"node_modules/pg":{{"version":"8.16.0"}},{packages}}}}}')
    (root / "server.js").write_text('const url = process.env.DATABASE_URL;\nrequire("express")().listen(process.env.PORT || 3000);\n')
    functions = "".join(f"export function f{i}(x) {{ return x + {i}; }}\n" for i in range(60))
    for i in range(files):
        # One file in ten reads its environment; in five public applications it was between 1 % and 24 % of the files.
        body = functions + (f"export const setting = process.env.SETTING_{i % 7} ?? 'none';\n" if i % 10 == 0 else "")
        path = root / "src" / f"d{i // 50}" / f"m{i}.js"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body)
    return root


def measured(argv: tuple[str, ...], cwd: Path) -> tuple[float, float]:
    """(wall, processor) seconds of one run; its output is thrown away."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    # Installed programs have their bytecode; a setting of this shell must not make every run compile anew.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(argv, cwd=cwd, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode or "Traceback" in done.stderr:
        # A command that fails at once would look fast.
        sys.exit(f"benchmarks: {' '.join(argv[-4:])} ended with {done.returncode}: {done.stderr[-400:]}")
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks")
    parser.add_argument("--runs", type=int, default=7, help="counted runs of each case, after one that is not counted")
    runs = max(1, parser.parse_args().runs)
    with tempfile.TemporaryDirectory() as folder:
        big = project(Path(folder) / "big")
        cases: list[tuple[str, tuple[str, ...], float]] = [
            ("bare python", (PYTHON, "-c", "pass"), 0),
            ("--help", (*CLI, "--help"), 0.1),
            ("import the three agents", (PYTHON, "-c", "from orchestration.agents.devops_squad import InfrastructureEngineerAgent, SecurityEngineerAgent, MonitoringEngineerAgent"), 0.3),
            ("mcp: start, handshake, list of tools", (PYTHON, str(Path(__file__).with_name("handshake.py")), str(big)), 1.5),
            (f"profile, {SIZE} files", (*CLI, "profile", str(big), "--json"), 0),
            (f"setup, {SIZE} files, no tools", (*CLI, "setup", str(big), "--dry-run", "--no-checks", "--json"), 1.0),
            (f"setup, {SIZE} files, static checks", (*CLI, "setup", str(big), "--dry-run", "--json"), 5.0),
        ]
        figures: dict[str, list[tuple[float, float]]] = {name: [] for name, _, _ in cases}
        for turn in range(runs + 1):
            for name, argv, _ in cases:
                figure = measured(argv, Path(folder))
                if turn:
                    figures[name].append(figure)
        base = statistics.median(wall for wall, _ in figures["bare python"])
        print(f"{os.cpu_count()} processors, Python {sys.version.split()[0]}, median of {runs} runs in turn")
        print(f"{'case':40} {'wall s':>8} {'cpu s':>8} {'× bare':>8}  bound (wall s)")
        for name, _, bound in cases:
            wall, cpu = (statistics.median(column) for column in zip(*figures[name], strict=True))
            print(f"{name:40} {wall:8.3f} {cpu:8.3f} {wall / base:8.1f}  {bound or '-'}")


if __name__ == "__main__":
    main()
