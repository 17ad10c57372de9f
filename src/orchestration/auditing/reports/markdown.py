"""An audit as Markdown, for ``output`` and for a comment on a pull request; nothing in a project's own words is markup in it."""

from __future__ import annotations

from ...model.text import Language
from ..finding import Finding
from ..run import Audit
from .about import CONFIDENCE_NAMES, SEVERITY_NAMES, about, counted, gaps, left_out, lines_of, summary, tools

MOST = 100
_SPECIAL = str.maketrans({c: f"\\{c}" for c in "|<>[]*_\\#~"})


def markdown(audit: Audit, language: Language, level: int = 2) -> str:
    """
    Args:
        level: of its headings.
    """
    mark = "#" * level

    def say(en: str, fr: str) -> str:
        return fr if language == "fr" else en

    lines = [f"{mark} {say('What was found', 'Ce qui a été trouvé')}", "", f"**{plain(summary(audit, language))}**", ""]
    for number, finding in enumerate(audit.counting[:MOST], 1):
        lines += [*_finding(finding, number, language, mark), ""]
    if len(audit.counting) > MOST:
        lines += [say(f"… and {len(audit.counting) - MOST} more.", f"… et {len(audit.counting) - MOST} de plus."), ""]
    if hidden := [f for f in audit.findings if f.suppression is not None]:
        lines += [f"{mark} {say('Suppressed by comments', 'Écartés par des commentaires')}", ""]
        for f in hidden[:MOST]:
            s = f.suppression
            assert s is not None
            until = say(f", until {s.until}", f", jusqu'au {s.until}") if s.until else ""
            lines.append(f"- {code(f'{f.place.path}:{f.place.line}')} {plain(about(f).title.in_(language))} — {code(s.marker)}{until}: {plain(s.reason) or say('no reason given', 'sans raison donnée')}")
        lines.append("")
    if audit.expired:
        lines += [say("Suppressions that have ended, and suppress nothing any more: ", "Suppressions arrivées à leur terme, qui n'écartent plus rien : ") + ", ".join(code(f"{f.place.path}:{f.place.line}") for f in audit.expired[:20]), ""]
    lines += [f"{mark} {say('What was looked at', 'Ce qui a été examiné')}", "", *coverage(audit, language)]
    return "\n".join(lines).rstrip() + "\n"


def coverage(audit: Audit, language: Language) -> list[str]:
    def say(en: str, fr: str) -> str:
        return fr if language == "fr" else en

    c = audit.coverage
    lines = [say(f"- {counted(c.count, 'file')}, {counted(c.lines, 'line')}, by {c.rules} rules that follow values from where they enter to where they do harm; nothing of the code was run.",
                 f"- {counted(c.count, 'fichier')}, {counted(c.lines, 'ligne')}, par {c.rules} règles qui suivent les valeurs de leur entrée jusqu'à l'endroit où elles nuisent ; rien du code n'a été exécuté.")]
    if found := tools(audit):
        lines.append(say("- Files of configuration, by ", "- Fichiers de configuration, par ") + ", ".join(map(plain, found)) + ".")
    lines += [say(f"- Left out: {count} — {why}.", f"- Laissés de côté : {count} — {why}.") for why, count in left_out(audit, language)]
    missed = gaps(audit, language)
    lines += [say("- Not, or not wholly, looked at: ", "- Pas, ou pas entièrement, examiné : ") + f"{code(where)} — {_safe(what)}" for where, what in missed[:MOST]]
    if len(missed) > MOST:
        lines.append(say(f"- … and {len(missed) - MOST} more.", f"- … et {len(missed) - MOST} de plus."))
    lines.append(say("- Not looked for: flaws of logic, of what is deployed, and of dependencies (`devops-squad scan`).", "- Non recherchés : les défauts de logique, ceux de ce qui est déployé, et ceux des dépendances (`devops-squad scan`)."))
    return lines


def _finding(finding: Finding, number: int, language: Language, mark: str) -> list[str]:
    def say(en: str, fr: str) -> str:
        return fr if language == "fr" else en

    rule = about(finding)
    names = " · ".join(filter(None, (f"CWE-{rule.cwe}" if rule.cwe else "", rule.owasp, rule.owasp_2021 and f"({rule.owasp_2021})")))
    sure = say(f"confidence {CONFIDENCE_NAMES[finding.confidence].en}", f"confiance {CONFIDENCE_NAMES[finding.confidence].fr}")
    test = say(" · test code", " · code de test") if finding.is_test else ""
    pattern = "" if finding.is_flow or finding.tool else say(" · a pattern, not a flow", " · un motif, pas un flux")
    by = f" · {plain(finding.tool)} {plain(finding.version)}" if finding.tool else ""
    lines = [f"{mark}# {number}. {SEVERITY_NAMES[finding.severity].in_(language).capitalize()}: {plain(rule.title.in_(language))} — {code(f'{finding.place.path}:{finding.place.line}')}", "",
             f"{names + ' · ' if names else ''}{sure}{pattern}{test}{by}", "", _safe(finding.message.in_(language).rstrip(".")) + "."]
    if finding.way:
        lines += ["", *(f"{i}. {code(f'{p.path}:{p.line}')} {code(p.source) if p.source else ''}".rstrip() for i, p in enumerate(lines_of(finding), 1))]
    elif finding.place.source:
        lines += ["", code(finding.place.source)]
    if rule.fix:
        lines += ["", f"**{say('Fix', 'Correction')}**{say(':', ' :')} {rule.fix.in_(language)}"]
    if rule.references:
        lines += ["", " ".join(f"<{r}>" for r in rule.references[:3])]
    return lines


def plain(text: str) -> str:
    return _escaped(" ".join(text.split()))


def _escaped(text: str) -> str:
    return text.translate(_SPECIAL).replace("`", "'")


def code(text: str) -> str:
    """A span of code, whatever quotes it holds itself."""
    text = " ".join(text.split())
    ticks = "`"
    while ticks in text:
        ticks += "`"
    return f"{ticks} {text} {ticks}" if text[:1] == "`" or text[-1:] == "`" else f"{ticks}{text}{ticks}" if text else ""


def _safe(message: str) -> str:
    """A message of ours, in which names of the project stand between single quotes of code."""
    pieces = " ".join(message.split()).split("`")
    return "".join(code(p) if i % 2 else _escaped(p) for i, p in enumerate(pieces))


