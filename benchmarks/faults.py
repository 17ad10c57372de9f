"""What becomes of every fault between the product and a model, over real HTTP: how many are overcome, how far beyond its deadline any call ends.

    python3 -m benchmarks.faults
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "src")]

from tests import faults, gateway  # noqa: E402

from orchestration.agents.devops_squad import InfrastructureEngineerAgent  # noqa: E402


def main() -> int:
    overcome = as_said = 0
    worst = ("", float("-inf"))
    with tempfile.TemporaryDirectory() as folder:
        # The libraries are loaded once; what that takes is no property of a fault.
        for n, scenario in enumerate((faults.STRANGE[0], *faults.SCENARIOS)):
            os.environ["DEVOPS_SQUAD_ANSWERS"] = str(Path(folder) / f"{n}.sqlite3")
            with gateway.gateway(*scenario.plays) as played:
                agent = InfrastructureEngineerAgent("sk-or-v1-0123456789abcdef", base_url=played.url, deadline_seconds=scenario.deadline_seconds)
                started = time.monotonic()
                result = asyncio.run(faults.ask(scenario, agent))
                took = time.monotonic() - started
            if n == 0:
                continue
            llm = result["metadata"]["llm"]
            good = result["status"] == "success" and (llm["error_code"] or "") == scenario.ends
            as_said += good
            overcome += good and not scenario.ends
            if took - scenario.deadline_seconds > worst[1]:
                worst = (scenario.name, took - scenario.deadline_seconds)
            print(f"{'ok ' if good else 'NOT'} {took:6.2f} s of {scenario.deadline_seconds:g}  {scenario.name}: {llm['error_code'] or 'answered'}")
    recoverable = sum(not s.ends for s in faults.SCENARIOS)
    print(f"{as_said} of {len(faults.SCENARIOS)} end as they must; {overcome} of {recoverable} that can be overcome are ({overcome / recoverable:.0%}); the latest against its deadline: {worst[1]:+.2f} s ({worst[0]})")
    return 0 if as_said == len(faults.SCENARIOS) else 1


if __name__ == "__main__":
    sys.exit(main())
