"""What a report says of a rule, whoever's it is, and of an audit as a whole: the sentences every form of it shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...model.text import Language, Text
from ...pins.owasp import category
from ..finding import Finding, Place
from ..rule import SEVERITIES, Severity, rules
from ..run import GAPS, Audit

LANGUAGES: Mapping[str, str] = {"python": "Python", "javascript": "JavaScript", "typescript": "TypeScript", "java": "Java", "go": "Go", "php": "PHP", "ruby": "Ruby", "csharp": "C#"}
SEVERITY_NAMES: Mapping[str, Text] = {"critical": Text("critical", "critique"), "high": Text("high", "élevée"), "medium": Text("medium", "moyenne"), "low": Text("low", "faible")}
CONFIDENCE_NAMES: Mapping[str, Text] = {"high": Text("high", "forte"), "medium": Text("medium", "moyenne"), "low": Text("low", "faible")}


@dataclass(frozen=True, slots=True)
class About:
    id: str
    title: Text
    cwe: int
    severity: Severity
    why: Text
    fix: Text | None = None
    references: tuple[str, ...] = ()

    @property
    def owasp(self) -> str:
        return category(self.cwe) if self.cwe else ""

    @property
    def owasp_2021(self) -> str:
        return category(self.cwe, 2021) if self.cwe else ""


def about(finding: Finding) -> About:
    rule = rules().get(finding.rule) if not finding.tool else None
    if rule is not None:
        return About(rule.id, rule.title, rule.cwe, rule.severity, rule.why, rule.fix, rule.references)
    title = finding.title or Text(finding.rule, finding.rule)
    return About(finding.rule, title, finding.cwe, finding.severity, title)


def counted(n: int, what: str) -> str:
    """``1 file``, ``2 files``; both languages make the plural of these words alike."""
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def lines_of(finding: Finding) -> tuple[Place, ...]:
    """The way, a place a line; the sink's own is always there."""
    kept: list[Place] = []
    for place in finding.way or (finding.place,):
        if kept and (kept[-1].path, kept[-1].line) == (place.path, place.line):
            kept[-1] = place
        else:
            kept.append(place)
    return tuple(kept)


def summary(audit: Audit, language: Language) -> str:
    """The one sentence that counts. That nothing was found is said together with where it was looked for, never as an all-clear."""
    count, coverage = len(audit.counting), audit.coverage
    names = ", ".join(f"{n} {LANGUAGES.get(name, name)}" for name, n in coverage.files.items())
    looked = Text(f"{counted(coverage.count, 'file')}, {counted(coverage.lines, 'line')} ({names})", f"{counted(coverage.count, 'fichier')}, {counted(coverage.lines, 'ligne')} ({names})") if coverage.count else Text("no source file", "aucun fichier source")
    if count:
        worst = [(s, sum(1 for f in audit.counting if f.severity == s)) for s in SEVERITIES]
        parts = ", ".join(f"{n} {SEVERITY_NAMES[s].in_(language)}" for s, n in worst if n)
        said = Text(f"{counted(count, 'finding')} ({parts}) in {looked.en}", f"{counted(count, 'problème')} ({parts}) dans {looked.fr}")
    elif not coverage.count and not coverage.checks:
        said = Text("nothing was looked at: there is no source file here in a language that is known", "rien n'a été examiné : il n'y a ici aucun fichier source dans un langage connu")
    else:
        said = Text(f"{coverage.rules} rules found nothing in {looked.en}", f"{coverage.rules} règles n'ont rien trouvé dans {looked.fr}")
    missed = len({*(p for p, _ in coverage.broken), *(p for p, _ in coverage.failed), *(p for p, _, _ in coverage.unfinished), *(s.path for s in coverage.skipped if s.cause in (*GAPS, "link"))})
    if missed:
        said = Text(f"{said.en}; not, or not wholly, looked at: {counted(missed, 'file')}", f"{said.fr} ; pas, ou pas entièrement, examinés : {counted(missed, 'fichier')}")
    hidden, known = sum(1 for f in audit.findings if f.suppression is not None), sum(1 for f in audit.findings if f.is_known and f.suppression is None)
    if hidden:
        said = Text(f"{said.en}; {hidden} suppressed", f"{said.fr} ; {hidden} écartés par commentaire")
    if known:
        said = Text(f"{said.en}; {known} known before", f"{said.fr} ; {known} déjà connus")
    if audit.unsure:
        said = Text(f"{said.en}; {audit.unsure} less sure left out", f"{said.fr} ; {audit.unsure} moins sûrs laissés de côté")
    return said.in_(language)


def gaps(audit: Audit, language: Language) -> list[tuple[str, str]]:
    """(where, what) of everything that was not, or not wholly, looked at."""
    c, found = audit.coverage, []
    found += [(f"{path}:{line}" if line else path, Text("cannot be parsed from here on; what could be was looked at", "ne peut pas être analysé à partir d'ici ; ce qui pouvait l'être a été examiné").in_(language)) for path, line in c.broken]
    found += [(path, Text(f"nothing can be said of it: {why}", f"on ne peut rien en dire : {why}").in_(language)) for path, why in c.failed]
    found += [(f"{path}:{line}" if line else path, Text(f"`{name}` was not followed to its end", f"`{name}` n'a pas été suivi jusqu'au bout").in_(language)) for path, line, name in c.unfinished]
    found += [(s.path, s.why.in_(language)) for s in c.skipped if s.cause in (*GAPS, "link")]
    found += [(f"{path}:{line}", Text(f"no rule is called {name}: this comment suppresses nothing", f"aucune règle ne s'appelle {name} : ce commentaire n'écarte rien").in_(language)) for path, line, name in c.misnamed]
    found += [(", ".join(v.subjects[:3]) + (" …" if len(v.subjects) > 3 else ""), Text(f"{v.check} was not run", f"{v.check} n'a pas été exécuté").in_(language) + (f": {v.reason.in_(language)}" if v.reason else "")) for v in c.checks if v.state == "not run"]
    return found


def left_out(audit: Audit, language: Language) -> list[tuple[str, int]]:
    """(why, how many) of what is no person's own source, or was excluded."""
    counts: dict[str, int] = {}
    for s in audit.coverage.skipped:
        if s.cause in ("vendored", "made", "minified", "generated", "excluded"):
            counts[s.why.in_(language)] = counts.get(s.why.in_(language), 0) + 1
    return sorted(counts.items())


def tools(audit: Audit) -> list[str]:
    """Every tool that was run, with its version."""
    return sorted({f"{v.tool or v.check} {v.version}".strip() for v in audit.coverage.checks if v.state != "not run"})
