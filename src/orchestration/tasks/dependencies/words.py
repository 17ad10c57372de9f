"""A scan in words and rows: the contract's vulnerabilities, the JSON document, the lines a person reads; and the exit code, whose rule is here.

0: everything the project states was looked up, and nothing at or above the threshold was found. 1: something was, or the licence policy denies
something. 3: something could not be looked up, or only in stale data, or a licence is not known to the policy. An unknown severity counts for any
threshold. The words "no known vulnerabilities" are only ever said where everything was looked up and nothing at all was found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...advisories.priority import why, word_in
from ...advisories.severity import is_at_least
from ...model.advisory import Finding, Row, Scan, Unlooked, Upgrade, Word
from ...model.text import Language, Text

MAX_DESCRIPTION = 4_000
_MAX_LINES = 50


def exit_code(scan: Scan, threshold: Word) -> int:
    """See the module."""
    if any(is_at_least(f.severity.word, threshold) for f in scan.open_findings) or any(v.state == "denied" for v in scan.licences):
        return 1
    return 0 if scan.is_complete and not scan.licences else 3


def summary(scan: Scan, language: Language) -> str:
    """The one sentence that counts."""
    packages, found = len({c.package for c in scan.inventory.components}) - len(scan.images), scan.open_findings
    sources = "; ".join(s.in_words().in_(language) for s in scan.sources)
    flawed = len({f.package for f in found})
    missed = missing(scan)
    if found:
        said = Text(f"{len(found)} vulnerabilities in {flawed} of {packages} packages", f"{len(found)} vulnérabilités dans {flawed} paquets sur {packages}").in_(language)
    elif missed:
        said = Text(f"nothing was found in what could be looked up ({scan.looked_at} of {packages} packages): that is no all-clear", f"rien n'a été trouvé dans ce qui a pu être recherché ({scan.looked_at} paquets sur {packages}) : ce n'est pas un feu vert").in_(language)
    elif assessed := len(scan.findings):
        said = Text(f"no open vulnerabilities in {packages} packages; {assessed} were assessed as no matter", f"aucune vulnérabilité ouverte dans {packages} paquets ; {assessed} ont été évaluées comme sans objet").in_(language)
    elif not packages and scan.in_images:
        said = Text("nothing was looked up: only container images are stated", "rien n'a été recherché : seules des images de conteneur sont indiquées").in_(language)
    elif not packages:
        return Text("no dependencies are stated", "aucune dépendance n'est indiquée").in_(language)
    else:
        said = Text(f"no known vulnerabilities in {packages} packages", f"aucune vulnérabilité connue dans {packages} paquets").in_(language)
        if any(c.is_estimate for c in scan.inventory.components):
            said += Text(", by the lowest versions the manifest admits: an estimate", ", selon les plus basses versions que le manifeste admet : une estimation").in_(language)
    if missed:
        said += {"en": "; ", "fr": " ; "}[language] + missed.in_(language)
    if scan.in_images and packages:
        said += Text("; what the container image holds besides is not looked at here", " ; ce que l'image de conteneur contient en plus n'est pas examiné ici").in_(language)
    return said + (f" ({sources})" if sources else "")


def missing(scan: Scan) -> Text | None:
    """What could not be looked up, counted; None where all could."""
    parts: list[Text] = []
    if not scan.inventory.files and not scan.inventory.unreadable:
        parts.append(Text("no manifest or lockfile was found", "aucun manifeste ni fichier de verrouillage n'a été trouvé"))
    if scan.unlooked:
        count = len({u.package for u in scan.unlooked})
        parts.append(Text(f"{count} packages could not be looked up", f"{count} paquets n'ont pas pu être recherchés"))
    if scan.unresolved:
        parts.append(Text(f"{len(scan.unresolved)} dependencies name no version", f"{len(scan.unresolved)} dépendances ne désignent aucune version"))
    if scan.inventory.unreadable:
        parts.append(Text(f"{len(scan.inventory.unreadable)} files could not be read", f"{len(scan.inventory.unreadable)} fichiers n'ont pas pu être lus"))
    if stale := [s for s in scan.sources if s.is_stale]:
        names = ", ".join(s.ecosystem for s in stale)
        parts.append(Text(f"the advisories of {names} are stale", f"les avis de {names} sont périmés"))
    return Text("; ".join(p.en for p in parts), " ; ".join(p.fr for p in parts)) if parts else None


# --- rows -------------------------------------------------------------------------------------------------------------

def row(finding: Finding, position: int, language: Language) -> Row:
    """One of the contract's ``vulnerabilities``."""
    place = min(finding.places, key=lambda p: p.evidence)
    known = finding.exploitation
    return {
        "name": finding.title, "severity": finding.severity.word, "description": (finding.details or finding.title)[:MAX_DESCRIPTION], "id": finding.id, "aliases": list(finding.aliases),
        "package": finding.package.name, "version": finding.package.version, "ecosystem": finding.package.ecosystem, "purl": finding.package.purl, "fixed_versions": list(finding.fixed_versions),
        "path": place.evidence.path, "line": place.evidence.line, "places": sorted({str(p.evidence) for p in finding.places}), "direct": finding.is_direct, "scope": _scope(finding),
        "chains": [list(chain) for chain in sorted({chain for p in finding.places for chain in p.paths}, key=lambda c: (len(c), c))[:3]],
        "cvss": {"score": finding.severity.score, "vector": finding.severity.vector, "source": finding.severity.origin}, "cwes": list(finding.weaknesses), "references": list(finding.references), "advisories": list(finding.advisories),
        "disputed_by": list(finding.disagreeing), "kev": known.kev_added or None, "epss": known.epss, "reach": {"state": finding.reach.state, "why": finding.reach.why.in_(language), "where": [str(e) for e in finding.reach.evidence]},
        "priority": position, "why": why(finding).in_(language), "notes": [n.in_(language) for n in finding.notes], "estimate": all(p.is_estimate for p in finding.places),
        "assessment": {"status": finding.assessment.status, "justification": finding.assessment.justification, "statement": finding.assessment.statement, "source": finding.assessment.origin} if finding.assessment else None,
    }


def _scope(finding: Finding) -> str:
    scopes = {p.scope for p in finding.places}
    return next((s for s in ("production", "optional", "unknown", "development") if s in scopes), "unknown")


def rows(scan: Scan, language: Language) -> list[Row]:
    """The open findings, most urgent first."""
    return [row(f, n, language) for n, f in enumerate(scan.open_findings, 1)]


def not_looked_up(scan: Scan, language: Language) -> list[Row]:
    """Everything of which nothing can be said, each with the reason."""
    return [
        *({"package": u.package.name, "version": u.package.version, "ecosystem": u.package.ecosystem, "where": str(u.evidence), "why": u.reason.in_(language)} for u in scan.unlooked),
        *({"package": u.name, "version": u.stated, "ecosystem": "", "where": str(u.evidence), "why": u.reason.in_(language)} for u in scan.unresolved),
        *({"package": "", "version": "", "ecosystem": "", "where": path, "why": reason.in_(language)} for path, reason in scan.inventory.unreadable),
    ]


def in_images(scan: Scan, language: Language) -> list[Row]:
    """What only a scan of the built image can look at."""
    return [{"package": u.package.name if isinstance(u, Unlooked) else u.name, "version": u.package.version if isinstance(u, Unlooked) else u.stated, "where": str(u.evidence), "why": u.reason.in_(language)} for u in scan.in_images]


def upgrade_row(step: Upgrade, language: Language) -> Row:
    return {"manifest": step.manifest, "line": step.line, "ecosystem": step.ecosystem, "package": step.name, "from": step.before, "to": step.after or None, "clears": list(step.clears), "kind": step.kind,
            "through": step.through or None, "wanted": step.wanted or None, "breaking": step.is_breaking, "gentle": {"to": step.gentle, "clears": list(step.gentle_clears)} if step.gentle else None, "how": step.how.in_(language) if step.how else ""}


def document(scan: Scan, threshold: Word, language: Language) -> Row:
    """Everything, as JSON has it."""
    code = exit_code(scan, threshold)
    suppressed = [f for f in scan.findings if f.is_suppressed]
    return {
        "status": {0: "passed", 1: "failed", 3: "incomplete"}[code], "summary": summary(scan, language), "fail_on": threshold, "is_complete": scan.is_complete,
        "files": list(scan.inventory.files), "packages": len({c.package for c in scan.inventory.components}),
        "sources": [{"ecosystem": s.ecosystem, "kind": s.kind, "taken_on": s.taken_on.isoformat(), "advisories": s.entries, "sha256": s.digest, "is_stale": s.is_stale} for s in scan.sources],
        "exploitation": dict(scan.exploitation_dates), "vulnerabilities": rows(scan, language), "suppressed": [row(f, n, language) for n, f in enumerate(suppressed, 1)], "not_looked_up": not_looked_up(scan, language), "in_images": in_images(scan, language),
        "upgrades": [upgrade_row(u, language) for u in scan.upgrades], "licences": [{"package": v.package.name, "version": v.package.version, "licence": v.licence or None, "state": v.state, "where": str(v.evidence)} for v in scan.licences],
        "notices": [{"level": n.level, "about": n.about, "text": n.text.in_(language), "evidence": [str(e) for e in n.evidence]} for n in dict.fromkeys(scan.notices)],
    }


# --- lines ------------------------------------------------------------------------------------------------------------

def step_line(step: Upgrade, language: Language) -> str:
    """One step of the fix plan."""
    where = f"{step.manifest}:{step.line}" if step.line else step.manifest
    breaking = Text(" [breaking]", " [rupture]").in_(language) if step.is_breaking else ""
    through = Text(f" (through {step.through})", f" (par {step.through})").in_(language) if step.through else ""
    how = f" — {step.how.in_(language)}" if step.how else ""
    if not step.after:
        return f"{where}: {step.name} {step.before}{through}{how}"
    clears = Text(f"clears {len(step.clears)}", f"en corrige {len(step.clears)}").in_(language)
    gentle = Text(f"; {step.gentle} is not breaking and clears {len(step.gentle_clears)}", f" ; {step.gentle} ne casse rien et en corrige {len(step.gentle_clears)}").in_(language) if step.gentle else ""
    return f"{where}: {step.name} {step.before} → {step.after}{breaking}{through}, {clears}{gentle}{how}"


def finding_line(finding: Finding, language: Language) -> str:
    fixed = Text(f"fixed in {', '.join(finding.fixed_versions)}", f"corrigé dans {', '.join(finding.fixed_versions)}") if finding.fixed_versions else Text("no fix is known", "aucun correctif connu")
    return f"{finding.package.name} {finding.package.version}  {finding.id}  {finding.title}; {fixed.in_(language)}"


def markdown(scan: Scan, language: Language) -> str:
    """The report as a page; every text of an advisory is only words in it."""
    say = Text.in_
    lines = [say(Text("# Dependencies", "# Dépendances"), language), "", f"**{_inline(summary(scan, language))}**", ""]
    if scan.open_findings:
        lines += [say(Text("## Vulnerabilities, most urgent first", "## Vulnérabilités, les plus urgentes d'abord"), language), "", say(Text("| # | severity | package | vulnerability | fixed in | where | why here |", "| n° | gravité | paquet | vulnérabilité | corrigé dans | où | pourquoi ici |"), language), "| --- " * 7 + "|"]
        lines += [_table_line(n, f, language) for n, f in enumerate(scan.open_findings, 1)] + [""]
    for title, found in _sections(scan, language):
        lines += [f"## {title}", "", *(f"- {_inline(line)}" for line in found), ""]
    return "\n".join(lines).rstrip() + "\n"


def _table_line(position: int, finding: Finding, language: Language) -> str:
    place = min(finding.places, key=lambda p: p.evidence).evidence
    link = f"[{finding.id}](https://osv.dev/vulnerability/{finding.advisories[0]})"
    cells = (str(position), word_in(finding.severity.word, language), _inline(f"{finding.package.name} {finding.package.version}"), f"{link} {_inline(finding.title)}",
             _inline(", ".join(finding.fixed_versions)) or "–", _inline(str(place)), _inline(why(finding).in_(language)))
    return "| " + " | ".join(cells) + " |"


def _sections(scan: Scan, language: Language) -> Iterator[tuple[str, list[str]]]:
    """Heading and lines of all that follows the findings; nothing that is empty."""
    suppressed = [f for f in scan.findings if f.is_suppressed]
    missed = [" ".join(filter(None, (r["package"], r["version"]))) + f" ({r['where']}): {r['why']}" for r in not_looked_up(scan, language)]
    images = [" ".join(filter(None, (r["package"], r["version"]))) + f" ({r['where']}): {r['why']}" for r in in_images(scan, language)]
    parts: tuple[tuple[Text, Iterable[str]], ...] = (
        (Text("Could not be looked up", "N'a pas pu être recherché"), missed),
        (Text("For a scanner of images", "Pour un analyseur d'images"), images),
        (Text("Fix plan", "Plan de correction"), (step_line(u, language) for u in scan.upgrades)),
        (Text("Assessed as no matter", "Évalué comme sans objet"), (f"{finding_line(f, language)}: {f.assessment.status} {f.assessment.justification} {f.assessment.statement} ({f.assessment.origin})" for f in suppressed if f.assessment)),
        (Text("Licences", "Licences"), (f"{v.package.name} {v.package.version}: {v.licence or '–'} — {_licence_state(v.state).in_(language)} ({v.evidence})" for v in scan.licences)),
        (Text("Good to know", "À savoir"), dict.fromkeys(n.text.in_(language) for n in scan.notices if n.level != "info")),
    )
    for title, lines in parts:
        if found := list(lines):
            yield title.in_(language), found


def _licence_state(state: str) -> Text:
    return {"denied": Text("denied by the policy", "refusée par la politique"), "not stated": Text("no file states it", "aucun fichier ne l'indique"), "not readable": Text("not an SPDX expression", "pas une expression SPDX")}[state]


def terminal(scan: Scan, language: Language, limit: int = _MAX_LINES) -> Iterator[tuple[str, str | None]]:
    """Lines and their colours; long lists are cut, and say so."""
    yield "", None
    for finding in scan.open_findings[:limit]:
        colour = {"critical": "red", "high": "red", "medium": "yellow", "unknown": "yellow"}.get(finding.severity.word)
        yield f"  {word_in(finding.severity.word, language):9} {finding_line(finding, language)}", colour
        place = min(finding.places, key=lambda p: p.evidence)
        chain = " → ".join(place.paths[0]) if place.paths and len(place.paths[0]) > 1 else ""
        yield f"            {place.evidence}" + (f"  {chain}" if chain else "") + f"  {why(finding).in_(language)}", None
    if len(scan.open_findings) > limit:
        rest = len(scan.open_findings) - limit
        yield Text(f"  … and {rest} more: --out markdown=FILE or --json has them all", f"  … et {rest} de plus : --out markdown=FICHIER ou --json les donne tous").in_(language), None
    for title, lines in _sections(scan, language):
        yield "", None
        yield title, "bold"
        for line in lines[:limit]:
            yield f"  {line}", None
        if len(lines) > limit:
            yield f"  … {len(lines) - limit}", None
    yield "", None
    code = 1 if scan.open_findings else 0 if scan.is_complete else 3
    yield summary(scan, language), {0: "green", 1: "red", 3: "yellow"}[code]


_SPECIAL = str.maketrans({c: f"\\{c}" for c in "|<>[]*_`\\"})


def _inline(text: str) -> str:
    """One line in which nothing is markup."""
    return " ".join(text.split()).translate(_SPECIAL)
