"""The words for objectives, alerts, dashboards and what else watches a service, French and English."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from .term import Term, term

_NUMBER = r"[-+]?\d+(?:[.,]\d+)?"
_PERCENT = rf"(?P<%s>{_NUMBER})\s*(?:%%|percent|pour\s?cent)"
_OF = r"(?:\s*(?:d['’]|(?:of|de|du|des|:|=|at|à|est|is|be|être|must|should|doit|target|cible|objectif|the|le|la|les|our|all|toutes?|tous)(?![\w])))*\s*"
_LEAST = r"(?:\s*(?:>=?|≥|above|over|at\s+least|minimum|min|plus\s+de|au\s+moins|supérieure?\s+à|au[- ]dessus\s+de))?\s*"
_MOST = r"(?:\s*(?P<%s><=?|≤|>=?|≥|under|below|less\s+than|lower\s+than|within|at\s+most|max(?:imum)?|moins\s+de|inférieure?s?\s+à|sous|en\s+(?:dessous|moins)\s+de|au\s+plus|maximum\s+de|plus\s+de|more\s+than|above|over|en|in))?\s*"
_TIME = rf"(?P<%s>{_NUMBER})\s*(?P<%s>ms|millisecondes?|milliseconds?|s|secs?|secondes?|seconds?|m|mins?|minutes?|h|heures?|hours?)(?![\w])"
_UPTIME = r"(?:(?:monthly|service|mensuel)\s+)?(?:up-?time|temps\s+de\s+(?:fonctionnement|disponibilité))"
_AVAILABLE = r"(?:(?:service|monthly|request|api)\s+)?(?:availability|available|disponibilité|disponible|success(?:\s+rate|ful\s+requests)?|taux\s+de\s+(?:succès|réussite|disponibilité)|requ[eê]tes\s+réussies)"
_ERRORS = r"(?:(?:http|5xx|server|serveur)\s+)?(?:errors?(?:\s+rates?)?|taux\s+d['’]erreurs?|erreurs?|failures?(?:\s+rate)?|failed\s+requests|requ[eê]tes\s+(?:en\s+)?(?:échec|erreur)|5xx)"
_SLOW = r"(?:latenc(?:y|ies|e|es)|response\s+times?|temps\s+de\s+réponse|durations?|durée)"
_PERCENTILE = r"(?:p\s?(?P<%s>\d{1,2}(?:[.,]\d+)?)|(?P<%s>\d{1,2}(?:[.,]\d+)?)\s*(?:th|st|nd|rd|e|ème|eme)?[- ]?(?:percentiles?|centiles?))"
_SECONDS = {"ms": Decimal("0.001"), "mil": Decimal("0.001"), "s": Decimal(1), "m": Decimal(60), "h": Decimal(3600)}


def _plain(number: str) -> str:
    """``"99,90"`` → ``"99.9"``."""
    value = f"{Decimal(number.replace(',', '.')):f}"
    return value.rstrip("0").rstrip(".") if "." in value else value


def _seconds(number: str, unit: str) -> str:
    unit = unit.lower()
    size = _SECONDS["ms"] if unit.startswith(("ms", "mil")) else _SECONDS[unit[0]]
    return _plain(f"{Decimal(number.replace(',', '.')) * size:f}")


def _share(kind: str) -> Callable[[re.Match[str]], tuple[str, ...]]:
    """("uptime", "99.9", "") — the last is the direction, where one was written."""
    return lambda m: (kind, _plain(m["n"]), _direction(m))


def _direction(match: re.Match[str]) -> str:
    written = (match.groupdict().get("cmp") or "").lower()
    if re.match(r">|≥|plus|more|above|over", written):
        return ">"
    return "<" if written else ""


def _latency(match: re.Match[str]) -> tuple[str, ...]:
    found = match.groupdict()
    percent = next((found[name] for name in ("p", "q", "share") if found.get(name)), "")
    return ("latency", _plain(percent) if percent else "", _seconds(found["t"], found["u"]), _direction(match))


def _fresh(match: re.Match[str]) -> tuple[str, ...]:
    return ("freshness", _plain(match["n"]) if match.groupdict().get("n") else "", _seconds(match["t"], match["u"]), _direction(match))


def _days(match: re.Match[str]) -> int:
    unit = match["unit"].lower()
    size = 1 if unit.startswith(("d", "j")) else 7 if unit.startswith(("w", "sem")) else 30 if unit.startswith("mo") else 90 if unit.startswith(("q", "tri")) else 365
    return int(match["count"] or 1) * size


def _after(kind: str) -> Callable[[re.Match[str]], tuple[str, str]]:
    """The alert and, where it stands right behind it, its priority: ``("service-down", "P0")``."""
    return lambda m: (kind, (m.groupdict().get("priority") or "").upper())


_PRIORITY = r"(?:\s*[:=(→-]*\s*(?P<priority>p[0-4])\)?(?!\s*[:=]))?"
_DATADOG = r"(?:(?:dashboards?|monitors?|moniteurs?|tableaux?(?:\s+de\s+bord)?)\s+)?data\s?dog(?:\s+(?:dashboards?|monitors?|slos?))?"
_WORDS_OF_ALERTS = {
    "service-down": r"(?:(?:service|site|app(?:lication)?|api|server|serveur|instance)\s+(?:is\s+|est\s+)?(?:down|unavailable|indisponible|hors\s+service|en\s+panne|arrêtée?|injoignable|unreachable|tombée?)|down\s?time|outages?|pannes?(?:\s+(?:du|de)\s+service)?|indisponibilité)",
    "error-rate": r"(?:(?:high|elevated|too\s+many|fort|hausse\s+d[eu]s?)\s+)?(?:error\s+rates?|5xx(?:\s+errors?)?|taux\s+d['’]erreurs?|errors?(?=\s+(?:high|spike))|erreurs?(?=\s+(?:élev|impor)))(?:\s+(?:high|spike|élevée?s?|too\s+high|trop\s+élevée?s?|importante?s?))?",
    "latency": r"(?:(?:high|slow|elevated|haute|forte)\s+)?(?:latenc(?:y|e)|response\s+times?|temps\s+de\s+réponse)(?:\s+(?:high|élevée?|elevated|too\s+high|trop\s+élevée?|dégradée?))?|slow\s+(?:responses?|requests?)|lenteurs?",
    "burn-rate": r"(?:(?:slo|error\s+budget|budget\s+d['’]erreurs?)\s+)*(?:burn[- ]?rates?|burns?(?:\s+(?:fast|slow(?:ly)?))?|burn[- ]?down|consommation(?:\s+(?:trop\s+)?rapide)?(?:\s+du\s+budget(?:\s+d['’]erreurs?)?)?)(?:\s+(?:slo|du\s+slo))?|slo\s+(?:violations?|breach(?:es)?|at\s+risk|en\s+danger)|violation\s+(?:de\s+|du\s+)?slo",
    "saturation": r"(?:(?:high|forte|elevated)\s+)?(?:(?:cpu|memory|mémoire|ram|disk|disque|event\s+loop(?:\s+lag)?|file\s+descriptors?)(?:\s*(?:/|,|and|et|&)\s*)?)+(?:\s+(?:usage|utilisation|pressure|saturation|full|plein|élevée?s?|high|satur\w+))*|saturation(?:\s+(?:cpu|mémoire|memory|des\s+ressources))?",
    "dependency-down": r"(?:database|db|base\s+de\s+données|redis|postgres(?:ql)?|cache|dependenc(?:y|ies)|dépendances?)\s+(?:is\s+|est\s+)?(?:down|unreachable|unavailable|injoignables?|indisponibles?|en\s+panne)",
    "restarts": r"(?:crash\s?loops?|(?:frequent\s+)?restarts?|redémarrages?(?:\s+(?:fréquents?|en\s+boucle))?|pod\s+(?:crash\w*|restart\w*))",
    "traffic-drop": r"(?:traffic\s+drop|drop\s+in\s+traffic|no\s+traffic|chute\s+(?:de|du)\s+trafic|absence\s+de\s+trafic)",
    "certificate": r"(?:(?:tls|ssl)\s+)?certificat(?:e|s)?\s+(?:expir\w+)",
}

_TOLD_BY = r"(?:(?:alerte?s?|alerting|pag(?:es?|ing)|notif\w*)\s+(?:on|via|to|in|by|sur|par|dans|vers)\s+(?:(?:our|the|a|le|notre|un)\s+)?)?"
"""What may stand before the name of a route: "alerts to", "alertes par"."""

OBSERVABILITY: tuple[Term, ...] = (
    # --- objectives
    term("objective", rf"{_PERCENT % 'n'}{_OF}{_UPTIME}", _share("uptime")),
    term("objective", rf"{_UPTIME}{_OF}{_LEAST}{_PERCENT % 'n'}", _share("uptime")),
    term("objective", rf"{_PERCENT % 'n'}{_OF}{_AVAILABLE}", _share("availability")),
    term("objective", rf"{_AVAILABLE}{_OF}{_LEAST}{_PERCENT % 'n'}", _share("availability")),
    term("objective", rf"{_ERRORS}{_OF}{_MOST % 'cmp'}{_OF}{_PERCENT % 'n'}(?:\s+max(?:imum)?)?", _share("errors")),
    Term("objective", rf"(?:(?<![\w-])|(?=[<≤>≥])){_MOST % 'cmp'}{_PERCENT % 'n'}{_OF}{_ERRORS}(?:\s+max(?:imum)?)?(?!\w)", _share("errors")),
    term("objective", rf"(?:{_SLOW}\s*(?:at\s+|au\s+|\(|de\s+)?\s*)?{_PERCENTILE % ('p', 'q')}\)?(?:\s+(?:of\s+|de\s+)?{_SLOW})?{_OF}{_MOST % 'cmp'}{_OF}{_TIME % ('t', 'u')}", _latency),
    term("objective", rf"{_PERCENT % 'share'}\s+(?:of\s+(?:the\s+|all\s+)?|des?\s+|de\s+)?(?:requests?|requ[eê]tes|réponses|responses)(?:\s+(?:are\s+|served\s+|answered\s+|faster\s+|servies\s+|traitées\s+))*{_MOST % 'cmp'}(?:than\s+)?{_TIME % ('t', 'u')}", _latency),
    term("objective", rf"{_SLOW}{_OF}{_MOST % 'cmp'}{_OF}{_TIME % ('t', 'u')}", _latency),
    term("objective", rf"(?:data\s+)?(?:freshness|fresher|fraîcheur(?:\s+des\s+données)?|données\s+(?:fraîches|à\s+jour)){_OF}(?:than\s+)?{_MOST % 'cmp'}{_TIME % ('t', 'u')}(?:\s*\(?{_PERCENT % 'n'}\)?)?", _fresh),
    term("objective", rf"{_PERCENT % 'n'}{_OF}(?:(?:blackbox|synthetic|external|externes?)\s+)?(?:probes?|checks?|sondes?)(?:\s+(?:succeed|success|réussies?))?", _share("probe")),
    term("sla", rf"sla(?:\s+contract(?:uel|ual))?{_OF}{_LEAST}{_PERCENT % 'n'}|{_PERCENT % 'm'}{_OF}sla", lambda m: _plain(m["n"] or m["m"])),
    term("slo-period", r"(?:(?:over|sur|on|per|par|each|chaque|rolling|glissants?|a|une?|in|en)\s+)*(?:(?:rolling|glissante?s?)\s+)?(?P<count>\d{1,4})\s*-?(?P<unit>d(?:ays?)?|j(?:ours?)?|w(?:eeks?)?|semaines?|mo(?:nths?|is)|quarters?|trimestres?|y(?:ears?)?|ans?|années?)(?:\s+(?:rolling|glissants?|window|period))*", _days),
    term("slo-period", r"(?:per|par|each|chaque|over\s+a|sur\s+un(?:e)?)\s+(?P<count>)(?P<unit>week|semaine|month|mois|quarter|trimestre|year|an|année)", _days),
    term("slo-period", r"(?P<count>)(?P<unit>monthly|mensuelle?s?|weekly|quarterly|trimestrielle?s?)", lambda m: {"m": 30, "w": 7, "q": 90, "t": 90}[m["unit"][0].lower()]),
    term("error-budget", r"(?:error\s+budgets?|budgets?\s+d['’]erreurs?)(?:\s+(?:policy|policies))?|politique\s+de\s+budget\s+d['’]erreurs?"),
    term("postmortem", r"post-?\s?mortems?(?:\s+templates?)?(?:\s+(?:blameless|sans\s+reproches?))?|blameless\s+post-?\s?mortems?"),
    term("slo-report", r"(?:monthly\s+|weekly\s+|quarterly\s+)?(?:slo\s+|sla\s+)?(?:reports?|rapports?)(?:\s+(?:mensuels?|hebdomadaires?|trimestriels?|templates?|slos?|slas?|monthly|de|des|sur|les|le))*(?<!de)"),
    term("credits", r"(?:service|financial)?\s*credits?|crédits?(?:\s+de\s+service)?|pénalités?|penalt(?:y|ies)"),
    term("histograms", r"(?:native|sparse|exponential)[- ]histograms?|histogrammes?\s+(?:natifs?|exponentiels?)", "native"),
    term("histograms", r"classic(?:al)?[- ]histograms?|histogrammes?\s+classiques?", "classic"),
    # --- alerts
    term("priority", r"p(?P<level>[0-4])(?:\s*:)?|priority\s+(?P<plain>[0-4])", lambda m: f"P{m['level'] or m['plain']}"),
    *(term("alert", f"(?:{pattern}){_PRIORITY}", _after(kind)) for kind, pattern in _WORDS_OF_ALERTS.items()),
    term("route", rf"{_TOLD_BY}pager\s?duty", "pagerduty"),
    term("route", rf"{_TOLD_BY}(?:sms|text\s+messages?)", "sms"),
    term("route", rf"{_TOLD_BY}slack(?:\s+channel)?(?:\s+#[\w-]+)?", "slack"),
    term("route", rf"{_TOLD_BY}(?:e-?mails?|courriels?)", "email"),
    term("route", rf"{_TOLD_BY}(?:ops\s?genie|victor\s?ops|microsoft\s+teams|discord|telegram)", "other"),
    term("escalation", r"escalat(?:e|ion|ions)(?:\s+polic(?:y|ies))?|escalad(?:e|er)|astreintes?|on[- ]?call"),
    term("hours", r"(?:business|working|office)\s+hours(?:\s+only)?|heures\s+(?:ouvrées|de\s+bureau|ouvrables)|jours\s+ouvrés"),
    term("runbooks", r"run\s?books?|playbooks?|procédures?(?:\s+d['’]intervention)?"),
    term("silence", r"silences?|maintenance\s+windows?|fenêtres?\s+de\s+maintenance|mute(?:d|s)?\s+(?:during|while)\s+deploy\w*"),
    term("dead-man", r"dead\s?man(?:'?s)?(?:\s+(?:switch|snitch))?|watchdog|heartbeat"),
    term("inhibition", r"inhibit\w*|inhibition"),
    term("inhibition", r"alert\s+(?:grouping|dedup\w*)|regroupement(?:\s+des?\s+alertes)?|dédoublonnage", "grouping"),
    # --- dashboards
    term("panel", r"(?:four\s+|4\s+|quatre\s+)?golden\s+signals|signaux\s+d['’]or|(?:red|use)\s+(?:method|metrics)", "golden-signals"),
    term("panel", r"error\s+budgets?\s+burn[- ]?down(?:\s+(?:for|of|pour)\s+(?:each|every|chaque)\s+slos?)?|consommation\s+des?\s+budgets?\s+d['’]erreurs?", "slo"),
    term("panel", r"slos?\s+(?:compliance|conformité|status|tracking|overview)|(?:conformité|suivi|respect)\s+(?:des?\s+|du\s+)?slos?|budget\s+burn[- ]?down", "slo"),
    term("panel", r"business(?:\s+(?:metrics?|kpis?))?|kpis?|métriques?\s+(?:métiers?|business)|indicateurs?\s+métiers?", "business"),
    term("panel", r"(?:runtime|node(?:\.?js)?|python|process)\s+(?:metrics|saturation|panels?)|métriques\s+(?:du\s+)?runtime", "runtime"),
    term("panel", r"(?:dependenc(?:y|ies)|dépendances?|database)(?:\s+(?:health|panels?|metrics|santé))", "dependencies"),
    term("metric", r"(?P<name>[a-z][a-z0-9]*(?:_[a-z0-9]+)*_(?:total|seconds|bytes|count|ratio|sum|created))", lambda m: m["name"]),
    term("watched-with", r"(?:dashboards?\s+|tableaux?(?:\s+de\s+bord)?\s+)?grafana(?:\s+dashboards?)?", "grafana"),
    term("watched-with", r"prometheus(?:\s+(?:metrics|rules|alerts?))?", "prometheus"),
    term("watched-with", rf"{_DATADOG}", "datadog"),
    term("watched-with", rf"(?:only|uniquement|seulement|exclusivement)\s+(?:in\s+|dans\s+|with\s+|avec\s+|for\s+|pour\s+)?{_DATADOG}|{_DATADOG}\s+(?:only|alone|seul(?:ement)?|uniquement|exclusivement)", "datadog-only"),
    term("watched-with", rf"{_DATADOG}\s*,?\s*(?:instead\s+of|rather\s+than|not|plutôt\s+que|au\s+lieu\s+de|à\s+la\s+place\s+de|et\s+non|pas)\s+(?:(?:grafana|prometheus|alertmanager)(?:\s*(?:,|/|and|et|or|ou|&)\s*)?)+", "datadog-only"),
    term("deploy-marks", r"(?:deploy(?:ment)?s?|release)\s+(?:annotations?|markers?)|annotations?\s+(?:de\s+|for\s+|on\s+|of\s+|des\s+|pour\s+les\s+)*(?:déploiements?|deploy(?:s|ments?)?|releases?)|mark(?:ers?|s)?\s+(?:of\s+|for\s+)?(?:deploy(?:s|ments?)?|releases?)|marquer\s+les\s+déploiements"),
)
"""What a clause may ask of the monitoring tasks."""
