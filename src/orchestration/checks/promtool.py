"""Prometheus' own tool: reads rules and configuration, and runs the unit tests that tell a right threshold from a wrong one."""

from __future__ import annotations

import posixpath
import re
from concurrent.futures import ThreadPoolExecutor

from ..edges.runner import Completed
from ..model.artefact import FileSet
from ..model.text import Text
from ..model.verdict import Finding, Verdict, not_run
from .check import Check, Context, judged, not_usable
from .reading import yaml_lines

_FOUND = re.compile(r"SUCCESS: (\d+) rules? found")
_LINE = re.compile(r"(?:^|[ :])(\d+):\d+: |line (\d+)")


def _run(fileset: FileSet, context: Context) -> tuple[Verdict, ...]:
    kinds = (("prometheus-rules", _rules), ("prometheus-config", _config), ("prometheus-tests", _tests))
    asked = [(ask, path, text) for kind, ask in kinds for path, text in fileset.of(kind)]
    with ThreadPoolExecutor(max_workers=2) as pool:
        return tuple(pool.map(lambda one: one[0](one[1], one[2], fileset, context), asked))


def _said(done: Completed) -> str:
    return " ".join(line.strip() for line in (done.out + "\n" + done.err).splitlines() if line.strip() and not re.match(r"\s*(?:Checking|Unit Testing:|SUCCESS)", line))


def _verdict(path: str, done: Completed, context: Context, tool: str, findings: list[Finding]) -> Verdict:
    # It ends with 0 and says SUCCESS, or with 1 (3: its linter) and says what is wrong; anything else is no answer.
    if done.timed_out or not (_said(done) if done.code in (1, 3) else done.code == 0 and "SUCCESS" in done.out + done.err):
        return not_usable(CHECK.id, (path,), "promtool", done)
    return judged(CHECK.id, (path,), "promtool", context.version(tool), findings)


def _rules(path: str, text: str, fileset: FileSet, context: Context) -> Verdict:
    tool = context.which("promtool")
    assert tool
    done = context.run([tool, "check", "rules", "--lint=all", "--lint-fatal", path], cwd=context.directory)
    findings = []
    if done.code != 0:
        words = _said(done)
        line = _LINE.search(words)
        findings.append(Finding(path, int(line[1] or line[2]) if line else 0, "check-rules", words[:400]))
    elif loaded := _FOUND.search(done.out):
        # Of a file with several documents only the first is loaded, and nothing is said of the others.
        written = sum(1 for line in text.splitlines() if re.match(r"\s*(?:- )?(?:alert|record):\s", line))
        if int(loaded[1]) != written:
            findings.append(Finding(path, 0, "rules-lost", f"{written} rules are written, Prometheus loads {loaded[1]}"))
    return _verdict(path, done, context, tool, findings)


def _config(path: str, text: str, fileset: FileSet, context: Context) -> Verdict:
    tool = context.which("promtool")
    assert tool
    done = context.run([tool, "check", "config", "--syntax-only", path], cwd=context.directory)
    return _verdict(path, done, context, tool, [] if done.code == 0 else [Finding(path, 0, "check-config", _said(done)[:400])])


def _tests(path: str, text: str, fileset: FileSet, context: Context) -> Verdict:
    tool = context.which("promtool")
    assert tool
    try:
        named = [posixpath.normpath(posixpath.join(posixpath.dirname(path), name)) for name in yaml_lines.load(text).get("rule_files", ())]
    except (yaml_lines.Broken, AttributeError, TypeError):
        named = []
    lost = [name for name in named if name not in fileset.files]
    if lost:
        return judged(CHECK.id, (path,), "promtool", context.version(tool), [Finding(path, 0, "rule-files", f"the rules it tests are not there: {', '.join(lost)}")])
    done = context.run([tool, "test", "rules", path], cwd=context.directory, timeout_seconds=180)
    if done.code != 0 and "unexpected character in series sequence: '{'" in done.out + done.err:
        return not_run(CHECK.id, (path,), Text(f"promtool {context.version(tool)} has no notation for native histograms; 2.53 has: run promtool test rules {path} with that or a newer one",
                                               f"promtool {context.version(tool)} n'a pas de notation pour les histogrammes natifs ; 2.53 en a une : lancez promtool test rules {path} avec celui-ci ou un plus récent"), "promtool")
    return _verdict(path, done, context, tool, [] if done.code == 0 else [Finding(path, 0, "test-rules", _said(done)[:600])])


CHECK = Check(
    id="promtool",
    title=Text("Prometheus reads its rules, and their unit tests pass", "Prometheus lit ses règles, et leurs tests unitaires passent"),
    kinds=frozenset({"prometheus-rules", "prometheus-config", "prometheus-tests"}),
    tool="promtool",
    how_to_get=Text("it comes with Prometheus (Debian: apt-get install prometheus)", "il vient avec Prometheus (Debian : apt-get install prometheus)"),
    run=_run,
    needs=("promtool",),
)
