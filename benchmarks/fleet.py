"""How much faster two workers are than one, side by side in one run: the same projects, the same database.

    python3 -m benchmarks.fleet [PROJECTS]
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.live.databases import postgresql  # noqa: E402


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        projects = []
        for i in range(count):
            place = Path(folder) / f"p{i:03}"
            place.mkdir()
            (place / "package.json").write_text(json.dumps({"name": f"p{i}", "scripts": {"start": "node s.js"}, "dependencies": {"express": "^4", "pg": "^8"}}))
            (place / "s.js").write_text("require('express')().listen(3000)\n")
            projects.append(str(place))
        with postgresql(Path(folder) / "pg") as url:
            took = {}
            for workers in ("1", "2"):
                started = time.monotonic()
                done = subprocess.run([sys.executable, "-m", "orchestration", "fleet", *projects, "--task", "dockerfile", "--task", "docker_compose", "--task", "ci_cd", "--name", f"w{workers}", "--workers", workers, "--database-url", url, "--no-checks", "--json"],
                                      capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT / "src")})
                took[workers] = time.monotonic() - started
                if done.returncode or json.loads(done.stdout)["counts"]["success"] != count:
                    print(done.stderr[-2000:], done.stdout[-500:])
                    return 1
    print(f"{count} projects: one worker {took['1']:.1f} s, two {took['2']:.1f} s, {took['1'] / took['2']:.2f} × as fast")
    return 0


if __name__ == "__main__":
    sys.exit(main())
