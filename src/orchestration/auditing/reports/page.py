"""An audit as one page to read and to hand on: nothing in it is loaded, nothing runs."""

from __future__ import annotations

from collections.abc import Iterable

from ...documents.figures import amount
from ...documents.html import Element, element, page, table
from ...kits import kit
from ...model.text import Language
from ..finding import Finding
from ..rule import SEVERITIES
from ..run import Audit
from .about import CONFIDENCE_NAMES, LANGUAGES, SEVERITY_NAMES, about, gaps, left_out, lines_of, summary, tools

MOST = 500
_PILLS = {"critical": "failed", "high": "failed", "medium": "incomplete", "low": "low"}


def html(audit: Audit, name: str, language: Language) -> str:
    """The page; the same audit gives the same bytes."""
    return _Page(audit, name, language).text()


class _Page:
    def __init__(self, audit: Audit, name: str, language: Language) -> None:
        self.audit, self.name, self.language = audit, name, language

    def say(self, en: str, fr: str) -> str:
        return fr if self.language == "fr" else en

    def text(self) -> str:
        counting = self.audit.counting
        style = kit("page/style.css") + kit("page/audit.css")
        rest = [element("p", self.say(f"… and {len(counting) - MOST} more; --json holds all.", f"… et {len(counting) - MOST} de plus ; --json les contient tous."))] if len(counting) > MOST else None
        return page(f"{self.name} · {self.say('code audit', 'audit du code')}", self.language, style,
                    element("main", self._head(), self._tiles(), self._index(), [self._finding(f, i) for i, f in enumerate(counting[:MOST], 1)], rest, self._suppressed(), self._coverage()))

    def _head(self) -> Element:
        counting = self.audit.counting
        worst = counting[0].severity if counting else ""
        state = _PILLS[worst] if worst else "passed" if self.audit.coverage.is_complete else "incomplete"
        words = SEVERITY_NAMES[worst].in_(self.language) if worst else self.say("nothing found", "rien trouvé")
        return element("header", element("p", self.say("Code audit", "Audit du code"), class_="over"), element("h1", element("bdi", self.name)),
                       element("p", element("strong", words, class_=f"pill {state}")), element("p", summary(self.audit, self.language), class_="lead"))

    def _tiles(self) -> Element:
        counts = [(SEVERITY_NAMES[s].in_(self.language), sum(1 for f in self.audit.counting if f.severity == s)) for s in SEVERITIES]
        c = self.audit.coverage
        counts += [(self.say("files", "fichiers"), c.count), (self.say("lines", "lignes"), c.lines), (self.say("rules", "règles"), c.rules)]
        return element("dl", [element("div", element("dt", what), element("dd", amount(n, self.language, 9))) for what, n in counts], class_="tiles")

    def _index(self) -> Element | None:
        counting = self.audit.counting[:MOST]
        if not counting:
            return None
        rows = [(element("a", f"{f.place.path}:{f.place.line}", href=f"#f{i}"), about(f).title.in_(self.language), SEVERITY_NAMES[f.severity].in_(self.language), CONFIDENCE_NAMES[f.confidence].in_(self.language), about(f).owasp) for i, f in enumerate(counting, 1)]
        return element("section", table(self.say("All findings, the most urgent first", "Tous les problèmes, les plus urgents d'abord"), (self.say("place", "endroit"), self.say("what", "quoi"), self.say("severity", "gravité"), self.say("confidence", "confiance"), "OWASP"), rows))

    def _finding(self, finding: Finding, number: int) -> Element:
        rule = about(finding)
        facts = " · ".join(filter(None, (f"CWE-{rule.cwe}" if rule.cwe else "", rule.owasp, rule.owasp_2021, self.say(f"confidence {CONFIDENCE_NAMES[finding.confidence].en}", f"confiance {CONFIDENCE_NAMES[finding.confidence].fr}"),
                                         self.say("a pattern, not a flow", "un motif, pas un flux") if not finding.is_flow and not finding.tool else "", self.say("test code", "code de test") if finding.is_test else "", f"{finding.tool} {finding.version}".strip())))
        return element("section", element("h2", rule.title.in_(self.language)),
                       element("p", element("strong", SEVERITY_NAMES[finding.severity].in_(self.language), class_=f"pill {_PILLS[finding.severity]}"), " ", element("code", f"{finding.place.path}:{finding.place.line}")),
                       element("p", facts, class_="note"), element("p", _coded(finding.message.in_(self.language))), self._way(finding),
                       element("p", element("strong", self.say("Fix: ", "Correction : ")), rule.fix.in_(self.language)) if rule.fix else None,
                       element("p", [[element("a", r, href=r), " "] for r in rule.references if r.startswith("https://")], class_="note") if rule.references else None, class_="card", id=f"f{number}")

    def _way(self, finding: Finding) -> Element:
        places = lines_of(finding)
        return element("ol", [element("li", element("span", f"{p.path}:{p.line}", class_="where"), element("code", p.source), class_="sink" if p is places[-1] else "source" if p is places[0] else None) for p in places], class_="way")

    def _suppressed(self) -> Element | None:
        rows = [(f"{f.place.path}:{f.place.line}", about(f).title.in_(self.language), f.suppression.marker, f.suppression.reason or self.say("no reason given", "sans raison donnée"), str(f.suppression.until or "")) for f in self.audit.findings if f.suppression is not None][:MOST]
        if not rows:
            return None
        head = (self.say("place", "endroit"), self.say("what", "quoi"), self.say("comment", "commentaire"), self.say("reason", "raison"), self.say("until", "jusqu'au"))
        return element("section", element("h2", self.say("Suppressed", "Écartés")), table(self.say("What a comment in the code says is none to act on", "Ce qu'un commentaire du code dit de ne pas traiter"), head, rows))

    def _coverage(self) -> Element:
        c = self.audit.coverage
        items: list[object] = [f"{LANGUAGES.get(language, language)}: {n}" for language, n in c.files.items()]
        items += [self.say(f"left out: {n} — {why}", f"laissés de côté : {n} — {why}") for why, n in left_out(self.audit, self.language)]
        items += tools(self.audit)
        missed = gaps(self.audit, self.language)
        return element("section", element("h2", self.say("What was looked at", "Ce qui a été examiné")), _list(items),
                       element("div", element("h3", self.say("Not, or not wholly, looked at", "Pas, ou pas entièrement, examiné")), _list([[element("code", where), " ", what] for where, what in missed[:MOST]])) if missed else None,
                       element("p", self.say(f"Rules and code of the audit: {c.engine}", f"Règles et code de l'audit : {c.engine}"), class_="note"))


def _list(items: Iterable[object]) -> Element:
    return element("ul", [element("li", item) for item in items], class_="plain")  # type: ignore[arg-type]


def _coded(message: str) -> list[object]:
    return [element("code", piece) if i % 2 else piece for i, piece in enumerate(message.split("`"))]
