"""The words for where an app runs and how it gets there, French and English: infrastructure as code, deployments, probes, logs."""

from __future__ import annotations

import re

from .amounts import COUNT, NUMBER, UNIT, count, seconds
from .term import Term, term

_REGION = r"(?:(?:us|eu|ap|sa|ca|me|af|il)-(?:gov-)?(?:north|south|east|west|central|northeast|southeast|northwest|southwest)-?\d|(?:us|europe|asia|australia|southamerica|northamerica|me|africa)-(?:north|south|east|west|central|northeast|southeast|northwest|southwest)\d|(?:cdg|iad|fra|lhr|sfo|hnd|sin|syd|gru|bom|arn|dub|cle|pdx|icn|kix)1|(?:west|north|east|south|france|germany)\s?(?:europe|us|central|westcentral)\d?)"
_PLACES = r"(?:paris|frankfurt|francfort|ireland|irlande|london|londres|virginia|virginie|oregon|tokyo|singapore|singapour|sydney|belgium|belgique|stockholm|milan|zurich|montréal|montreal)"


def _range(match: re.Match[str]) -> tuple[str, ...]:
    """("2", "10"): the least and the most instances."""
    found = [str(count(match[name])) for name in ("low", "high") if match.groupdict().get(name)]
    return tuple(found)


_RESOURCES = {
    "vpc": r"vpcs?|virtual\s+private\s+clouds?|virtual\s+networks?|vnets?", "private-subnets": r"(?:with\s+|avec\s+(?:des\s+)?)?(?:private\s+subnets?|sous-réseaux\s+privés)", "public-subnets": r"public\s+subnets?|sous-réseaux\s+publics",
    "database": r"(?:aws\s+)?rds|aurora|cloud\s+sql|managed\s+(?:databases?|postgres\w*|mysql)|bases?\s+(?:de\s+données\s+)?(?:gérées?|managées?)", "containers": r"(?:(?:aws\s+)?ecs(?:\s+(?:on\s+)?fargate)?|fargate|(?:google\s+)?cloud\s+run|container\s+apps?|app\s+runner)(?:\s+services?)?",
    "kubernetes": r"eks|gke|aks|(?:managed\s+)?kubernetes\s+clusters?|clusters?\s+kubernetes", "functions": r"(?:aws\s+)?lambdas?(?:\s+functions?)?|cloud\s+functions?|serverless\s+functions?|fonctions?\s+serverless", "load-balancer": r"(?:application\s+|network\s+)?load[- ]balancers?|alb|nlb|répartiteurs?\s+de\s+charge|équilibreurs?\s+de\s+charge",
    "cdn": r"(?:cdn\s+)?cloud\s?front|(?:a\s+)?cdn(?:\s+(?:cloud\s?front|cloudflare))?", "dns": r"(?:(?:managed\s+)?dns(?:\s+(?:zones?|records?|géré|managed))?(?:\s+(?:par|by|in|dans|with|avec|on)\s+)?)?(?:route\s?53|cloud\s+dns)|dns(?:\s+(?:zones?|records?))?", "iam": r"(?:rôles?\s+|roles?\s+)?iam(?:\s+(?:roles?|polic(?:y|ies)|users?|rôles?))?",
    "bucket": r"(?:s3|gcs|storage)\s+buckets?|buckets?(?:\s+s3)?", "queue": r"sqs(?:\s+queues?)?|pub/?sub", "cache": r"elasti\s?cache|memory\s?store", "vm": r"ec2(?:\s+instances?)?|virtual\s+machines?|machines?\s+virtuelles?|compute\s+engine", "registry": r"(?:aws\s+)?ecr\s+repositor(?:y|ies)", "bastion": r"bastion(?:\s+hosts?)?", "nat": r"nat\s+gateways?|passerelles?\s+nat", "waf": r"waf", "monitoring": r"cloudwatch\s+alarms?|alarmes\s+cloudwatch",
    "security-groups": r"security\s+groups?|groupes?\s+de\s+sécurité|firewalls?(?:\s+rules?)?|pare-feux?",
}

DELIVERY: tuple[Term, ...] = (
    # --- infrastructure as code
    term("iac", r"terraform(?:\s+(?:modules?|code|configuration))?|open\s?tofu|infrastructure\s+as\s+code|iac", "terraform"), term("iac", r"pulumi", "pulumi"), term("iac", r"(?:aws\s+)?cdk|cloud\s?formation|bicep|ansible", "other"),
    *(term("resource", pattern, name) for name, pattern in _RESOURCES.items()),
    term("region", rf"(?:(?:in|en|dans|to|sur|from)\s+)?(?:(?:the\s+|la\s+)?(?:aws\s+|gcp\s+|azure\s+)?(?:regions?|régions?)\s*:?\s*)?(?P<name>{_REGION})(?:\s+region)?", lambda m: re.sub(r"\s", "", m["name"].lower())),
    term("region", rf"(?:(?:multi|two|deux|several|plusieurs|{COUNT})[- ]?(?:regions?|régions?)|multi[- ]?regions?)(?:\s*(?:,|:|\(|in|à|en)?\s*(?:{_PLACES}(?:\s*(?:,|et|and|&)\s*)?)+\)?)?|(?:(?:in|à|en)\s+)?(?:the\s+)?{_PLACES}(?:\s+(?:region|datacenter))?|multi[- ]?région", lambda m: " ".join(m.group(0).lower().split())),
    term("state", r"(?:(?:remote|distant|terraform)\s+)*(?:state|backend|état)(?:\s+(?:distant|remote|file|files|stored|stocké|storage))*\s+(?:(?:in|on|dans|sur|with|avec|dans\s+un\s+bucket)\s+)+(?:an?\s+|un\s+)?(?P<where>s3|gcs|terraform\s+cloud|azure\s+(?:blob|storage)|consul|gitlab|http)(?:\s+buckets?)?", lambda m: m["where"].lower().replace(" ", "-")),
    term("state", r"remote\s+(?:state|backend)|état\s+distant|backend\s+distant"), term("state-lock", r"(?:with\s+|avec\s+)?(?:state\s+)?(?:locking|locks?|verrouillage)(?:\s+(?:dynamo\s?db|de\s+l['’]état))?|dynamo\s?db\s+lock(?:s|ing)?"),
    term("modules", r"(?:reusable\s+|terraform\s+)?modules?(?:\s+(?:réutilisables?|reusable|terraform))?"),
    term("multi-az", r"multi[- ]?az|(?:several|multiple|plusieurs|deux|two|three|trois)\s+(?:availability\s+zones?|zones?\s+de\s+disponibilité)|high(?:ly)?[- ]availab(?:le|ility)|haute\s+disponibilité|failover|basculement"),
    term("backups", rf"(?:(?:automatic|automated|daily|nightly)\s+)?(?:backups?|snapshots?|sauvegardes?)(?:\s+(?:automatiques?|quotidiennes?|kept|conservées?|retained|retention|rétention|of|de|for|pendant|pour|with|avec|:))*\s*(?P<count>{COUNT})\s*(?P<unit>{UNIT})(?:\s+retention)?", lambda m: str(round(float(seconds(m["count"], m["unit"])) / 86400))),
    term("backups", r"(?:(?:automatic|automated|daily|nightly|encrypted)\s+)?(?:backups?|snapshots?|sauvegardes?)(?:\s+(?:automatiques?|quotidiennes?|chiffrées?))?|point[- ]in[- ]time\s+recovery|pitr|disaster\s+recovery|reprise\s+après\s+sinistre"),
    term("tags", r"(?:tag(?:s|ged|ging|guer)?|étiquet(?:er|tes?))\s*(?:(?:every|each|all|the|chaque|toutes?|les|on|sur)\s+)*(?:resources?|ressources?)(?:\s+(?:with|avec|by|par)\s+[\w-]+(?:\s*(?:,|/|and|et|&)\s*[\w-]+)*)?|resource\s+tags?|tags\s+(?:obligatoires|on\s+all)"),
    term("public", r"(?:(?:resources?|ressources?|buckets?|endpoints?|databases?|accès|access|ip|ips)\s+publi(?:que|c)s?|public(?:ly)?(?:[- ]facing|\s+accessible)?\s+(?:resources?|access|buckets?|ips?|databases?|endpoints?))"),
    term("cost", rf"(?:(?:budget|cost|coûts?|spending|billing|facturation)(?:\s+(?:alerts?|alarms?|limits?|alertes?|de|d['’]alerte|max(?:imum)?))*)\s*(?:(?:at|of|above|over|under|à|de|sous|:|<)\s*)*(?:[$€£]\s*)?(?P<count>{NUMBER})\s*(?:usd|eur|euros?|dollars?|[$€£])?(?:\s*(?:/|per|par)\s*(?:month|mois))?|alerte\s+(?:de\s+)?budget\s+à\s+(?P<count2>{NUMBER})\s*(?:usd|eur|euros?|[$€])?(?:\s*(?:/|par)\s*mois)?", lambda m: m["count"] or m["count2"]),
    term("cost", r"cost\s+(?:estimates?|optimi[sz]ation|control|alerts?)|infracost|(?:estimation|maîtrise|optimisation)\s+des\s+coûts|budget\s+alerts?"),
    term("nodes", rf"(?:(?:with|avec)\s+)?(?P<count>{COUNT})\s+(?:nodes?|n[œo]e?uds?|workers?\s+nodes?|machines?)(?:\s+(?:of\s+type\s+|de\s+type\s+)?(?P<kind>[a-z]\d[a-z]*\.\w+|e2-\w+-?\d*|n\d-\w+-\d+|standard_\w+))?", lambda m: (str(count(m["count"])), m["kind"].lower()) if m["kind"] else str(count(m["count"]))),
    term("instance", r"(?:instances?\s+(?:type\s+|de\s+type\s+)?)?(?P<kind>(?:db\.|cache\.)?[a-z]\d[a-z]*\.(?:nano|micro|small|medium|\d*x?large)|e2-(?:micro|small|medium|standard-\d+)|n\d-\w+-\d+)(?:\s+instances?)?", lambda m: m["kind"].lower()),
    term("drift", r"(?:detect(?:ion)?\s+(?:of\s+)?)?drifts?(?:\s+detection)?|détect(?:er|ion)\s+(?:de\s+|des\s+|les\s+)?dérives?|dérives?"),
    term("plan-review", r"(?:terraform\s+)?plan\s+(?:on|in|as|sur|en)\s+(?:each\s+|every\s+|the\s+|chaque\s+)?(?:prs?|mrs?|pull\s+requests?|comments?|commentaires?)"),
    # --- deployments
    term("autoscaling", rf"(?:(?:auto[- ]?scal\w+|scal(?:e|ing)|mise\s+à\s+l['’]échelle(?:\s+automatique)?|from|de|entre|between|at\s+least|au\s+moins|min(?:imum)?)\s*:?\s*)+(?P<low>{COUNT})\s*(?:(?:instances?|replicas?|réplicas?|pods?|tasks?)\s*)?(?:(?:to|à|and|et|-|–|,|up\s+to|jusqu['’]à|au\s+maximum|max(?:imum)?|at\s+most)\s*)+(?P<high>{COUNT})\s*(?:instances?|replicas?|réplicas?|pods?|tasks?|au\s+maximum|maximum|max)*", _range),
    term("autoscaling", r"(?:scale|descendre|réduire)\s+(?:down\s+)?(?:to|à)\s+(?:zero|zéro|0)(?:\s+(?:at\s+night|la\s+nuit|when\s+idle|au\s+repos))?|scale[- ]to[- ]zero", "0"),
    term("autoscaling", rf"(?:horizontal\s+pod\s+)?auto[- ]?scal(?:ing|er|e)s?(?:\s+(?:at|on|à|sur|based\s+on|selon)\s+(?:{NUMBER}\s*%\s*)?(?:of\s+|de\s+)?(?:cpu|memory|mémoire|requests?|requêtes|traffic|load|la\s+charge))?|hpa|mise\s+à\s+l['’]échelle\s+automatique"),
    term("domain", r"(?:(?:custom\s+)?domains?(?:\s+name)?|(?:nom\s+de\s+)?domaine(?:\s+personnalisé)?|on|sur|at)\s*:?\s*(?P<name>(?:[a-z0-9-]+\.)+(?:com|fr|io|net|org|dev|app|eu|co|example|tech|cloud|ai))", lambda m: m["name"].lower()),
    term("domain", r"custom\s+domains?|(?:nom\s+de\s+)?domaines?\s+personnalisés?"),
    term("env-vars", r"(?:separate\s+|different\s+)?(?:environment|env)\s+(?:variables?|vars?)(?:\s+(?:séparées?|per\s+environment|par\s+environnement))?|variables?\s+d['’]environnement(?:\s+(?:séparées?|différentes?|distinctes?))?"),
    term("ingress", r"(?:nginx\s+)?ingress(?:\s+controllers?)?|gateway\s+api"), term("helm", r"helm(?:\s+charts?)?|kustomize"),
    term("maintenance-page", r"(?:maintenance\s+pages?|pages?\s+de\s+maintenance)(?:\s+(?:during|while|pendant)\s+(?:the\s+|les?\s+)?(?:deploy\w*|déploiements?))?"),
    term("feature-flags", r"feature\s+(?:flags?|toggles?)|drapeaux\s+de\s+fonctionnalités?"), term("edge", r"edge(?:\s+(?:functions?|runtime))?|en\s+périphérie"), term("serverless", r"server-?less"),
    term("static-egress", r"static\s+(?:egress\s+)?ips?|ip\s+fixes?"), term("schedule", r"(?:le\s+|on\s+|chaque\s+|every\s+)?(?:lundi|mardi|mercredi|jeudi|samedi|dimanche|mondays?|tuesdays?|wednesdays?|thursdays?|saturdays?|sundays?)", "weekly"),
    term("deploy", r"(?:deploy(?:s|ments?|ing)?|déploye[rz]|déploiements?|mise\s+en\s+production)\s+(?:on\s+|le\s+|les\s+)?(?:friday|fridays|vendredi|vendredis|weekends?|week-?end)", "friday"),
    # --- probes
    term("probe", r"(?:(?:kubernetes|k8s|http)\s+)?(?:sondes?\s+(?:de\s+)?)?(?:liveness|vivacité)(?:\s+(?:probes?|checks?|endpoints?|sondes?))?|livez", "liveness"), term("probe", r"(?:(?:kubernetes|k8s|http)\s+)?(?:(?:wait(?:ing)?\s+(?:for|until)|attendre\s+(?:que\s+)?)\s*(?:the\s+|la\s+)?)?(?:(?:la\s+)?sondes?\s+(?:de\s+)?)?(?:readiness|disponibilité\s+opérationnelle)(?:\s+(?:probes?|checks?|endpoints?))?(?:\s+(?:réponde?|responds?|answers?|passes|succeeds?|soit\s+verte|is\s+green))?(?:\s+(?:before|avant)\s+(?:de\s+)?(?:switching|basculer|rout\w+)(?:\s+(?:the\s+)?traffic|\s+le\s+trafic)?)?|readyz", "readiness"),
    term("probe", r"(?:sondes?\s+(?:de\s+)?)?(?:startup\s+(?:probes?|checks?)|démarrage\s*\(?\s*startup\s*\)?|sonde\s+de\s+démarrage(?:\s*\(?\s*startup\s*\)?)?)", "startup"), term("probe", r"(?:kubernetes|k8s)\s+probes?|sondes?\s+kubernetes", "kubernetes"),
    term("probe-timeout", rf"time-?outs?\s*(?:(?:of|de|à|at|after|après|:)\s*)*(?P<count>{COUNT})\s*(?P<unit>{UNIT})|(?P<count2>{COUNT})\s*(?P<unit2>{UNIT})\s+time-?outs?|délai\s+(?:maximal\s+)?de\s+(?P<count3>{COUNT})\s*(?P<unit3>{UNIT})", lambda m: str(seconds(m["count"] or m["count2"] or m["count3"], m["unit"] or m["unit2"] or m["unit3"]))),
    term("probe-interval", rf"(?:(?:probes?|checks?|sondes?)\s+)?(?:every|toutes\s+les|chaque|interval\s+(?:of\s+)?)\s*(?P<count>{COUNT})\s*(?P<unit>s|secs?|secondes?|seconds?)(?![\w])", lambda m: str(seconds(m["count"], m["unit"]))),
    term("probe-failures", rf"(?P<count>{COUNT})\s+(?:consecutive\s+)?(?:failures?|échecs?|failed\s+(?:probes?|checks?))(?:\s+(?:before|avant|de\s+suite|in\s+a\s+row|consécutifs?|restart(?:ing)?|(?:de\s+)?(?:le\s+)?redémarr(?:age|er)))*", lambda m: str(count(m["count"]))),
    term("signals", rf"(?:graceful\s+shutdown|arrêt\s+(?:propre|progressif|gracieux)|drain(?:ing|age)?)\s+(?:(?:in|within|of|en|sous|de|after)\s+)?(?P<count>{COUNT})\s*(?P<unit>{UNIT})", lambda m: str(seconds(m["count"], m["unit"]))),
    term("signals", r"arrêt\s+progressif|drain(?:ing)?(?:\s+connections?)?|(?:connection\s+)?draining"),
    term("external-checks", r"(?:(?:vérifi(?:er|cation)|check(?:ing|s)?|call(?:s|ing)?)\s+)?(?:(?:of|des?|les|the)\s+)?(?:external|third[- ]party|externes?|tiers)\s+(?:services?|apis?|dependencies)|(?:services?|apis?|dépendances)\s+(?:externes|tierces|tiers)"),
    # --- logs
    term("log-format", r"(?:structured\s+|structurés?\s+)?(?:json\s+(?:structured\s+)?logs?|logs?\s+(?:in\s+|en\s+|as\s+|au\s+format\s+)?json|structured\s+json\s+logs?|journaux\s+(?:(?:structurés\s+)?(?:en\s+|au\s+format\s+)?json|structurés))|structured\s+log(?:s|ging)|logs?\s+structurés|journalisation\s+structurée", "json"),
    term("log-level", r"(?:(?:logs?\s+)?(?:levels?|niveaux?)(?:\s+(?:de\s+)?(?:logs?|journalisation))?\s*(?:[:=]|to|at|à)?\s*(?P<name>trace|debug|info|warn(?:ing)?|error)|(?P<name2>debug|trace|info|warn(?:ing)?)[- ](?:level|logs?|logging)|(?:logs?|niveau|level)\s+(?P<name3>debug|trace|info|warn(?:ing)?))", lambda m: (m["name"] or m["name2"] or m["name3"]).lower().replace("warning", "warn")),
    term("correlation", r"(?:corr[ée]lation|request|trace|correlation|tracing)[- ]?(?:ids?|identifiers?)(?:\s+(?:from|in|on|de|dans)\s+(?:every\s+|each\s+)?(?:logs?|lines?))?|corrélation(?:\s+(?:par|avec|des)\s+(?:identifiants?|ids?)\s+(?:de\s+)?(?:requête|trace)s?)?|identifiants?\s+de\s+(?:requête|corrélation|trace)s?|trace\s+context|traceparent"),
    term("opentelemetry", r"open\s?telemetry|otel|otlp"),
    term("log-shipping", r"(?:(?:ship|send|forward|push|collect|envoyer|expédier|centralis(?:er|ed|és?)|aggregat(?:e|ed|ion))\s+(?:the\s+|les\s+|all\s+)?(?:logs?|journaux)?\s*(?:to|into|in|with|vers|dans|à|avec|sur)?\s*)?(?:grafana\s+)?loki(?:\s+(?:stack|aggregation))?", "loki"),
    term("log-shipping", r"(?:(?:ship|send|forward|push|envoyer)\s+(?:the\s+|les\s+)?(?:logs?|journaux)?\s*(?:to|into|vers|dans|à)\s+)?(?:elk(?:\s+stack)?|elastic\s+stack|logstash|kibana|fluent(?:d|\s?bit)|graylog|open\s?search\s+dashboards)", "elk"), term("log-shipping", r"(?:(?:ship|send|forward|envoyer)\s+(?:the\s+|les\s+)?(?:logs?|journaux)?\s*(?:to|into|vers|dans|à)\s+)?(?:aws\s+)?cloud\s?watch(?:\s+logs?)?", "cloudwatch"),
    term("log-shipping", r"(?:log\s+(?:aggregation|shipping|collection|centrali[sz]ation)|(?:agrégation|centralisation|collecte)\s+des\s+(?:logs|journaux)|centrali[sz]ed\s+log(?:s|ging)|splunk|better\s?stack|papertrail|syslog|vector)", "other"),
    term("log-retention", rf"(?:keep|retain|conserver|garder|retention|rétention)\s*(?:(?:the|les|of|des?|for|pendant|logs?|journaux|:)\s*)*(?P<count>{COUNT})\s*(?P<unit>{UNIT})|(?:logs?|journaux)\s+(?:kept|conservés|gardés)\s+(?:for\s+|pendant\s+)?(?P<count2>{COUNT})\s*(?P<unit2>{UNIT})|(?P<count3>{COUNT})[- ]?(?P<unit3>days?|jours?|weeks?|months?|mois)\s+(?:log\s+)?(?:retention|de\s+rétention)", lambda m: str(round(float(seconds(m["count"] or m["count2"] or m["count3"], m["unit"] or m["unit2"] or m["unit3"])) / 86400))),
    term("log-sampling", rf"(?:sampl(?:e|ed|ing)|échantillonn(?:er|age))\s+(?:(?:of|de|des|les|the|debug|access|info)\s+)*(?:logs?|journaux)\s*(?:(?:at|à|of|de|:)\s*)*(?P<share>{NUMBER})\s*%", lambda m: m["share"].replace(",", ".")), term("log-sampling", r"log\s+sampling|échantillonnage\s+des\s+(?:logs|journaux)"),
    term("access-log", r"(?:http\s+)?access\s+logs?|journa(?:l|ux)\s+d['’]accès(?:\s+http)?|logs?\s+(?:d['’]accès|http)|request\s+logging"), term("log-rotation", r"(?:log\s+|file\s+)?rotation(?:\s+(?:of|des?)\s+(?:the\s+)?(?:log\s+)?(?:files?|fichiers?|logs?|journaux))|log\s?rotate|log\s+rotation|rotation\s+des\s+fichiers"),
    term("log-library", r"(?P<name>pino|winston|bunyan|structlog|loguru|zap|zerolog|slog|logback|log4j2?|serilog|monolog)(?:\s+logger)?", lambda m: m["name"].lower()),
    term("pii", r"(?:pii|personal\s+(?:data|information)|données\s+personnelles|sensitive\s+data|données\s+sensibles)(?:\s+(?:in|dans)\s+(?:the\s+|les\s+)?(?:logs?|journaux|events?))?"),
    term("privacy", r"(?:mask|redact|hide|scrub|masquer|cacher|anonymiser|filtrer)(?:ing|ed)?\s+(?:(?:the|les?|des|all|any|tous|toutes)\s+)*(?:(?:passwords?|secrets?|tokens?|e-?mails?|emails?|pii|personal\s+data|credit\s+cards?|card\s+numbers?|mots\s+de\s+passe|jetons?|adresses?(?:\s+(?:e-?mail|ip))?|numéros?\s+(?:de\s+)?(?:carte|téléphone)s?|cartes?\s+bancaires?|ips?|données\s+(?:personnelles|sensibles)|phone\s+numbers?|headers?|cookies?)(?:\s*(?:,|/|and|et|&|ou|or)\s*(?:les?\s+|the\s+)?)?)+"),
    # --- dashboards, more
    term("panel", r"(?:(?:traffic|trafic|errors?|erreurs?|latenc(?:y|e)|saturation|débit)(?:\s*(?:,|/|and|et|&)\s*)){2,}(?:traffic|trafic|errors?|erreurs?|latenc(?:y|e)|saturation|débit)", "golden-signals"), term("panel", r"(?:cpu|memory|mémoire|event[- ]loop|heap|gc|garbage\s+collection)(?:\s*(?:,|/|and|et|&)\s*(?:cpu|memory|mémoire|event[- ]loop|heap|gc))+(?:\s+(?:of|de|du|usage)\s*(?:node(?:\.?js)?|python|the\s+process|jvm)?)?", "runtime"), term("panel", r"(?:métriques?|metrics|santé|health|performances?)\s+(?:(?:of|de|des|du)\s+)?(?:the\s+|la\s+|l['’])?(?:databases?|bases?\s+de\s+données|db|redis|queues?|files?\s+d['’]attente|cache)", "dependencies"),
    term("percentiles", r"(?:latenc(?:y|e|ies)\s+|latences\s+)?(?:p\d{2}(?:[.,]\d)?(?:\s*(?:,|/|and|et|&)\s*)?){2,}(?:\s+latenc(?:y|ies))?|percentiles?|centiles?"), term("by-route", r"(?:(?:error\s+rates?|taux\s+d['’]erreurs?|latenc(?:y|e)|requests?|requêtes|trafic|traffic)\s+)?(?:by|per|par)\s+(?:route|endpoint|path|url|chemin)s?"),
    term("refresh", rf"(?:refresh(?:ed|es)?|rafraîchi(?:r|ssement|es)?|actualis(?:er|ation))\s*(?:(?:every|each|toutes\s+les|tous\s+les|chaque|rate\s+of|:|de)\s*)*(?P<count>{COUNT})\s*(?P<unit>{UNIT})", lambda m: str(seconds(m["count"], m["unit"]))),
    # --- objectives, more
    term("objective", r"(?P<word>two|deux|three|trois|four|quatre|five|cinq)\s+(?:nines|neufs?|9s?)(?:\s+(?:of\s+|de\s+)?(?:availability|uptime|disponibilité))?", lambda m: ("availability", {2: "99", 3: "99.9", 4: "99.99", 5: "99.999"}[count(m["word"])], "")),
)
"""What a clause may ask of infrastructure, deployments, probes and logs."""
