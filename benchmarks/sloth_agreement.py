"""Whether our rules say the same numbers as sloth's own output for each of its examples.

    python3 -m benchmarks.sloth_agreement DIRECTORY      a checkout of sloth: its examples/ and examples/_gen/

Compared: each recorded error ratio (both rule files are loaded into one promtool run over the same random series, and the
difference must be at most 1e-12), and each alert's threshold. Nothing of sloth is kept here.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from ruamel.yaml import YAML

from orchestration.checks.reading import promql
from orchestration.model.errors import BadValue
from orchestration.tasks.slo_sla.documents import read
from orchestration.tasks.slo_sla.rules import Links, groups

TOLERANCE = 1e-12
_THRESHOLD = re.compile(r"ratio_rate(\w+)\{[^}]*\}\)?\s*> \(([\d.]+) \* ([\d.]+)\)")
yaml = YAML(typ="safe", pure=True)


def rules_of(text: str) -> list[dict]:
    documents = [d for d in yaml.load_all(text) if d]
    held = [d["spec"] if d.get("kind") == "PrometheusRule" else d for d in documents]
    return [r for d in held for g in d.get("groups") or [] for r in g["rules"]]


def thresholds(rules: list[dict]) -> list[tuple[str, float]]:
    return sorted((m[1], float(m[2]) * float(m[3])) for r in rules if "alert" in r for m in _THRESHOLD.finditer(r["expr"]))


def series(expressions: list[str]) -> list[dict]:
    """Random counters for every selector, each with the label values it asks for."""
    chance, found = random.Random(7), {}
    for expression in expressions:
        for node in promql.nodes(promql.parse(expression)):
            if type(node).__name__ == "VectorSelector" and not node.name.startswith("slo:"):
                wanted = {}
                for matcher in node.matchers.matchers:
                    value = matcher.value
                    negative = "Not" in str(matcher.op)
                    wanted[matcher.name] = "other" if negative else re.sub(r"[()]", "", value).split("|")[0].replace("..", "00").replace(".*", "x").replace(".+", "x")
                inside = ",".join(f'{k}="{v}"' for k, v in sorted(wanted.items()))
                found.setdefault(f"{node.name}{{{inside}}}", f"{chance.randint(1, 50)}+{chance.randint(1, 90)}x400")
    return [{"series": s, "values": v} for s, v in found.items()]


def compare(example: Path, made: Path) -> tuple[int, int, float] | str:
    """(ratios compared, thresholds compared, largest difference), or why it was not."""
    try:
        objectives, _ = read(example.read_text(), 30)
    except BadValue as error:
        return error.what.en
    theirs = rules_of(made.read_text())
    ours = [r for o in objectives for g in groups(o, Links(lambda a: a)) for r in g.rules]
    mine = [{"record": getattr(r, "record", None), "alert": getattr(r, "alert", None), "expr": r.expr, "labels": dict(r.labels)} for r in ours]
    # A threshold of 1 or more is left out here, with the reason: no ratio can pass it.
    a, b = thresholds([r for r in mine if r["alert"]]), [t for t in thresholds(theirs) if t[1] < 1]
    if len(objectives) != sum(1 for r in theirs if r.get("record") == "slo:objective:ratio"):
        return f"{len(objectives)} of {sum(1 for r in theirs if r.get('record') == 'slo:objective:ratio')} objectives are read"
    worst = 0.0
    if b:
        if [w for w, _ in a] != [w for w, _ in b]:
            return f"other windows: {a} {b}"
        worst = max(abs(x - y) for (_, x), (_, y) in zip(a, b, strict=True))
    pairs = []
    for objective in objectives:
        for rule in [r for r in mine if (r["record"] or "").startswith("slo:sli_error:ratio_rate") and r["labels"]["slo"] == objective.id and not r["record"].endswith("30d")]:
            other = next((t for t in theirs if t.get("record") == rule["record"] and t["labels"].get("sloth_slo", "").replace("_", "-").removesuffix("-0") == objective.id.removesuffix("-0")), None)
            if other:
                pairs.append((rule["expr"], other["expr"]))
    try:
        feed = series([e for p in pairs for e in p])
    except promql.Unreadable as error:
        return f"no PromQL of Prometheus: {error}"
    tests = [{"interval": "1m", "input_series": feed,
              "promql_expr_test": [{"expr": f"count(abs(({x}) - ({y})) <= {TOLERANCE})", "eval_time": "6h", "exp_samples": [{"labels": "{}", "value": 1}]} for x, y in pairs]}]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.yml"
        with path.open("w") as out:
            yaml.dump({"rule_files": [], "evaluation_interval": "5m", "tests": tests}, out)
        done = subprocess.run(["promtool", "test", "rules", str(path)], capture_output=True, text=True)
    if done.returncode:
        return (done.stdout + done.stderr)[-1500:]
    return len(pairs), len(a), worst


def main() -> int:
    root = Path(sys.argv[1])
    failed = 0
    for made in sorted((root / "examples" / "_gen").iterdir()):
        example = root / "examples" / made.name
        result = compare(example, made)
        if isinstance(result, str):
            print(f"{made.name}: NOT COMPARED: {result}")
        else:
            ratios, limits, worst = result
            bad = worst > TOLERANCE
            failed += bad
            print(f"{made.name}: {ratios} ratios, {limits} thresholds, largest difference {worst:.1e}{'  TOO LARGE' if bad else ''}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
