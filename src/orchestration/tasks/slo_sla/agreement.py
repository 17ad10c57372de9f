"""The papers of objectives for people: the agreement with customers, and the report of a month."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_EVEN, Decimal

from ...documents.promql import number, selector
from ...model.objective import Objective
from .rules import RATIO, REMAINING, labels_of

Say = Callable[[str, str], str]
MARGIN = Decimal("0.5")
"""How much more may fail by contract than by objective, where no SLA was named, in budgets: 99.9 % inside, 99.85 % by contract would be 0.5."""
_CREDITS = ((Decimal("0"), 10), (Decimal("0.9"), 25), (Decimal("4.9"), 50))
"""Shares of a month's bill credited, by how many points the promise was missed. Source of the steps: Google Cloud's agreements for
serverless products (10 %, 25 %, 50 %); the figures are for the parties to agree on."""


def minutes(value: Decimal) -> str:
    """``"43.2"``: at most two decimals."""
    return number(value.quantize(Decimal("0.01"), ROUND_HALF_EVEN))


def sla_percent(objective: Objective, promised: Decimal | None) -> Decimal:
    """What the contract promises: what was named, else half a budget looser than the objective."""
    return promised if promised is not None else objective.percent - (100 - objective.percent) * MARGIN


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    lines = [tuple(head), *map(tuple, rows)]
    lines.insert(1, ("---",) * len(lines[0]))
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]


def plain(text: str) -> str:
    """A caller's words inside Markdown: what would be markup stays text."""
    return "".join("\\" + ch if ch in "\\`*_{}[]<>#|!" else ch for ch in text)


def sla(objectives: Iterable[Objective], promised: Decimal | None, say: Say, language: str, has_prometheus: bool = True) -> str:
    """The agreement, its difference to the objectives in figures, and the credits."""
    def bad(objective: Objective) -> str:
        return selector(f"{RATIO}{objective.period_days}d", labels_of(objective))

    objectives = tuple(objectives)
    service = plain(objectives[0].service)
    named = [o for o in objectives if o.id in ("availability", "uptime")] or list(objectives[:1])
    rows = [(o.title.fr if language == "fr" else o.title.en, f"{number(o.percent)} %", minutes(o.budget_minutes), f"{number(sla_percent(o, promised))} %",
             minutes((100 - sla_percent(o, promised)) / 100 * o.period_days * 1440)) for o in named]
    best = sla_percent(named[0], promised)
    lines = [
        f"# {say('Service level agreement', 'Accord de niveau de service')}: {service}", "",
        say("A draft: the figures are computed, the promises are for the parties to agree on and for a lawyer to read.",
            "Un projet : les chiffres sont calculés, les promesses sont à convenir entre les parties et à faire relire par un juriste."), "",
        f"## {say('What is aimed at, and what is promised', 'Ce que l’on vise, et ce que l’on promet')}", "",
        say("An objective (SLO) is internal: missing it makes the team stop and repair. The agreement (SLA) is a contract: missing it costs credits. The agreement is looser, so that there is time to act in between.",
            "Un objectif (SLO) est interne : le manquer fait que l'équipe s'arrête et répare. L'accord (SLA) est un contrat : le manquer coûte des crédits. L'accord est moins strict, pour laisser le temps d'agir entre les deux."), "",
        *_table((say("indicator", "indicateur"), "SLO", say(f"budget, minutes in {named[0].period_days} days", f"budget, minutes en {named[0].period_days} jours"), "SLA", say("minutes until credits", "minutes avant crédits")), rows), "",
        f"## {say('How it is measured', 'Comment c’est mesuré')}", "",
        *[f"- **{o.title.fr if language == 'fr' else o.title.en}**: {o.indicator.means.fr if language == 'fr' else o.indicator.means.en}; "
          + say(f"over {o.period_days} days, rolling", f"sur {o.period_days} jours glissants")
          + (say(f"; `{bad(o)}` is the share that was bad.", f" ; `{bad(o)}` est la part mauvaise.") if has_prometheus else ".") for o in objectives], "",
        f"## {say('Credits', 'Crédits')}", "",
        *_table((say("share that was good in a month", "part bonne sur un mois"), say("credit on that month's bill", "crédit sur la facture du mois")), _credits(best, say)), "",
        f"## {say('Not counted', 'Ce qui ne compte pas')}", "",
        *[f"- {line}" for line in (
            say("maintenance announced at least 72 hours before, at most 4 hours a month;", "la maintenance annoncée au moins 72 heures avant, 4 heures par mois au plus ;"),
            say("requests refused because a limit agreed on was exceeded (429), or that were malformed (4xx);", "les requêtes refusées parce qu'une limite convenue est dépassée (429), ou mal formées (4xx) ;"),
            say("causes beyond reasonable control, as the contract defines them.", "les causes hors de contrôle raisonnable, telles que le contrat les définit."))], "",
        f"## {say('Claims', 'Réclamations')}", "",
        say("Within 30 days of the month's end, in writing, with dates and times. Credits are applied to a later bill and are the only remedy.",
            "Dans les 30 jours suivant la fin du mois, par écrit, avec dates et heures. Les crédits s'appliquent à une facture ultérieure et constituent le seul recours."), "",
    ]
    return "\n".join(lines)


def _credits(promised: Decimal, say: Say) -> list[tuple[str, str]]:
    steps = [(promised - missed, credit) for missed, credit in _CREDITS if promised - missed > 0]
    rows = [(say(f"{number(promised)} % or more", f"{number(promised)} % ou plus"), "0 %")]
    for i, (below, credit) in enumerate(steps):
        floor = steps[i + 1][0] if i + 1 < len(steps) else None
        rows.append((say(f"below {number(below)} %", f"moins de {number(below)} %") + (say(f", at least {number(floor)} %", f", au moins {number(floor)} %") if floor is not None else ""), f"{credit} %"))
    return rows


def report(objectives: Iterable[Objective], say: Say, language: str, has_prometheus: bool = True) -> str:
    """The monthly report: what to ask, and where the answers go."""
    objectives = tuple(objectives)
    rows = [(o.title.fr if language == "fr" else o.title.en, f"{number(o.percent)} %", "", minutes(o.budget_minutes), "", "") for o in objectives]
    queries = [f"# {o.id}\n1 - {selector(f'{RATIO}{o.period_days}d', labels_of(o))}\n{selector(REMAINING, labels_of(o))}" for o in objectives]
    return "\n".join([
        f"# {say('Reliability report', 'Rapport de fiabilité')}: {plain(objectives[0].service)}, <{say('month', 'mois')}>", "",
        *_table((say("objective", "objectif"), say("target", "cible"), say("measured", "mesuré"), say("budget, minutes", "budget, minutes"), say("spent", "dépensé"), say("held?", "tenu ?")), rows), "",
        *((say("The figures, at the month's last minute:", "Les chiffres, à la dernière minute du mois :"), "", "```promql", "\n\n".join(queries), "```", "") if has_prometheus else (
            say("The figures are on each objective's own page, over the month.", "Les chiffres sont sur la page de chaque objectif, sur le mois."), "")),
        f"## {say('What spent the budget', 'Ce qui a dépensé le budget')}", "",
        *_table((say("incident", "incident"), say("minutes", "minutes"), say("share of the budget", "part du budget"), say("postmortem", "post-mortem")), (("", "", "", ""),)), "",
        f"## {say('Alerts', 'Alertes')}", "",
        *_table((say("priority", "priorité"), say("raised", "levées"), say("acted on", "suivies d’action"), say("noise: what is changed", "bruit : ce que l’on change")), ((p, "", "", "") for p in ("P0", "P1", "P2", "P3"))), "",
        f"## {say('Decided', 'Décidé')}", "", "-", "",
    ])
