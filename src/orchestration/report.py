"""The report for a person: what was made, why, what was proven, what was not, and what to do next; Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .model.facts import Fact
from .model.llm import Consultation
from .model.profile import Profile
from .model.result import Result
from .model.text import Language
from .model.verdict import Verdict

_MARKS = {"met": "✅", "partly met": "🟡", "not met": "❌", "passed": "✅", "failed": "❌", "not run": "⚪"}


def report(result: Result) -> str:
    """Markdown in the request's language, ending in one newline."""
    fr = result.request.language == "fr"

    def say(en: str, french: str) -> str:
        return french if fr else en

    if result.error:
        lines = [f"# {say('Nothing was made', 'Rien n’a été produit')}", "", result.error.what.in_(result.request.language)]
        if result.error.todo:
            lines += ["", result.error.todo.in_(result.request.language)]
        return "\n".join(lines) + "\n"
    lines = [f"# {result.request.task}", ""]
    # A piece of code that is handed in belongs to no project: all that would be shown here is assumed.
    if result.profile and not (result.report and not result.request.project):
        lines += [f"## {say('The project', 'Le projet')}", "", *_profile(result.profile, say, result.request.language), ""]
    if result.artefacts or not result.report:
        lines += [f"## {say('What was made', 'Ce qui a été produit')}", ""]
        lines += [f"- `{a.path}`: {a.why.in_(result.request.language)}" for a in result.artefacts] + [""]
    if result.report:
        lines += [result.report]
    elif result.vulnerabilities:
        lines += [f"## {say('What was found', 'Ce qui a été trouvé')}", ""]
        lines += [_found(v) for v in result.vulnerabilities] + [""]
    if result.outcomes:
        lines += [f"## {say('Your requirements', 'Vos exigences')}", ""]
        status = {"met": say("met", "satisfaite"), "partly met": say("partly met", "partiellement satisfaite"), "not met": say("not met", "non satisfaite")}
        for o in result.outcomes:
            where = " (" + ", ".join(f"`{e}`" for e in o.where) + ")" if o.where else ""
            lines.append(f"- {_MARKS[o.status]} **{status[o.status]}** — “{_inline(o.clause)}”: {_inline(o.why.in_(result.request.language))}{where}")
        lines.append("")
    if result.verdicts or not result.report:
        lines += [f"## {say('What was proven', 'Ce qui a été prouvé')}", "", *_verdicts(result.verdicts, say, result.request.language), ""]
    if fault := result.llm.fault if result.llm else None:
        lines += [f"## {say('The language model', 'Le modèle de langage')}", "", say("The engine worked alone: ", "Le moteur a travaillé seul : ") + f"{_inline(fault.what.in_(result.request.language))} (`{fault.code}`).", ""]
        lines += [_inline(fault.todo.in_(result.request.language)), ""] if fault.todo else []
    elif result.llm and result.llm.used:
        lines += [f"## {say('The language model', 'Le modèle de langage')}", "", say(f"{result.llm.model} was asked; its answer is part of this", f"{result.llm.model} a été interrogé ; sa réponse en fait partie") + _spent(result.llm), ""]
    if result.notices:
        lines += [f"## {say('Good to know', 'À savoir')}", ""]
        lines += [f"- {_inline(n.text.in_(result.request.language))}" + (f" (`{n.evidence[0]}`)" if n.evidence else "") for n in result.notices] + [""]
    if result.next_steps:
        lines += [f"## {say('Next steps', 'Et ensuite')}", ""] + [f"{i}. {_inline(t.in_(result.request.language))}" for i, t in enumerate(result.next_steps, 1)] + [""]
    return "\n".join(lines).rstrip() + "\n"


def reviewed(rows: Iterable[Mapping[str, Any]], model: str, language: Language) -> str:
    """A model's word on an audit's findings, set apart from what was proven."""
    def say(en: str, fr: str) -> str:
        return fr if language == "fr" else en

    def line(row: Mapping[str, Any], head: str, words: str) -> str:
        return f"- **{head}** `{str(row.get('path')).replace('`', '')}:{row.get('line')}` {_inline(str(row.get('name'))).translate(_SPECIAL)}: {_inline(words).translate(_SPECIAL)}"

    rows = list(rows)
    verdicts = {"confirmed": say("confirmed", "confirmé"), "refuted": say("doubted", "mis en doute")}
    found = [line(r, verdicts[r["review"]["verdict"]], r["review"]["why"]) for r in rows if r.get("review")] + [line(r, f"{r['severity']}, {say('its own', 'de lui-même')}", str(r["description"])) for r in rows if r.get("origin") == "llm"]
    intro = say(f"{_inline(model)} read the code. What it says is an opinion: no finding went because of it, and nothing it found was proven.", f"{_inline(model)} a lu le code. Ce qu'il dit est un avis : aucun constat n'a été retiré pour cela, et rien de ce qu'il a trouvé n'est prouvé.")
    return "\n".join(["", f"## {say('What a language model says to it', 'Ce qu’en dit un modèle de langage')}", "", intro, "", *found, ""])


def _spent(llm: Consultation) -> str:
    return f" ({llm.tokens_in} + {llm.tokens_out} tokens, {llm.cost_usd:.4f} USD)." if llm.calls else " (0 USD)."


def _found(row: Mapping[str, Any]) -> str:
    """One vulnerability; its words may come from anyone, so nothing in them is markup."""
    where = f"{row.get('path')}:{row['line']}" if row.get("line") else str(row.get("path") or "")
    subject = " ".join(filter(None, (str(row.get("package") or ""), str(row.get("version") or ""), str(row.get("id") or ""))))
    fixed = f" → {', '.join(row['fixed_versions'])}" if row.get("fixed_versions") else ""
    words = _inline(f"{subject}: {row.get('name')}" if subject else str(row.get("name"))).translate(_SPECIAL)
    return f"- **{row.get('severity')}** {words}{fixed}" + (f" (`{where.replace('`', '')}`)" if where else "")


_SPECIAL = str.maketrans({c: f"\\{c}" for c in "|<>[]*_`\\"})


def _inline(text: str) -> str:
    return " ".join(text.split())


def _verdicts(verdicts: tuple[Verdict, ...], say, language) -> list[str]:
    if not verdicts:
        return [say("Nothing was checked.", "Rien n’a été vérifié.")]
    names = {"passed": say("passed", "réussi"), "failed": say("failed", "échoué"), "not run": say("not run", "non exécuté")}
    lines = []
    for v in verdicts:
        tool = f" ({v.tool} {v.version})" if v.version else ""
        reason = f": {_inline(v.reason.in_(language))}" if v.reason else ""
        lines.append(f"- {_MARKS[v.state]} {names[v.state]} — {v.check}{tool}{reason}")
        lines += [f"  - `{f.path}:{f.line}` {f.rule}: {_inline(f.message)}" for f in v.findings[:10]]
    return lines


def facts_of(profile: Profile) -> list[tuple[str, Fact]]:
    """The profile's main facts, in the order a person asks for them."""
    pairs: list[tuple[str, Fact | None]] = [
        ("stack", profile.stack), ("language", profile.language), ("package manager", profile.package_manager), ("runtime", profile.runtime),
        *((f"command: {name}", fact) for name, fact in profile.commands.items()), ("entry", profile.entry), ("port", profile.port), ("health path", profile.health_path), ("static site", profile.site),
        *((f"service: {f.value.kind}", f) for f in profile.services), *((f"data file: {f.value.path}", f.with_value(f.value.variable or f.value.path)) for f in profile.data_files),
        *((f"directory: {f.value.path}", f.with_value(f.value.path)) for f in profile.directories if f.value.is_kept),
        *((f"counter: {f.value}", f) for f in profile.counters),
        *((f"process: {f.value.name}", f.with_value(f.value.command)) for f in profile.processes if f.value.kind in ("worker", "cron")),
    ]
    return [(name, fact) for name, fact in pairs if fact is not None]


_NAMES_FR = {"stack": "pile", "language": "langage", "package manager": "gestionnaire de paquets", "runtime": "environnement d'exécution", "command": "commande", "entry": "point d'entrée", "port": "port",
             "health path": "chemin de santé", "static site": "site statique", "service": "service", "data file": "fichier de données", "directory": "répertoire", "process": "processus"}


def name_in(name: str, language: Language) -> str:
    """A fact's name in the reader's language: ``command: build`` → ``commande : build``."""
    if language != "fr":
        return name
    kind, colon, which = name.partition(": ")
    return _NAMES_FR.get(kind, kind) + (f" : {which}" if colon else "")


def words_of(fact: Fact) -> str:
    """A fact's value in a few words."""
    value = fact.value
    match type(value).__name__:
        case "PackageManager":
            return " ".join(filter(None, (value.id, value.version)))
        case "Runtime":
            return f"{value.product} {value.version}"
        case "StaticSite":
            return value.output + (" (SPA)" if value.spa_fallback else "")
        case "ServiceUse":
            return " ".join(filter(None, (value.version, value.client))) or value.kind
    return str(value)


def _profile(profile: Profile, say, language) -> list[str]:
    lines = []
    for name, fact in facts_of(profile):
        source = f"`{fact.source}`" if not fact.is_assumed else say("assumed: ", "supposé : ") + (fact.assumed.in_(language) if fact.assumed else "")
        lines.append(f"- {name_in(name, language)}{say(':', ' :')} **{_inline(words_of(fact))}** — {source}")
    for conflict in profile.conflicts:
        others = ", ".join(f"{c.value} (`{c.source}`)" for c in conflict.candidates)
        lines.append(f"- ⚠️ {say('conflict', 'conflit')} ({conflict.about}): {others}; {conflict.rule.in_(language)}")
    return lines
