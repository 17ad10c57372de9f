"""Which finding comes first; the order is written here and in the security guide, and nowhere else.

1. What CISA lists as exploited (KEV).
2. What FIRST gives at least one chance in ten to be attacked within 30 days (EPSS ≥ 0.1).
3. The rest by points: severity (critical 40, high 30, unknown 30, medium 20, low 10), halved where the package is not imported, or only used in
   development; a quarter less where another package brings it in, or the advisory's own version numbers are not the registry's; a quarter more where
   a vulnerable symbol is used. Equal points: the higher CVSS score, the higher EPSS, the name.
"""

from __future__ import annotations

from ..model.advisory import Finding, Word
from ..model.text import Text

LIKELY = 0.1
_WEIGHT: dict[Word, float] = {"critical": 40, "high": 30, "unknown": 30, "medium": 20, "low": 10, "none": 1}


def points(finding: Finding) -> float:
    """See the module."""
    found = _WEIGHT[finding.severity.word]
    if finding.reach.state == "not imported":
        found /= 2
    if finding.is_development_only:
        found /= 2
    if finding.is_direct is False:
        found *= 0.75
    if finding.has_other_numbers:
        found *= 0.75
    return found * 1.25 if finding.reach.state == "symbol used" else found


def rank(finding: Finding) -> tuple[object, ...]:
    """Sorts the most urgent first; what a person assessed as no matter comes last."""
    known = finding.exploitation
    return (finding.is_suppressed, not known.kev_added, (known.epss or 0) < LIKELY, -points(finding), -(finding.severity.score or 0), -(known.epss or 0), finding.package, finding.id)


def why(finding: Finding) -> Text:
    """What decided the place, in a few words."""
    known, en, fr = finding.exploitation, [], []
    if known.kev_added:
        ransom = (", by ransomware", ", par des rançongiciels") if known.kev_ransomware else ("", "")
        en.append(f"exploited (CISA KEV {known.kev_added}{ransom[0]})")
        fr.append(f"exploitée (CISA KEV {known.kev_added}{ransom[1]})")
    if known.epss is not None:
        en.append(f"EPSS {known.epss:.1%}")
        fr.append(f"EPSS {known.epss:.1%}")
    en.append(f"{finding.severity.word}" + (f" {finding.severity.score}" if finding.severity.score is not None else ""))
    fr.append(_FR[finding.severity.word] + (f" {finding.severity.score}" if finding.severity.score is not None else ""))
    en.append({True: "direct", False: "transitive", None: "direct or transitive: not stated"}[finding.is_direct])
    fr.append({True: "directe", False: "transitive", None: "directe ou transitive : non indiqué"}[finding.is_direct])
    if finding.is_development_only:
        en.append("development only")
        fr.append("développement seulement")
    if finding.reach.state != "not known":
        en.append(finding.reach.why.en)
        fr.append(finding.reach.why.fr)
    return Text(" · ".join(en), " · ".join(fr))


_FR: dict[Word, str] = {"critical": "critique", "high": "élevée", "medium": "moyenne", "low": "faible", "none": "nulle", "unknown": "inconnue"}


def word_in(word: Word, language: str) -> str:
    return _FR[word] if language == "fr" else word
