"""The words for what happens while a service runs, French and English: probes, logs, panels, and how alerts behave."""

from __future__ import annotations

import re

from .quantity import NUMBER_WORD, UNIT, days, number, seconds, span, unit_seconds
from .term import Term, term

_DEPENDENCIES = {"database": r"(?:databases?|db|base(?:\s+de\s+données)?|bdd|postgres(?:ql)?|mysql|mongo(?:db)?)(?:\s+(?:connections?|connectivity|pool))?|connexions?\s+(?:à\s+la\s+|à\s+l['’]|de\s+la\s+|avec\s+la\s+)?(?:base(?:\s+de\s+données)?|bdd|db)", "redis": r"redis(?:\s+connections?)?|(?:the\s+|le\s+)cache", "queue": r"(?:rabbitmq|kafka|queues?|broker|files?\s+de\s+messages)",
                 "external": r"(?:third[- ]party|external|upstream|downstream)\s+(?:apis?|services?|dependencies)|(?:apis?|services?)\s+(?:externes?|tiers?|tierces)", "disk": r"(?:disk(?:\s+space)?|espace\s+disque)", "": r"(?:(?:all|its|the|our)\s+)*dependencies|(?:les\s+|ses\s+)?dépendances"}
_CHECKED = r"(?:(?:check(?:s|ing|ed)?|verif(?:y|ies)|ping(?:s|er|ing)?|test(?:s|er|ing)?|probe|vérifi(?:er|e|ent)|contrôl(?:er|e)|interrog(?:er|e)|sonder|depends?\s+on|dépend(?:re)?\s+de)\s+(?:(?:the|that|la|le|les|l['’]|que|aussi|also|of|if|for|all|à|our|too|both)\s*)*)"
_PROBES = {"liveness": r"(?:liveness|live|vivacité|alive)", "readiness": r"(?:readiness|ready|(?:de\s+)?disponibilité(?=\s*$|\s+sur\s+/)|prêt)", "startup": r"(?:start-?up|démarrage)"}
_PROBE = r"(?:probes?|checks?|sondes?|endpoints?|routes?|health\s?checks?)"
_PATH = r"(?P<path>/[\w./-]*\w)"


def _span_term(topic: str, pattern: str) -> Term:
    return term(topic, pattern, lambda m: seconds(m, "t"))


HEALTH: tuple[Term, ...] = (
    term("drain", rf"(?:stop\s+(?:accepting|taking|receiving)\s+(?:new\s+)?(?:traffic|requests|connections)|cesser\s+(?:d['’]accepter|de\s+recevoir)\s+(?:le\s+|du\s+|les\s+|des\s+)?(?:trafic|requêtes|connexions))\s+{span('t')}\s+(?:before|avant)\s+(?:the\s+|l['’])?(?:shutdown|stopping|exit|arrêt)", lambda m: seconds(m, "t")),
    term("check-retries", rf"(?P<n>\d{{1,2}}|{NUMBER_WORD})\s+(?:essais|retries|réessais)", lambda m: number(m["n"])),
    term("probe-path", r"(?P<path>/(?:[\w-]+/)*(?:livez?|liveness|alive))", lambda m: ("liveness", m["path"])), term("probe-path", r"(?P<path>/(?:[\w-]+/)*(?:readyz?|readiness))", lambda m: ("readiness", m["path"])),
    _span_term("check-timeout", rf"(?:with\s+|avec\s+)?(?:an?\s+|un\s+)?{span('t')}\s+time-?outs?"),
    term("probe", rf"(?:{_PROBE}\s+(?:de\s+|d['’])?)?liveness(?:\s+{_PROBE})?|{_PROBE}\s+de\s+vivacité|vivacité", "liveness"),
    term("probe", rf"(?:the\s+|la\s+)?(?:{_PROBE}\s+(?:de\s+|d['’])?)?readiness(?:\s+{_PROBE})?|{_PROBE}\s+(?:de\s+)?disponibilité|(?<=vivacité\set\s)(?:de\s+)?disponibilité|de\s+disponibilité(?=\s*$)", "readiness"),
    term("probe", rf"start-?up\s+{_PROBE}|{_PROBE}\s+de\s+démarrage(?:\s*\(\s*start-?up\s*\))?", "startup"),
    term("healthcheck", r"points?\s+(?:de\s+(?:contrôle|vérification)\s+)?de\s+santé|health\s+endpoints?"),
    *(term("probe-path", rf"{_PATH}\s+(?:for|pour|as|comme|:|=|->|→)\s*(?:the\s+|la\s+)?(?:{words})(?:\s+{_PROBE})?|(?:{words})(?:\s+{_PROBE})?\s*(?:on|at|sur|à|:|=|->|→|under|via)\s*(?P<path2>/[\w./-]*\w)", lambda m, kind=kind: (kind, m["path"] or m["path2"]))
      for kind, words in {"liveness": r"liveness|vivacité", "readiness": r"readiness|disponibilité", "startup": r"start-?up|démarrage"}.items()),
    *(term("check-dependency", rf"(?:(?:must|should|doit|also|aussi)\s+)*{_CHECKED}(?:{words})(?:\s+(?:is|est|are|sont|too|aussi|also|up|reachable|joignables?|accessible|availability|as\s+well|works?|connection|connexion))*", kind) for kind, words in _DEPENDENCIES.items()),
    *(term("check-dependency", rf"(?:tant\s+que|until|while|if|si|when|quand)\s+(?:the\s+|la\s+|le\s+|les\s+)?(?:{words})(?:\s+(?:is|est|are|sont|n['’]est\s+pas|isn['’]t|not))+\s+(?:indisponibles?|unavailable|down|injoignables?|unreachable|prêtes?|ready|reachable|joignables?|up|disponibles?)", kind) for kind, words in _DEPENDENCIES.items()),
    _span_term("check-interval", rf"(?:(?:probe|check|health\s?check|sonde|polling)\s+)?(?:interval(?:le)?s?|period(?:e|s)?|fréquence)\s*(?:of|de|d['’]|:|=|entre\s+les\s+sondes)?\s*{span('t')}"),
    _span_term("check-interval", rf"(?:(?:every|each|toutes\s+les|tous\s+les|chaque)\s+){span('t')}"),
    _span_term("check-timeout", rf"(?:(?:checks?|probes?|sondes?|health\s?checks?|contrôles?|les|des|the)\s+)*(?:time(?:s)?[- ]?\s?outs?|expirent|délai)(?:\s+(?:des?|of|les|the|sondes?|probes?|checks?|after|après|de|in|en|contrôles?|max(?:imum)?))*\s*(?:of|de|d['’]|:|=|after|après)?\s*{span('t')}"),
    _span_term("check-timeout", rf"(?:(?:must|should|doit|to)\s+)?(?:answers?|respond(?:s)?|répond(?:re|s)?)\s+(?:within|in|under|en|sous|en\s+moins\s+de|in\s+less\s+than)\s+{span('t')}"),
    term("check-retries", rf"(?P<n>\d{{1,2}}|{NUMBER_WORD})\s+(?:retries|tentatives|échecs(?:\s+consécutifs)?|consecutive\s+failures|failures|attempts)(?!\s+(?:de|in|per|/|d))|(?:retries|failure\s+threshold|seuil\s+d['’]échecs)\s*:?\s*(?P<m>\d{{1,2}})", lambda m: number(m["n"] or m["m"])),
    _span_term("start-period", rf"(?:(?:start(?:-?up)?[- ]?(?:period|delay)|initial\s+delay|délai\s+(?:de\s+grâce|initial|de\s+démarrage)|grace(?:\s+period)?|période\s+de\s+grâce)\s*(?:of|de|d['’]|:|=)?\s*){span('t')}"),
    term("start-period", rf"(?:with\s+|avec\s+)?(?:a\s+)?{span('t')}\s+(?:grace(?:\s+period)?|start(?:-?up)?[- ](?:period|delay)|initial\s+delay|de\s+grâce)", lambda m: seconds(m, "t")),
    _span_term("drain", rf"(?:(?<=shutdown\s)|(?<=propre\s)|(?<=gracieux\s)|(?<=shutdown:\s)|(?<=sigterm\s))(?:(?:within|in|of|en|de|after|up\s+to|with|avec|timeout|max(?:imum)?|grace|period|a|sous|pendant)\s+)*{span('t')}(?:\s+(?:timeout|grace(?:\s+period)?|max(?:imum)?))?"),
    term("health-detail", r"(?:(?:expose[rs]?|show|affiche[rz]?|return(?:s|er)?|include|report|renvoyer|retourner|with|avec|and|et|display|montrer)\s+)?(?:the\s+|la\s+|le\s+|app\s+|l['’])*(?:(?P<version>(?:app\s+|build\s+)?version)|(?P<commit>commit(?:\s+(?:hash|sha))?|git\s+sha|sha)|(?P<uptime>uptime(?!\s*(?:of|de|:|>|≥|\d))))(?=(?:[^.;]{0,40}?(?:health|santé|/health))|\s+and\s+commit|\s*$)(?:\s+(?:in|dans|on|sur)(?:\s+the|\s+le)?)?", lambda m: next(k for k in ("version", "commit", "uptime") if m[k])),
    term("healthcheck", r"(?:(?:in|dans|on|sur)\s+(?:the\s+|l['’]|le\s+|la\s+)?)?(?:health|santé)\s+(?:endpoint|route|page|url|api)s?|(?:endpoints?|routes?|pages?)\s+(?:de\s+|d['’])(?:santé|health)|endpoint\s+(?:health|de\s+santé)|health\s?-?checks?\s+endpoints?"),
    term("probe-answer", r"(?:(?:return(?:s|er)?|answers?|respond(?:s)?(?:\s+with)?|répond(?:re|s)?|renvoyer|renvoie|retourner|http|status|code)\s+)+(?:un\s+|a\s+)?(?P<c>(?!429)[2-5]\d\d)", lambda m: m["c"]),
    term("probe", r"(?:(?:k8s|kubernetes)\s+)?(?:should\s+|must\s+|doit\s+)?(?:restart(?:s|ed)?|redémarr(?:er|e|é)|kill(?:ed)?|tuer)\s+(?:the\s+|le\s+|la\s+|un\s+|a\s+)?(?:pods?|containers?|conteneurs?|instances?|app(?:lication)?|process(?:us)?|service)\s+(?:if|when|si|s['’]|quand|lorsqu['’])\s*(?:it\s+|il\s+|elle\s+|l['’]\w+\s+)?(?:hangs?|freezes?|is\s+(?:stuck|unhealthy|hung)|stops?\s+responding|no\s+longer\s+answers|does(?:n['’]t|\s+not)\s+(?:respond|answer)|ne\s+répond\s+(?:plus|pas)|(?:est\s+)?bloquée?|se\s+bloque|plante|fige)", "liveness"),
)
"""What a clause may ask of probes."""

_LEVELS = r"(?P<level>trace|debug|info|warn(?:ing)?|error|fatal|critical)"
_MASKED = {"password": r"(?:passwords?|mots?\s+de\s+passe)", "email": r"(?:e-?mails?(?:\s+addresses)?|adresses?\s+e-?mail|courriels?)", "token": r"(?:tokens?|jetons?|authorization\s+headers?|bearer)", "card": r"(?:credit\s+cards?(?:\s+numbers?)?|card\s+numbers?|cartes?\s+(?:bancaires?|de\s+crédit)|numéros?\s+de\s+carte)", "personal": r"(?:personal(?:ly)?(?:\s+identifiable)?\s+(?:data|information)|pii|données\s+(?:personnelles?|sensibles?|à\s+caractère\s+personnel)|sensitive\s+(?:data|fields|information)|informations\s+personnelles)", "secret": r"secrets?", "ip": r"(?:ip\s+addresses|adresses\s+ip|ips)", "phone": r"(?:phone\s+numbers?|numéros?\s+de\s+téléphone)", "cookies": r"cookies?"}
_MASK = r"(?:mask(?:s|ed|ing)?|redact(?:s|ed|ing|ion\s+of)?|hid(?:e|ing)|scrub(?:bing)?|strip|obfuscate|anonymi[sz]e|remove|masqu(?:er|é|és|ées|age\s+des?)|cacher|anonymiser|supprimer|filtrer|expurger|filter(?:\s+out)?)"
_IN_LOGS = r"(?:\s*(?:in|from|dans|of|des)\s+(?:the\s+|les\s+|all\s+|our\s+|nos\s+)?(?:logs?|journaux))?"
_THE = r"(?:(?:the|any|all|les?|la|l['’]|des?|du|tous|toutes|our|nos|user|users['’]?)\s*)*"
_NEVER = r"(?:never|do\s+not|don['’]t|must\s+not|no|not|ne\s+(?:jamais|pas|surtout\s+pas)|sans|without|aucune?|jamais|pas\s+de|should\s+never|must\s+never)\s+"


def _masked(name: str, pattern: str) -> tuple[Term, ...]:
    return (term("log-mask", rf"{_MASK}\s+{_THE}(?:{pattern}){_IN_LOGS}", name),
            term("log-mask", rf"(?:(?<=passwords\sand\s)|(?<=password\sand\s)|(?<=passe\set\sles\s)|(?<=passe\set\s)|(?<=tokens\sand\s)|(?<=tokens\set\sles\s)|(?<=emails\sand\s)|(?<=emails\set\sles\s)|(?<=masked:\s))(?:{pattern}){_IN_LOGS}", name),
            term("log-mask", rf"(?:{pattern})\s+(?:must\s+be\s+|should\s+be\s+|are\s+|sont\s+|doivent\s+être\s+|doit\s+être\s+)*{_MASK}{_IN_LOGS}", name))


_SINKS = {"stdout": r"(?:std\s?out|console\s+output|sortie\s+standard|the\s+console)", "file": r"(?:(?:a\s+|un\s+)?(?:log\s+)?(?:files?|fichiers?)|/var/log\S*)", "loki": r"(?:grafana\s+)?loki", "elk": r"elk(?:\s+stack)?|elastic\s?search|logstash|kibana|elastic\s+stack|(?:open\s?search)", "cloudwatch": r"cloud\s?watch(?:\s+logs)?", "datadog": r"data\s?dog", "splunk": r"splunk", "papertrail": r"papertrail|better\s?stack|logtail", "graylog": r"graylog", "syslog": r"r?syslog", "fluentd": r"fluent(?:d|\s?bit)", "cloud-logging": r"(?:google\s+)?cloud\s+logging|stackdriver"}
_SENT = r"(?:(?:ship|send|forward|write|push|export|stream|output|envoy(?:er|é|és|i|e)|envois?|écrire|transférer|centralis(?:er|és|ée|e)|centralize|expédier|collect(?:er|ed)?)\s+)"


LOGS: tuple[Term, ...] = (
    term("log-rotation", r"(?:(?:daily|weekly|hourly)\s+)?rotation(?:\s+(?:quotidienne|journalière|hebdomadaire))?\s+(?:des?|of|d['’]un)\s*(?:the\s+|les\s+)?(?:log\s+files?|fichiers?\s+(?:de\s+)?(?:logs?|journaux|journalisation)|logs?|journaux)|(?:daily|weekly)\s+log\s+rotation"),
    term("log-mask", r"(?:les\s+|the\s+)?(?:jetons?|tokens?)\s+(?:dans|in|from)\s+(?:les\s+|the\s+)?(?:logs?|journaux)", "token"),
    term("task", r"(?:(?:structured|json)\s+)+(?:logs?|logging)(?:\s+(?:output|format|lines?))*|logs?\s+(?:structurés?\s+)?(?:(?:en|in|as|au\s+format|format)\s+)?(?:json|structurés?)(?:\s+structurés?)?|(?:one|un)\s+(?:json\s+(?:object|line)|objet\s+json)\s+(?:per|par)\s+(?:line|ligne|event)|journaux\s+(?:en\s+)?(?:json|structurés)", "logging"),
    term("log-level", rf"(?:(?:default\s+)?(?:log[- ]?)?levels?|niveaux?(?:\s+(?:de\s+)?(?:logs?|journalisation))?)\s*(?:(?:of|de|:|=|is|est|set\s+to|to|à|par\s+défaut|default|at)\s*)*{_LEVELS}|(?:logs?|en|in|at|and|et|,)\s+(?:level\s+)?(?P<other>debug|info|warn(?:ing)?|trace)(?=\s+(?:in|en|level|for|pour|logs?|locally))|{_LEVELS.replace('level', 'third')}(?:\s+(?:log[- ]?)?level|(?=\s+(?:in|en)\s+(?:dev|prod|staging|local|développement)))(?:\s+logs?)?|(?P<fourth>debug)\s+(?:logs?|logging)", lambda m: next(m[g] for g in ("level", "other", "third", "fourth") if m[g]).lower().replace("warning", "warn")),
    *(t for name, pattern in _MASKED.items() for t in _masked(name, pattern)),
    term("log-mask", rf"{_NEVER}(?:log(?:s|ging|ger|guer)?\s+{_THE}(?:{_MASKED['personal']})|{_THE}(?:{_MASKED['personal']})\s+(?:in|dans)\s+(?:the\s+|les\s+)?(?:logs?|journaux))", "personal"),
    term("log-mask", rf"{_NEVER}(?:log(?:s|ging|ger|guer)?\s+{_THE}(?:{_MASKED['password']})|{_THE}(?:{_MASKED['password']})\s+(?:in|dans)\s+(?:the\s+|les\s+)?(?:logs?|journaux))", "password"),
    term("log-correlation", r"(?:(?:an?\s+|un\s+|unique\s+|the\s+)*(?:request|correlation)[- ]?ids?|x-request-id|(?:identifiants?|ids?)\s+(?:uniques?\s+)?de\s+(?:requ[eê]tes?|corrélation))(?:\s+(?:on|in|per|for|sur|dans|par|with|pour)\s+(?:every|each|all|the|chaque|tous|toutes|les)*\s*(?:log\s+)?(?:lines?|lignes?|logs?|requests?|requ[eê]tes?|entr(?:y|ies|ées?)))?", "request-id"),
    term("log-correlation", r"(?:(?:correlat(?:e|ed|ing|ion)|corrél(?:er|és|ées|ation)|link(?:ed)?|relier|lier)\s+(?:(?:the|les|des|of|between|entre)\s+)*(?:logs?|journaux)\s+(?:with|to|and|avec|aux?|et)\s+(?:the\s+|les\s+)?(?:traces?(?:[- ]ids?)?|spans?|tracing)|trace[- ]?ids?(?:\s+(?:in|on|dans|sur)\s+(?:the\s+|les\s+|every\s+|all\s+|each\s+|chaque\s+)*(?:logs?|lines?|lignes?|journaux))?|identifiants?\s+de\s+traces?)", "trace-id"),
    *(term("log-to", rf"(?:{_SENT}(?:{_THE}(?:logs?|journaux)\s+)?(?:(?:to|into|in|vers|dans|à|sur|with|avec)\s+)+|(?:logs?|logging|journaux)\s+(?:(?:are|is|must|should|go|sent|shipped|written|envoyés|doivent|aller|être)\s+)*(?:to|in|into|sur|vers|dans|via)\s+|(?:to|sur|vers)\s+(?:the\s+)?)(?:{pattern})(?:\s+(?:only|seulement|uniquement))?", kind) for kind, pattern in _SINKS.items()),
    term("log-to", r"elk(?:\s+stack)?|logstash|kibana|elastic\s+stack|stack\s+elk", "elk"),
    term("log-to", r"(?:grafana\s+)?loki", "loki"), term("log-to", r"splunk", "splunk"), term("log-to", r"graylog", "graylog"), term("log-to", r"(?:r?syslog)", "syslog"), term("log-to", r"fluent(?:d|\s?bit)", "fluentd"), term("log-to", r"(?:aws\s+)?cloud\s?watch(?:\s+logs)?", "cloudwatch"), term("log-to", r"papertrail|better\s?stack|logtail", "papertrail"), term("log-to", r"(?:log\s+)?std\s?out(?:\s+only)?", "stdout"),
    term("log-retention", rf"(?:(?:keep|kept|retain(?:ed)?|store[sd]?|conserv(?:er|és|ation)|gard(?:er|és)|retention|rétention|archiv(?:er|e|és))(?:\s+(?:of|the|for|les|des?|logs?|journaux|them|pendant|period|period\s+of|durée|sur|policy|:|=|à))*\s+){span('t')}(?:\s+(?:of\s+|de\s+)?(?:logs?|journaux))?|{span('u')}\s+(?:of\s+|de\s+)?(?:log\s+)?(?:retention|rétention|logs\s+retention)", lambda m: days(m, "t") or days(m, "u")),
    term("log-rotation", r"(?:(?:log\s+)?rotat(?:e|ed|ion|ing)(?:\s+(?:the|des?|les|of|logs?|journaux|log\s+files?|fichiers?))*|logrotate)\s*(?:(?:at|of|à|de|:|every|after|tous\s+les|max)\s*)*(?:(?P<size>\d+)\s*(?P<unit>mb|mo|gb|go)|(?P<often>daily|weekly|quotidienne|hebdomadaire))?(?:\s*,?\s*(?:(?:and|et)\s+)?(?:keep|garder|conserver|with|avec)?\s*(?P<n>\d{1,3})\s+(?:files?|fichiers?|archives?))?", lambda m: _rotated(m)),
    term("log-rotation", r"(?:(?P<daily>daily|quotidienne)|(?P<weekly>weekly|hebdomadaire))\s+(?:log\s+rotation|rotation\s+(?:des\s+|of\s+)?(?:logs|journaux))|rotation\s+(?:(?P<fr>quotidienne)|(?P<frw>hebdomadaire))\s+des\s+(?:logs|journaux)", lambda m: ("daily" if m["daily"] or m["fr"] else "weekly", "")),
    *(term("log-library", rf"(?:(?:use|using|with|avec|via|utiliser|utilise|through)\s+)?(?:{pattern})(?:\s+(?:logger|logging|library|for\s+logging|pour\s+les\s+logs))?", kind) for kind, pattern in {"pino": r"pino(?:\.?js)?", "winston": r"winston", "bunyan": r"bunyan", "structlog": r"structlog", "loguru": r"loguru", "zap": r"(?:uber\s+)?zap", "zerolog": r"zerolog", "slog": r"slog", "logback": r"logback", "log4j": r"log4j2?", "serilog": r"serilog", "monolog": r"monolog", "console": r"console\.logs?|print\s+statements?|system\.out(?:\.println)?"}.items()),
    term("access-log", r"(?:log(?:s|ging|ger|guer)?|journalis(?:er|e)|tracer)\s+(?:(?:the|les?|des|all|any|calls?\s+to|appels?\s+(?:à|aux))\s+)*(?:health\s?-?checks?(?:\s+requests?)?|/health\w*|probes?|sondes?|requ[eê]tes\s+de\s+santé)", "health"),
    term("access-log", r"(?:http\s+)?access\s+logs?(?!\s+(?:to|of)\s+secrets)|(?:request|http)\s+(?:logs?|logging)|logs?\s+d['’]accès|journa(?:l|ux)\s+d['’]accès(?!\s+aux)|(?:log|logger|journaliser)\s+(?:every|each|all|toutes\s+les|chaque)\s+(?:http\s+)?(?:requests?|requ[eê]tes?)", ""),
    term("log-time", r"(?:(?:timestamps?|horodatages?|dates?|times?)\s+(?:(?:in|en|au|format|as|must|be|with)\s+)*)?(?:iso[- ]?8601)(?:\s+(?:timestamps?|format|dates?|in|en|utc))*|(?:timestamps?|horodatages?)\s+(?:(?:in|en)\s+)?utc|utc\s+timestamps?", "utc"),
    term("log-sampling", r"log\s+sampling|sampl(?:e|ing)\s+(?:of\s+|the\s+)?(?:debug\s+)?logs?|échantillonn(?:age|er)\s+(?:des\s+|les\s+)?logs"),
    term("log-stack", r"stack\s?traces?(?:\s+(?:in|on)\s+errors?)?|traces?\s+d['’]erreurs?|piles?\s+d['’]appels?"),
    term("log-format", r"pretty(?:[- ]print(?:ed)?)?\s+(?:logs?\s+)?(?:in\s+dev|logs?|locally)|logs?\s+lisibles?(?:\s+en\s+dev)?|human[- ]readable\s+logs?|colou?red\s+logs?", "pretty"),
)
"""What a clause may ask of logs."""


def _rotated(match: re.Match[str]) -> tuple[str, str]:
    size = f"{match['size']}{match['unit'].upper().replace('O', 'B')}" if match["size"] else {"quotidienne": "daily", "hebdomadaire": "weekly"}.get((match["often"] or "").lower(), (match["often"] or "").lower())
    return size, match["n"] or ""


_PANEL = r"(?:panels?|graphs?|graphes?|graphiques?|charts?|widgets?|panneau[x]?|courbes?|metrics?|métriques?|vues?|tiles?|overview)"
_SHOW = r"(?:(?:show(?:s|ing)?|display|see|plot|graph|afficher|voir|montrer|with|avec|tracer|visuali[sz]e[r]?|add|include|i\s+need\s+to\s+see|je\s+veux\s+voir)\s+(?:(?:the|les?|la|l['’]|des?|du|a|an|un|une|our|nos)\s*)*)?"


def _panel(kind: str, words: str) -> Term:
    return term("panel", rf"{_SHOW}(?:{_PANEL}\s+(?:(?:of|for|de|des|du|d['’]|the|la|le|les)\s*)+(?:{words})|(?:{words})\s+(?:(?:usage|utili[sz]ation|over\s+time|evolution|at\s+a\s+glance)\s+)*(?:{_PANEL}))", kind)


DASHBOARDS: tuple[Term, ...] = (
    term("deploy-marks", r"(?:mark|marquer|annotat\w+|annoter|signaler)\s+(?:(?:the|les|each|every|all|chaque)\s+)?(?:deploy(?:ment)?s?|déploiements?|releases?)(?:\s+(?:on|in|sur|dans)\s+(?:the\s+|les\s+)?(?:dashboards?|graphs?|charts?|graphiques?|tableaux))?"),
    term("panel", r"(?:show|display|afficher|montrer|graph|voir)\s+(?:the\s+|la\s+|l['’])?(?:memory|mémoire|cpu|heap|ram|event[- ]loop|gc)(?:\s+(?:usage|pauses?|lag|utilisation|consommation))?|(?:gc|garbage\s+collection)\s+(?:pauses?|times?)|pauses?\s+(?:du\s+)?gc", "runtime"),
    _panel("latency", r"latenc(?:y|e|ies)|response\s+times?|temps\s+de\s+réponse|durations?"),
    _panel("errors", r"error\s+rates?|errors?|taux\s+d['’]erreurs?|erreurs?|5xx"),
    _panel("traffic", r"traffic|trafic|requests?(?:\s+per\s+second|\s+rate)?|throughput|débit|requ[eê]tes?(?:\s+par\s+seconde)?|rps"),
    _panel("runtime", r"(?:cpu|memory|mémoire|ram|disk|disque|gc|heap|processeur|saturation)(?:\s*(?:/|,|and|et|&)\s*(?:la\s+|le\s+)?(?:cpu|memory|mémoire|ram|disk|disque|gc|heap))*(?:\s+(?:usage|utili[sz]ation))?"),
    _panel("dependencies", r"(?:db|databases?|redis|postgres(?:ql)?|base(?:\s+de\s+données)?|queue|dépendances?|dependenc(?:y|ies))(?:\s+(?:connections?|pool|queries))?"),
    _panel("slo", r"slos?|error\s+budgets?|burn[- ]?rates?|budgets?\s+d['’]erreurs?"),
    _panel("business", r"business|métiers?|sales|ventes|orders?|commandes|revenue|chiffre\s+d['’]affaires|sign-?ups?|inscriptions"),
    term("panel", r"(?:(?:i\s+need\s+to|je\s+veux|must|should)\s+)*(?:see|voir|show|afficher|display)\s+(?:the\s+|la\s+|les\s+)?saturation(?:\s+at\s+a\s+glance)?", "runtime"),
    term("panel", r"(?:show(?:ing)?|with|avec|afficher|voir|displaying|affichant)\s+(?:(?:the|le|la|les|current|actuel|our)\s+)*(?:burn[- ]?rates?|error\s+budget|budget\s+d['’]erreurs?)", "slo"),
    term("panel", r"(?:vues?|respect|conformité|suivi|overview|tableau)\s+(?:(?:du|de|des|d['’]|respect|of|the|la|conformité)\s+)*slos?|slos?\s+(?:compliance\s+)?overview|slo\s+compliance(?:\s+overview)?", "slo"),
    term("panel", r"(?:as\s+(?:an?\s+)?|comme\s+)(?:business|métier)\s+(?:metrics?|kpis?)|(?:as\s+|comme\s+)(?:métriques?|indicateurs?|kpis?)\s+métiers?", "business"),
    term("panel-percentile", r"(?:(?:show|afficher|with|avec|and|et|de|of)\s+)?(?:latenc(?:y|e)\s+)?p(?P<n>50|75|90|95|99|999)(?=[^<>≤≥\d]*(?:panels?|graph\w*|charts?|par\s+route|per\s+route|p\d\d|$))", lambda m: m["n"]),
    *(term("panel-by", rf"(?:(?:une?|one|a)\s+)?(?:graphs?|graphiques?|panels?|charts?|courbes?)\s+(?:per|by|par|for\s+each|pour\s+chaque)\s+(?:{pattern})", kind) for kind, pattern in {"route": r"(?:routes?|endpoints?)", "service": r"services?", "environment": r"(?:environments?|environnements?)"}.items()),
    *(term("panel-by", rf"(?:per|by|par|for\s+each|pour\s+chaque|broken\s+down\s+by|split\s+by|grouped\s+by)\s+(?:{pattern})", kind) for kind, pattern in {"route": r"(?:routes?|endpoints?|paths?)", "status": r"status(?:\s+codes?)?|codes?\s+(?:http|de\s+statut)", "method": r"methods?|méthodes?", "instance": r"(?:instances?|pods?|hosts?)", "region": r"r[ée]gions?"}.items()),
    term("dashboard-refresh", rf"(?:(?:auto[- ]?)?refresh(?:ed|es|ing)?(?:\s+rate)?|rafraîchi(?:e|s|es|r|ssement)?|actualis(?:é|ée|er|ation)|mis\s+à\s+jour)\s*(?:(?:every|each|of|at|toutes\s+les|tous\s+les|de|:|chaque|interval|intervalle)\s*)*{span('t')}", lambda m: seconds(m, "t")),
    term("dashboard-per", r"(?:(?:one|a|un|separate|different)\s+)?(?:dashboards?|boards?|tableaux?(?:\s+de\s+bord)?)\s+(?:per|by|for\s+each|par|pour\s+chaque)\s+(?:(?P<e>environments?|environnements?|envs?)|(?P<s>services?|apps?|applications?)|(?P<t>teams?|équipes?))", lambda m: "environment" if m["e"] else "service" if m["s"] else "team"),
    term("dashboard-range", rf"(?:(?:default\s+)?(?:time\s+)?(?:range|window|period)|période(?:\s+par\s+défaut)?|plage(?:\s+(?:de\s+temps|horaire))?)\s*(?:(?::|of|de|is|est|les|the|last|dernières?|derniers?|par\s+défaut|=)\s*)*{span('t')}|(?:last|past)\s+{span('u')}|(?P<fr>\d+)\s+derni(?:ère|er)s?\s+(?P<fru>{UNIT})|(?:période|plage)\s+(?:par\s+défaut\s*)?(?::\s*)?(?P<fr2>\d+)\s+derni(?:ère|er)s?\s+(?P<fru2>{UNIT})", lambda m: _range(m)),
    term("dashboard-variables", r"(?:dashboard\s+|template\s+)?variables?(?:\s+(?:for|pour|de)\s+\w+)?(?=\s*$)|(?:dropdown|filter|filtre)\s+(?:by|for|par|sur)\s+(?:environment|environnement|instance|service)"),
    term("task", r"(?:(?:monitoring|ops)\s+)?(?:dash)?boards?|tableaux?\s+de\s+bord", "dashboards"),
)
"""What a clause may ask of dashboards, beside what :mod:`observability` knows."""


def _range(match: re.Match[str]) -> str:
    for n, u in (("fr", "fru"), ("fr2", "fru2")):
        if match[n]:
            return f"{int(match[n]) * unit_seconds(match[u]):f}"
    return seconds(match, "t") or seconds(match, "u")


_NINES = {"two": "99", "deux": "99", "2": "99", "three": "99.9", "trois": "99.9", "3": "99.9", "four": "99.99", "quatre": "99.99", "4": "99.99", "five": "99.999", "cinq": "99.999", "5": "99.999"}

PROMISES: tuple[Term, ...] = (
    term("objective", r"(?:an?\s+)?slos?\s*(?:(?:of|de|d['’]|:|=|at|à|target|cible|is|est)\s*)*(?P<n>9\d(?:[.,]\d+)?)\s*%|(?P<m>9\d(?:[.,]\d+)?)\s*%\s+slos?", lambda m: ("availability", number(m["n"] or m["m"]), "")),
    term("objective", r"(?P<n>two|three|four|five|deux|trois|quatre|cinq|[2-5])\s+(?:nines|neufs?|9s?)(?:\s+(?:of|de|d['’]|on|sur|for|availability|uptime|disponibilité|the|la|l['’]|api))*", lambda m: ("availability", _NINES[m["n"].lower()], "")),
    term("objective", r"(?P<n>\d+(?:[.,]\d+)?)\s*%\s+(?:of|des|de)\s+(?:(?:the|all|our|nos|les)\s+)*(?:[\w-]+\s+)?(?:requests?|requ[eê]tes?|calls?|appels?|checkouts?|payments?|paiements?)\s+(?:(?:must|should|have\s+to|doivent|to|are|sont)\s+)*(?:succeed|be\s+successful|successful|réussir|réussies?|aboutir|pass)", lambda m: ("availability", number(m["n"]), "")),
    term("objective", rf"(?:data|données)\s+(?:(?:is|are|must|be|should|doivent|être|sont)\s+)*(?:no\s+older\s+than|not\s+older\s+than|younger\s+than|pas\s+plus\s+vieilles?\s+que|de\s+moins\s+de|à\s+jour\s+à|datant\s+de\s+moins\s+de)\s+{span('t')}", lambda m: ("freshness", "", seconds(m, "t"), "<")),
    term("objective", rf"(?P<p>\d+(?:[.,]\d+)?)\s*%\s+(?:of\s+|des\s+|de\s+)(?:the\s+|all\s+|our\s+|nos\s+)*(?:requests?|requ[eê]tes?|réponses?|responses?|calls?|appels?)\s+(?:(?:are|must|be|should|served|answered|complete[d]?|finish|doivent|être|servies?|traitées?|sont|répondre|répondent)\s+)*(?:in|within|under|below|faster\s+than|less\s+than|en\s+moins\s+d['’e]\s?|sous|en\s+dessous\s+de|in\s+under|in\s+less\s+than)\s*{span('t')}", lambda m: ("latency", number(m["p"]), seconds(m, "t"), "<")),
    term("objective", rf"p(?P<p>\d\d)(?:\s+(?:latency|latence))?\s+(?:dépasse|exceeds?|goes\s+(?:above|over)|is\s+(?:above|over)|au-dessus\s+de|passe\s+(?:au-dessus\s+de|les)|>|above|over)\s*{span('t')}", lambda m: ("latency", m["p"], seconds(m, "t"), ">")),
    term("objective", rf"(?:(?:service|site|app|api|it)\s+)?(?:(?:may|can|peut)\s+)(?:be\s+|être\s+)?(?:down|unavailable|indisponible)\s+(?:for\s+)?(?:(?:at\s+most|max(?:imum)?|up\s+to)\s*)?\s*{span('t')}(?:\s+at\s+most)?|{span('u')}\s+(?:of\s+|d['’]\s?)(?:down-?time|indisponibilité|interruption)(?:\s+(?:max(?:imum)?|at\s+most))?", lambda m: ("downtime", f"{float(seconds(m, 't') or seconds(m, 'u')) / 60:g}")),
    *(term("recovery", rf"{kind}\s*(?:of|de|d['’]|:|=|<=?|≤|under|max(?:imum)?)?\s*{span('t')}", lambda m, kind=kind: (kind, seconds(m, "t"))) for kind in ("rto", "rpo", "mttr", "mtta")),
    term("slo-period", r"(?:on|over|sur|per|par|each|every|chaque|in|a|an|un|une)\s+(?:each\s+|every\s+|calendar\s+|un\s+|une\s+)*(?:(?P<m>month|mois)|(?P<w>week|semaine)|(?P<q>quarter|trimestre)|(?P<y>year|an|année))(?:\s+(?:at\s+most|max(?:imum)?|calendaire))?", lambda m: 30 if m["m"] else 7 if m["w"] else 90 if m["q"] else 365),
)
"""Ways to write objectives without their usual words."""

ALERTING: tuple[Term, ...] = (
    term("alert", r"(?:database\s+|db\s+)?connection\s+pools?\s+(?:exhausted|full|saturated)|pool\s+de\s+connexions?\s+(?:épuisé|saturé|plein)", ("connection-pool", "")),
    term("alert", r"(?:message\s+|job\s+)?queues?\s+(?:(?:is\s+)?too\s+long|length|depth|backlog|growing|full)|files?\s+d['’]attente\s+(?:trop\s+longues?|pleines?|qui\s+(?:grandit|s['’]allonge))", ("queue-length", "")),
    term("priority", r"p(?P<level>[0-4])s?(?:\s+(?:alerts?|alertes?|incidents?|issues?))?(?:\s*:)?|(?:sev|severity|sévérité)[- ]?(?P<sev>[0-4])(?:\s*:)?", lambda m: f"P{m['level'] or m['sev']}"),
    term("alert-for", rf"(?:for|during|pendant|depuis|durant|over\s+the\s+last)\s+(?:at\s+least\s+|more\s+than\s+|plus\s+de\s+|au\s+moins\s+|the\s+last\s+)?{span('t')}", lambda m: seconds(m, "t")),
    term("threshold", r"(?:is\s+|est\s+|à\s+|at\s+|full\s+)*(?:>=?|≥|above|over|more\s+than|exceeds|reaches|plus\s+de|dépasse|au-dessus\s+de|supérieure?\s+à|atteint|beyond)\s*(?P<n>\d+(?:[.,]\d+)?)\s*%", lambda m: number(m["n"])),
    term("alert", r"(?:(?:tls|ssl)\s+)?cert(?:ificat(?:e|s)?)?s?\s+(?:expir\w+|about\s+to\s+expire)(?:\s+(?:soon|bientôt))?", ("certificate", "")),
    term("alert-before", rf"(?:(?<=expiring\s)|(?<=expires\s)|(?<=expire\s)|(?<=expirant\s)|(?<=expiry\s))(?:(?:in|within|under|sous|dans|en)\s+)?(?:less\s+than\s+|moins\s+de\s+)?{span('t')}|{span('u')}\s+(?:before|avant)(?:\s+(?:it|they|expiry|expires?|expiration|qu['’]il|n['’]expire|l['’]expiration))+", lambda m: days(m, "t") or days(m, "u")),
    term("alert-time", r"(?:alert(?:s|e|es)?|pages?|notifications?|notify|alerter|réveiller|wake|appels?)(?:\s+(?:anyone|anybody|people|us|personne|quelqu['’]un|up))*\s+(?:(?:at|during|the|la|le|les|on|over)\s+)*(?P<n>nights?|nuit|weekends?|week-ends?)", lambda m: "weekend" if "week" in m["n"].lower() else "night"),
    term("escalate-after", rf"(?:after|au\s+bout\s+de|après|if\s+(?:not\s+acknowledged|nobody\s+answers)\s+(?:in|within|after)|sans\s+réponse\s+(?:sous|après|au\s+bout\s+de))\s+{span('t')}", lambda m: seconds(m, "t")),
    term("escalation", r"escalat(?:e|es|ion|ions)(?:\s+polic(?:y|ies))?(?:\s+(?:to|vers)\s+(?:the\s+|l['’]|le\s+)?(?:on[- ]?call(?:\s+engineer)?|astreinte|manager|lead|team|responsable))?|escalad(?:e|er)(?:\s+(?:vers|à)\s+(?:l['’]|le\s+|la\s+)?(?:astreinte|responsable|équipe|manager))?"),
    term("escalation", r"(?:(?:for|pour)\s+)?(?:(?:the|l['’]|our|notre)\s*)?(?:on[- ]?call(?:\s+(?:engineers?|rotation|schedule|person|team|duty))?|astreintes?)"),
    term("runbooks", r"(?:(?:an?\s+|un\s+|the\s+|le\s+)?(?:links?|liens?|urls?)\s+(?:(?:to|vers|of|du|the|le|un|a)\s+)*)?(?:run\s?books?|playbooks?)(?:\s+(?:links?|urls?|per|par|in|on|for|dans|pour|each|every|chaque|all|toutes|les|the|alerts?|alertes?))*"),
    term("inhibition", r"(?:group(?:ed|ing|s)?|regroup(?:er|és|ées|ement\s+des|ement)|dedup\w*|dédoublonner|aggregate|agréger)\s+(?:(?:the|similar|related|les|des|all)\s+)*alert(?:s|es|e)?(?:\s+(?:to\s+avoid|to\s+reduce|pour\s+éviter|pour\s+réduire|against)\s+(?:the\s+|le\s+|les\s+)?(?:noise|bruit|spam|fatigue|floods?))?|(?:avoid|reduce|éviter|réduire|prevent)\s+(?:the\s+|la\s+|le\s+)?(?:alert\s+(?:noise|fatigue|storms?|floods?)|fatigue\s+d['’]alertes?|bruit|noise)", "grouping"),
    term("silence", r"(?:(?:mut(?:e|ed|ing)|silenc(?:e|ed|ing|es)|suppress|snooze|couper|pas\s+d['’]alertes?|no\s+alerts?|désactiver|suspendre|disable)\s+(?:(?:the|les|all|des|alerts?|alertes?|notifications?)\s+)*(?:during|while|pendant|lors\s+de|durant)\s+(?:the\s+|les\s+|la\s+|une?\s+|a\s+)?(?:maintenance(?:\s+windows?)?|fenêtres?\s+de\s+maintenance|deploy(?:s|ments?|ing)?|déploiements?|maintenances?|planned\s+\w+))"),
    term("alert-page", r"(?:pages?|call|appeler|réveiller|wake(?:\s+up)?|phone|prévenir)\s+(?:someone|somebody|us|me|the\s+team|quelqu['’]un|l['’](?=astreinte)|(?=the\s+on-?call)|the\s+(?=on-?call))(?:\s+(?:if|when|si|quand))?", True),
    term("alert-repeat", rf"(?:(?:pas\s+plus\s+d['’]|not\s+more\s+than\s+|no\s+more\s+than\s+|at\s+most\s+|max(?:imum)?\s+|au\s+plus\s+)(?:one|une|un|1)\s+(?:notifications?|alerts?|alertes?|messages?|rappels?|reminders?)\s+(?:per|par|every|an?|each|toutes\s+les)\s+(?:{span('t')}|(?P<unit>{UNIT})))|(?:repeat|remind|rappeler|répéter|re-?notify|relancer)(?:\s+(?:the|les|alerts?|alertes?|notifications?))*\s+(?:every|each|toutes\s+les|tous\s+les)\s+{span('e')}", lambda m: seconds(m, "t") or seconds(m, "e") or f"{unit_seconds(m['unit']):f}"),
    term("sentry-alerts", r"(?:(?:alert(?:er|s)?|notif(?:y|ier)|prévenir|warn|tell)\s+(?:(?:the|l['’]|us|nous|team|équipe|devs?|les)\s*)*)?(?:(?:when|for|on|if|quand|à|si|dès|lors\s+d['’])\s*)+(?:(?:an?|each|every|any|une?|chaque|toute|the)\s+)*(?:new\s+(?:issues?|errors?|exceptions?)|nouvelles?\s+(?:erreurs?|exceptions?)|nouveaux?\s+problèmes?|unhandled\s+(?:exceptions?|errors?)|exceptions?\s+(?:non\s+gérées?|n['’]est\s+pas\s+gérée|is\s+(?:unhandled|not\s+handled))|regressions?|régressions?)(?:\s+(?:appears?|occurs?|apparaît|survient|arrives?|happens?|is\s+seen))?"),
    term("error-kind", r"(?:(?:filter(?:\s+out)?|filtrer)\s+)?(?:(?:the|les|all|http)\s+)*(?:(?P<code>[45]\d\d)(?:\s*s)?(?:\s+errors?)?|erreurs?\s+(?:http\s+)?(?P<fr>[45]\d\d))", lambda m: m["code"] or m["fr"]),
    term("dsn", r"(?:(?:different|separate|distinct|one|own|an?|un)\s+)?(?:dsns?|projects?|projets?|keys?)\s+(?:(?:séparés?|différents?|distincts?)\s+)?(?:per|by|for\s+each|par|pour\s+chaque)\s+(?:environments?|environnements?|envs?)", "per-environment"),
    term("environment-only", r"(?:(?:only|seulement|uniquement)\s+(?:in|en|for|sur|on)\s+(?P<a>prod(?:uction)?|staging|dev)|(?:in|en|on|sur)\s+(?P<b>prod(?:uction)?|staging|dev)\s+(?:only|seulement|uniquement))", lambda m: {"prod": "production", "dev": "dev"}.get((m["a"] or m["b"]).lower(), (m["a"] or m["b"]).lower())),
    term("hours", r"(?:only\s+|uniquement\s+|seulement\s+)?(?:(?:during|in|en|pendant|aux?)\s+)?(?:business|working|office)\s+hours(?:\s+only)?|(?:(?:pendant|en|aux?|les)\s+)*(?:heures\s+(?:ouvrées|de\s+bureau|ouvrables)|jours\s+ouvrés)(?:\s+(?:seulement|uniquement))?"),
)
"""How alerts behave, beside what :mod:`observability` knows of what they are about."""

OPERATIONS: tuple[Term, ...] = (*HEALTH, *LOGS, *DASHBOARDS, *PROMISES, *ALERTING)
