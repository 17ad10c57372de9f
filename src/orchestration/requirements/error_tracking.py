"""The words for what Sentry is asked to do, French and English."""

from __future__ import annotations

import re

from .term import Term, term

_SHARE = r"(?P<%s>[-+]?\d+(?:[.,]\d+)?)\s*(?:%%|percent|pour\s?cent)"
_AT = r"(?:\s*(?:of|for|pour|de|des|du|sur|on|at|à|:|=|\(|with|avec|sampling|sampled?|sample\s+rate|échantillonnage|échantillonnée?s?|the|les?|la|all)(?![\w]))*\s*"


def _percent(match: re.Match[str]) -> str:
    found = next((match[name] for name in ("before", "after") if match[name]), "")
    return found.replace(",", ".").removeprefix("+")


def _shared(topic: str, words: str) -> Term:
    """A thing that is recorded in part: its share stands before it or after it, or is not stated."""
    return term(topic, rf"(?:{_SHARE % 'before'}{_AT})?(?:{words})(?:{_AT}{_SHARE % 'after'}\)?(?!\w))?", _percent)


ERROR_TRACKING: tuple[Term, ...] = (
    term("error-tracking", r"(?:errors?|exceptions?|crash(?:es)?)(?:\s+(?:and|&)\s+crash)?\s+(?:tracking|monitoring|reporting|capture|reports)|(?:suivi|capture|remontée|surveillance)\s+(?:des?\s+|d['’])?(?:erreurs?|exceptions?|plantages?)|crash\s?lytics"),
    _shared("tracing", r"(?:(?:distributed|performance|transaction)\s+)?(?:performances?(?:\s+(?:monitoring|tracing|tracking))?|tracing|traces?|transactions|spans)|apm|(?:suivi|mesure|surveillance)\s+(?:de\s+la\s+|des?\s+)?performances?|traçage(?:\s+distribué)?"),
    _shared("replay", r"(?:session\s+)?replays?(?:\s+(?:on|for|after|en\s+cas\s+d['’]|sur)\s*(?:the\s+|les\s+)?(?:errors?|erreurs?)(?:\s+(?:only|uniquement|seulement))?)?(?:\s+(?:of\s+|de\s+|des\s+)?sessions?)?|(?:relectures?|rejeux?|enregistrements?)\s+(?:de\s+|des\s+)?sessions?"),
    term("release", r"(?:on|for|at|with|à|pour|sur)\s+(?:each\s+|every\s+|chaque\s+|all\s+)?releases?|releases?\s+(?:tracking|health|management|monitoring)|releases|suivi\s+des\s+(?:versions|releases|déploiements)|santé\s+des\s+(?:versions|releases)|deploy(?:ment)?s?\s+tracking"),
    term("source-maps", r"source\s?-?maps?(?:\s+upload)?"),
    term("crons", r"crons?\s+(?:monitoring|monitors?|checks?)|(?:scheduled|background)\s+(?:jobs?|tasks?)(?:\s+(?:monitoring|monitors?))?|(?:monitoring|surveillance|suivi)\s+(?:of\s+|des\s+)?(?:crons?|tâches\s+planifiées|scheduled\s+jobs|jobs)|tâches\s+planifiées|check-?ins?"),
    term("feedback", r"(?:user|in-?app)\s+feedback(?:\s+(?:widget|form))?|feedback\s+widget|(?:retours?|avis)\s+(?:des?\s+|d['’])?utilisateurs?"),
    term("error-tracking", r"(?:capture|catch|track|report|collect|capturer|remonter)\s+(?:(?:all|the|any|les|toutes\s+les)\s+)?(?:(?:unhandled|uncaught)\s+)?(?:exceptions?|errors?|erreurs?|promise\s+rejections?|crash(?:es)?)(?:\s*(?:,|and|et|&)\s*(?:unhandled\s+)?(?:exceptions?|errors?|promise\s+rejections?|crash(?:es)?))*(?:\s+non\s+(?:gérées?|capturées?|interceptées?))?"),
    term("release", r"(?:associate|link|tie|map|connect|associer|lier|relier|rattacher)\s+(?:(?:the|each|les|chaque)\s+)?(?:commits?|errors?|erreurs?|issues?)\s+(?:to|with|à|au|aux|avec)\s+(?:(?:the|a|each|la|le|les|une?|chaque)\s+)?(?:deployed\s+)?(?:commits?|releases?|versions?)(?:\s+déployée?s?)?"),
    term("crons", r"(?:monitor|watch|surveiller)\s+(?:(?:the|our|les|nos)\s+)?(?:crons?(?:\s+jobs?)?|(?:scheduled|background)\s+(?:jobs?|tasks?)|tâches\s+planifiées)"),
    term("privacy", r"(?:don['’]?t|do\s+not|never|ne\s+(?:pas|jamais))\s+(?:send|store|envoyer|transmettre|stocker)\s+(?:the\s+|les\s+|any\s+|d['’])?(?:ip\s+addresses|ips?|adresses\s+(?:ip|e-?mail)|e-?mails?|user\s+data|données\s+utilisateurs?|cookies)(?:\s+(?:to|in|à|dans|vers)\s+sentry)?"),
    term("privacy", r"(?:no|never\s+(?:send|store)|don['’]?t\s+(?:send|store)|without|sans|pas\s+de|aucune?s?|jamais\s+de|(?:ne\s+)?(?:pas\s+)?(?:envoyer|stocker)\s+(?:de|aucune?))\s+(?:any\s+)?(?:pii|personal\s+(?:data|information)|données\s+personnelles)(?:\s+(?:in|to|dans|vers|à)\s+(?:the\s+|les\s+)?(?:logs?|journaux|sentry|events?|traces?))?"),
    term("privacy", r"(?:pii|personal\s+data|data|sensitive\s+data)\s+(?:scrubbing|stripping|masking|filtering|redaction)|(?:gdpr|rgpd)(?:\s+compliant)?|privacy|anonymi[sz]ation|(?:masquage|suppression|filtrage)\s+des\s+données(?:\s+(?:personnelles|sensibles))?|(?:no|without|sans)\s+(?:pii|données\s+personnelles|personal\s+data)"),
    term("sentry-logs", r"logs?\s+(?:to|in|into|vers|dans)\s+sentry|sentry\s+logs"),
    term("sentry-alerts", r"sentry\s+alert(?:s|ing)?(?:\s+rules?)?|alertes?\s+sentry|alert\s+rules|règles\s+d['’]alertes?|issue\s+alerts?"),
    term("profiling", r"(?:continuous\s+|code\s+)?profiling|profilage"),
)
"""What a clause may ask of error tracking."""
