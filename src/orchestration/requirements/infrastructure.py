"""The words for images, services and pipelines, French and English."""

from __future__ import annotations

import re
from collections.abc import Callable

from .term import Term, term

_V = r"(?:\s*(?:v|version\s*)?(?P<version>\d+(?:\.\d+)*)(?:\.x)?\+?)?"
"""A version after a product's name."""
_FOR = r"(?:\s+(?:for|as|pour|comme)\s+(?:the\s+|a\s+|le\s+|un\s+)?(?:cach(?:e|ing)|sessions?(?=\s*$)|(?:tester\s+)?(?:les\s+|local\s+)*(?:e-?)?mails?(?:\s+(?:en\s+local|locally))?)|\s+server)?"


def _versioned(kind: str) -> Callable[[re.Match[str]], tuple[str, str]]:
    return lambda match: (kind, match["version"] or "")


_SERVICES = {
    "postgresql": r"(?:postgre(?:s|sql)?|postgres\s?sql|pgsql|timescale\s?db|pgvector|postgis)", "mysql": r"mysql", "mariadb": r"maria\s?db", "mongodb": r"mongo(?:\s?db)?", "redis": r"(?:cache\s+)?redis(?:\s+cache)?", "valkey": r"valkey",
    "rabbitmq": r"rabbit\s?mq", "kafka": r"(?:apache\s+)?kafka", "elasticsearch": r"(?:elastic\s?search|open\s?search)", "s3": r"(?:min\s?io|s3(?:[- ]compatible)?(?:\s+storage)?|stockage\s+(?:objet|s3)|object\s+storage)",
    "mail": r"(?:mail\s?pit|mail\s?hog|smtp(?:\s+server)?|serveur\s+(?:de\s+)?(?:mail|e-?mail|messagerie)|mail\s+server)", "memcached": r"memcached?", "nats": r"nats", "sqlserver": r"(?:(?:microsoft\s+|ms\s?)?sql\s?server|ms\s?sql)", "sqlite": r"sqlite3?",
}
_RUNTIMES = {
    "nodejs": r"node(?:\.?js)?", "python": r"python", "go": r"go(?:lang)?", "eclipse-temurin": r"(?:java|jdk|jre|temurin|openjdk)", "ruby": r"ruby", "php": r"php", "rust": r"rust", "dotnet": r"(?:dotnet|\.net)",
    "elixir": r"elixir", "deno": r"deno", "bun": r"bun",
}
_ENVIRONMENTS = {"dev": r"(?:dev(?:elopment)?|développement|developpement)", "staging": r"(?:staging|stage|pre-?prod(?:uction)?|pré-?prod(?:uction)?|recette|uat)", "production": r"prod(?:uction)?"}
_ENV = "|".join(f"(?:{p})" for p in _ENVIRONMENTS.values())


def _environments(match: re.Match[str]) -> tuple[str, ...]:
    text = match.group(0).lower()
    return tuple(name for name, pattern in _ENVIRONMENTS.items() if re.search(rf"(?<![\w-])(?:{pattern})(?!\w)", text if name != "production" else re.sub(_ENVIRONMENTS["staging"], "", text)))


_UNITS = r"(?P<unit>mb|mo|mib|m|gb|go|gib|g)"


def _named(**groups: str) -> Callable[[re.Match[str]], str]:
    """The value of the first alternative that matched."""
    return lambda match: next(value for group, value in groups.items() if match[group])


def _word_of_branch(match: re.Match[str]) -> str:
    return next(name for name in (match["after"], match["before"], match["from_"]) if name)


_NO_BRANCH = r"(?!(?:protection|strateg|coverage|names?|polic|and|et|is|est|per|par|de|for|the|la|le|each|every|feature|chaque|any|all|default|git|same|this|une?|a|on|to|from|depuis|sur|deployed)\w{0,2}\b)"
_BRANCH = r"[A-Za-z][\w./-]*\w"


def _megabytes(match: re.Match[str]) -> int:
    groups = match.groupdict()
    size, unit = groups["size"] or groups["size2"], groups["unit"] or groups["unit2"]
    return int(float(size.replace(",", ".")) * (1024 if unit[0].lower() == "g" else 1))


_MANAGERS = "npm|pnpm|yarn|bun|pip|poetry|uv|pdm|pipenv|maven|gradle|composer|bundler|cargo"

INFRASTRUCTURE: tuple[Term, ...] = (
    *(term("service", pattern + _V + _FOR, _versioned(kind)) for kind, pattern in _SERVICES.items()),
    *(term("runtime", pattern + r"\s*(?:v|version\s*)?(?P<version>\d+(?:\.\d+)*)(?:\.x|\s*lts)?", _versioned(product)) for product, pattern in _RUNTIMES.items()),
    # --- images
    term("production", r"(?:production[- ](?:build|ready|image|grade)|build\s+(?:de\s+|for\s+)?prod(?:uction)?|image\s+de\s+prod(?:uction)?|pr[êe]te?\s+pour\s+la\s+production|(?:for|pour)\s+(?:la\s+)?production|production)"),
    term("multi-stage", r"(?:multi[- ]?(?:stage|étapes?|etapes?))(?:\s+builds?)?"),
    term("nonroot", r"(?:non[- ]?root(?:\s+user)?|rootless|utilisateur\s+non[- ](?:root|privilégié)|sans\s+(?:être\s+)?root|unprivileged(?:\s+user)?|not\s+(?:as\s+)?root)"),
    term("nonroot", r"(?:no|without|never|not)\s+(?:run(?:ning)?\s+)?(?:as\s+)?(?:an?\s+|the\s+)?root(?:\s+user)?|(?:pas|jamais)\s+(?:d['’]\s*utilisateur\s+|de\s+|en\s+(?:tant\s+que\s+)?)?root|sans\s+(?:utilisateur\s+|(?:les?\s+)?droits?\s+)?root"),
    term("health-path", r"(?:health[- ]?checks?|health\s+(?:probe|endpoint|route|path)s?|probes?|(?:vérification|contrôle|sonde|endpoint|route)s?\s+de\s+santé)\s*(?:(?:on|at|sur|à|via|endpoint|path|route|under|:|=)\s*)*(?P<path>/[\w./-]*\w)", lambda m: m["path"]),
    term("healthcheck", r"(?:health[- ]?checks?|health\s+probes?|(?:vérifications?|contrôles?|sondes?)\s+(?:de\s+)?santé)"),
    term("optimised", r"(?:the\s+)?(?:small(?:est)?|lightest|tiny|tiniest|minimal)(?:\s+possible)?(?:\s+(?:docker\s+)?images?)?(?:\s+(?:size|possible))*|images?\s+(?:la\s+|les?\s+)?(?:plus\s+)?(?:petites?|légères?|small|tiny)(?:\s+possible)?|(?:optimi[sz]ed?|optimisée?s?|small(?:\s+image)?|light(?:weight)?(?:\s+image)?|minimal(?:e|\s+image)?|légère?|petite(?:\s+image)?|image\s+(?:légère|optimisée|minimale))"),
    term("base", r"(?:debian[- ])?slim(?:\s+images?)?|image\s+slim|debian(?:\s+images?)?|image\s+debian", "debian"),
    term("max-size", rf"(?:images?\s+)?(?:under|below|less\s+than|smaller\s+than|moins\s+de|max(?:imum)?|<=?|≤)\s*(?P<size>\d+(?:[.,]\d+)?)\s*{_UNITS}", _megabytes),
    term("max-size", rf"(?:(?:the\s+|l['’])?images?\s+)?(?:(?:ne\s+(?:doit|doive|peut)\s+pas|must\s+not|should\s+not|may\s+not|mustn['’]t|shouldn['’]t|not)\s+)(?:dépasser|exceed|peser\s+plus\s+de|faire\s+plus\s+de|be\s+(?:larger|bigger)\s+than|weigh\s+more\s+than)\s+(?P<size>\d+(?:[.,]\d+)?)\s*{_UNITS}", _megabytes),
    term("memory", rf"(?:(?:pas\s+plus\s+de|(?:no|not)\s+more\s+than|at\s+most|au\s+plus|au\s+maximum|max(?:imum)?)\s+)?(?P<size>\d+(?:[.,]\d+)?)\s*{_UNITS}\s+(?:(?:of|de)\s+)?(?:memory|ram|mémoire)(?:\s+(?:limit|max(?:imum)?))?|(?:memory|ram|mémoire)(?:\s+limit\w*)?\s*:?\s*(?:(?:of|to|à|de)\s+)?(?P<size2>\d+(?:[.,]\d+)?)\s*(?P<unit2>mb|mo|mib|m|gb|go|gib|g)", _megabytes),
    term("replicas", r"\d+\s+(?:replicas?|réplicas?|instances?)|replicas?\s*:?\s*\d+|(?:auto|horizontal(?:ly)?)[- ]?scal\w+"),
    term("capabilities", r"(?:drop(?:ped)?\s+(?:all\s+)?(?:linux\s+)?cap(?:abilitie)?s|cap[-_ ]drop|no[- ]new[- ]privileges|(?:suppression|retrait)\s+des\s+capabilities)"),
    term("web-server", r"(?:(?:static\s+)?(?:web\s+)?server\s+)?nginx|serveur\s+statique(?:\s+nginx)?|static\s+(?:file\s+)?server"),
    term("package-manager", rf"(?:use|using|utiliser|utilise|avec|with|via)\s+(?P<used>{_MANAGERS})(?:\s+(?:as\s+)?(?:the\s+)?package\s+manager|\s+comme\s+gestionnaire\s+de\s+paquets)?|(?:package\s+manager|gestionnaire\s+de\s+paquets)\s*:?\s*(?P<named>{_MANAGERS})",
         lambda m: (m["used"] or m["named"]).lower()),
    term("gzip", r"gzip|brotli|compression"),
    term("spa", r"spa(?:\s+(?:fallback|routing))?|history\s+(?:fallback|mode)|single[- ]page(?:\s+app\w*)?"),
    term("base", r"(?:images?\s+)?alpine(?:\s+(?:linux|images?))?", "alpine"),
    term("base", r"(?:images?\s+)?distroless(?:\s+images?)?", "distroless"),

    term("arch", r"(?:(?:builds?|construire|construction)\s+(?:for|pour)\s+)?(?:linux/)?(?:arm64|aarch64)|arm\s+64|apple\s+silicon|graviton", "arm64"),
    term("arch", r"(?:(?:builds?|construire|construction)\s+(?:for|pour)\s+)?(?:linux/)?(?:amd64|x86[-_]64)|intel", "amd64"),
    term("arch", r"(?:(?:builds?|construction|images?|docker)\s+)?multi[- ]?(?:arch(?:itectures?)?|plat(?:e)?form(?:e|s|es)?)", "multi"),
    term("port", r"port\s*:?\s*(?P<port>\d{2,5})", lambda m: int(m["port"])),
    term("signals", r"(?:graceful\s+shutdown|arrêt\s+(?:propre|gracieux)|sigterm|signals?|signaux|zombies?|tini)"),
    term("pinned", r"(?:pinned(?:\s+(?:versions?|images?|actions?|shas?))?|actions?\s+(?:pinned|épinglées?)(?:\s+(?:by|par|to)\s+shas?)?|versions?\s+(?:épinglées?|figées?|fixes?|exactes?)|exact\s+(?:versions?|tags?))"),
    term("digest", r"(?:images?\s+)?(?:pinned\s+)?(?:by\s+|par\s+)?(?:sha256\s+)?digests?"),
    term("labels", r"(?:oci\s+)?(?:labels?|étiquettes?)(?:\s+oci)?"),
    term("readonly", r"read[- ]?only(?:\s+(?:root\s+)?(?:file\s?system|fs|rootfs))?|(?:système\s+de\s+fichiers\s+(?:racine\s+)?)?(?:en\s+)?lecture\s+seule"),
    term("secrets", r"(?:docker\s+)?secrets?(?:\s+(?:management|mounts?|as\s+files|en\s+fichiers?))?|gestion\s+des\s+secrets"),
    term("compile", r"type\s?script", "typescript"),
    term("compile", r"tailwind(?:\s?css)?", "tailwindcss"),
    term("compile", r"(?P<tool>sass|less|babel|webpack|esbuild|(?<!démarrer )(?<!plus )(?<!très )(?<!assez )vite|postcss|swc|turbopack)|scss", lambda m: (m["tool"] or "sass").lower()),
    term("docker", r"(?:docker[- ]?compose|docker(?:file|ized?|isée?)?|conteneurs?|containers?|containeri[sz]ed|conteneurisée?)"),
    # --- compose
    term("service", r"(?:relational\s+)?(?:databases?|bases?\s+de\s+données|bdd|db|sgbd)", ("database", "")),
    term("service", r"(?:message\s+)?(?:queues?|brokers?|file\s+de\s+messages|files?\s+d['’]attente)", ("queue", "")),
    term("cache", r"(?:cache|caching|mettre\s+en\s+cache|cacher)\s+(?:the\s+|les\s+|our\s+)?(?:(?:npm|pnpm|yarn|pip|uv|poetry|gradle|maven|composer|bundler|cargo|go|node)\s+)?(?:dependencies|packages|modules|dépendances|paquets)(?:\s+(?:npm|pnpm|yarn|pip|uv|poetry|gradle|maven|composer|bundler|cargo|go))?"),
    term("cache", r"(?:(?:dependenc(?:y|ies)|build|docker|layer|buildkit|npm|yarn|pnpm|pip|uv|poetry|gradle|maven|go|ci)\s+)?(?:cach(?:e|es|ing)|mise\s+en\s+cache)(?:\s+(?:docker|npm|pip|(?:des?\s+|the\s+)?(?:dépendances|dependencies|layers?|couches|build)))?|cacher\s+les\s+dépendances"),
    term("volumes", r"(?:(?:the|les|our|db|database|base|données|data|de|la|des)\s+)*(?:data|données|database)\s+(?:de\s+la\s+base\s+)?(?:(?:must|should|to|doivent|doit|has\s+to)\s+)*(?:survives?|persists?(?:\s+across)?|persister|survivre|be\s+kept|be\s+persisted|be\s+lost|être\s+conservées|être\s+persistées)(?:\s+(?:aux?|à|a|after|après|un|une|across|the|container|on))*(?:\s+(?:restarts?|redémarrages?|reboots?))?|(?:(?:named|persistent)\s+)?(?:volumes?(?:\s+(?:nommés?|persistants?))?|persist(?:ence|ent\s+data|ance)|données\s+persistantes)"),
    term("networks", r"(?:(?:separate|own)\s+)?(?:(?:isolated|internal|private)\s+)+networks?|réseaux?\s+(?:(?:isolés?|internes?|privés?)\s*)+", "internal"),
    term("networks", r"(?:(?:separate|own|docker)\s+)?(?:networks?|réseaux?)(?:\s+séparés?)?"),
    term("limits", r"(?:(?:(?:resources?|memory|cpu|ram)(?:\s*(?:/|and|&|,)\s*)?)+\s+limits?|limites?\s+(?:(?:de\s+|des\s+)?(?:ressources?|mémoire|cpu|ram)(?:\s*(?:/|et|,)\s*)?)+)"),
    term("live-reload", r"(?:live[- ]reload|hot[- ]reload(?:ing)?|rechargement\s+(?:à\s+chaud|automatique)|watch\s+mode|mode\s+watch|dev(?:elopment)?\s+(?:override|mode)|mode\s+dev(?:eloppement)?)(?:\s+(?:en|in|for)\s+dev(?:elopment|eloppement)?)?"),
    term("migrations", r"(?:(?:run|runs|running|execute|apply|lancer|lance|exécuter|appliquer)\s+(?:the\s+|les\s+)?)?(?:(?:database|db|schema|prisma|alembic|django|flyway)\s+)?migrations?(?:\s+(?:de\s+(?:la\s+)?base(?:\s+de\s+données)?|(?:before|avant|at|au)(?:\s+(?:the\s+|le\s+)?(?:app|start(?:up)?|démarrage|application)(?:\s+(?:starts?|démarre))?)?))?"),
    term("proxy", r"(?:tls|ssl|https)(?:\s+(?:certificates?|termination))?|let['’]?s\s+encrypt|certificats?(?:\s+(?:tls|ssl))?|(?:nginx\s+(?:as\s+(?:an?\s+)?|comme\s+|en\s+)?)?(?:reverse\s+proxy|proxy\s+inverse)|traefik|caddy|load\s+balancer|répartiteur\s+de\s+charge"),
    term("admin-tool", r"adminer|pg\s?admin|php\s?my\s?admin|mongo[- ]express|redis\s?(?:commander|insight)|portainer|watchtower"),
    term("worker", r"(?:workers?|background\s+jobs?|tâches?\s+de\s+fond|celery|sidekiq)"),
    # --- pipelines
    term("e2e", r"(?:(?:tests?\s+)?(?:e2e|end[- ]to[- ]end|bout\s+en\s+bout)(?:\s+tests?)?(?:\s+(?:avec|with|using|via|in|sous)\s+playwright)?|playwright(?:\s+(?:e2e|tests?))?|tests?\s+playwright)", "playwright"),
    term("e2e", r"cypress", "cypress"),
    term("preview", r"(?:(?:déploiements?|deploys?|deployments?|environnements?|environments?)\s+(?:de\s+)?(?:preview|pr[ée]visualisation)s?|(?:preview|review)\s+(?:deploys?|deployments?|environments?|apps?|urls?)|pr[ée]visualisations?|previews?)"),
    term("environments", rf"(?:(?:déploi\w*|deploy\w*|environ\w+|promote\w*|promotion|envs?|to|vers|sur|en)\s+(?:(?:to|vers|sur|en|des?|for|across|the|les?|environments?|environnements?)\s+)*)?(?:{_ENV})(?:\s*(?:/|,|→|->|>|et|and|puis|then|to|vers|&)\s*(?:{_ENV}))+", _environments),
    term("environments", r"multi[- ](?:stages?|environ\w+)|environnements?\s+multiples|(?:multiple|several|separate)\s+environments?|environnements?\s+séparés", ("dev", "staging", "production")),
    term("environment", rf"(?:to|in|on|vers|en|sur|before|avant|for|pour)\s+(?:the\s+|l['’])?(?:(?:environne?ment)\s+(?:de\s+)?)?(?P<one>{_ENV})(?:\s+environment)?", lambda m: next(n for n, p in reversed(_ENVIRONMENTS.items()) if re.fullmatch(p, m["one"], re.I))),
    term("environment", rf"(?:an?\s+|une?\s+)?(?:environne?ments?\s+(?:de\s+|d['’])?(?P<one>{_ENV})|(?P<two>{_ENV})\s+environments?)", lambda m: next(n for n, p in reversed(_ENVIRONMENTS.items()) if re.fullmatch(p, m["one"] or m["two"], re.I))),
    term("promote", r"(?:build|construi\w+)\s+(?:once|une\s+(?:seule\s+)?fois)(?:,?\s+deploy\s+(?:many|everywhere))?|(?:promot\w+\s+)?(?:the\s+|le\s+|la\s+)?(?:same|même)\s+(?:image|digest|artifact|artefact|build|bytes)(?:\s+(?:promot\w+|promue?|everywhere|partout))?"),
    term("rollback", r"(?:instant\s+|quick\s+)?(?:switch|roll)(?:ing)?\s+back|revert(?:ing)?(?:\s+to\s+the\s+(?:previous|last)\s+version)?|(?:auto(?:matic(?:ally)?|matique(?:ment)?|matisée?)?[- ]?\s?)?(?:roll[- ]?s?[- ]?backs?|retours?\s+(?:en\s+)?arrière)(?:\s+(?:automatiques?|auto))?(?:\s+(?:on\s+(?:failure|error)|if\s+\w+\s+fails?|(?:en\s+cas\s+d['’]|si\s+)(?:échec|erreur)))?"),
    term("lint", r"(?:lint(?:ing|er|ers)?|es\s?lint|prettier|ruff|rubocop|golangci(?:-lint)?|format(?:ting|tage)?|analyse\s+de\s+style)"),
    term("typecheck", r"(?:type[- ]?check(?:s|ing)?|vérification\s+(?:des\s+|de\s+)?types?|mypy|pyright|tsc)"),
    term("test", r"(?:(?:unit(?:aires?)?|integration|automated|automatisés?|d['’]intégration)\s+)?tests?(?:\s+(?:unitaires?|d['’]intégration|automatisés?|unit|suite))?(?:\s+(?:avec|with)\s+(?:jest|vitest|pytest|mocha))?|(?:jest|vitest|pytest|mocha|rspec|junit)"),
    term("test", r"(?:tests?\s+)?d['’]intégration|integration(?=\s*$)"),
    term("build", r"(?:builds?|construction|compilation)(?:\s+(?:once|unique|docker|image))?(?!\s+(?:for|pour)\b)"),
    term("ci", r"github(?:\s+(?:actions?|workflows?))?", "github"),
    term("ci", r"git\s?lab(?:[- ]?ci(?:\s?/\s?cd)?)?(?:\s+pipelines?)?", "gitlab"),
    term("ci", r"jenkins(?:file)?|circle\s?ci|bitbucket(?:\s+pipelines?)?|azure\s+(?:devops|pipelines?)|travis(?:\s?ci)?|drone(?:\s?ci)?|woodpecker|tekton|argo\s?cd", "other"),
    term("ci", r"(?:ci\s?/\s?cd|ci|cd|pipelines?|intégration\s+continue|continuous\s+(?:integration|delivery|deployment)|livraison\s+continue)", ""),
    term("approval", r"(?:(?:manual|required)\s+)?(?:approvals?|reviewers?)|(?:approbation|validation)\s*(?:manuelle)?"),
    term("sbom", r"(?:sboms?|nomenclature\s+logicielle|bill\s+of\s+materials)"),
    term("provenance", r"(?:cosign|sigstore)(?:\s+sign\w*)?|sign\w*\s+(?:with\s+)?cosign", "cosign"),
    term("provenance", r"(?:(?:slsa|build)\s+)?provenance|attestations?|slsa(?:\s+level\s+\d)?|sign(?:ed)?\s+(?:the\s+)?images?|(?:image\s+|artifact\s+)?signing|signatures?|signer\s+(?:les?\s+)?images?|images?\s+signées?"),
    term("scan", r"(?:(?:scan(?:s|ning)?|analyse)\s+)?(?P<tool>trivy|grype|snyk|sonar(?:qube|cloud)?|semgrep|checkmarx|docker\s+scout|owasp\s+zap|dast)(?:\s+scan(?:s|ning)?)?|(?:scan(?:s|ning)?\s+(?:de\s+l['’])?(?:the\s+)?(?:docker\s+|container\s+)?images?|(?:container|image|docker)\s+scan(?:s|ning)?)", lambda m: (m["tool"] or "image").lower()),
    term("scan", r"(?:(?:security|vulnerability|code|dependency|sécurité)\s+)?(?:scan(?:s|ner|ning)?|analyse)(?:\s+(?:hebdomadaire\s+)?(?:des?\s+|du\s+)?(?:sécurité|vulnérabilités|dépendances|code))?|codeql|sast|audit\s+des\s+dépendances"),
    term("updates", r"dependabot", "dependabot"),
    term("updates", r"renovate(?:\s?bot)?", "renovate"),
    term("updates", r"(?:automatic\s+)?dependency\s+updates?|mises?\s+à\s+jour\s+(?:automatiques?\s+)?(?:des?\s+)?dépendances|cooldown", ""),
    term("oidc", r"(?:oidc|open\s?id(?:\s+connect)?|keyless|(?:no|without|w/o|sans)\s+(?:long[- ]lived|static|stored)\s+(?:keys?|credentials?|secrets?)|sans\s+clés?(?:\s+longue\s+durée|\s+statiques?)?|workload\s+identity)"),
    term("smoke", r"(?:smoke[- ]?tests?|tests?\s+de\s+fumée)"),
    term("deploy", r"(?:(?:auto(?:matic)?[- ]?|continuous\s+)?(?:deploy(?:s|ed|ment|ments|ing)?|déploy(?:er|é|ée)|deployer|déploie(?:r|ment|ments)?|déploiements?|mise\s+en\s+production)(?:\s+(?:automatiques?|continus?|auto))?)"),

    term("platform", r"(?P<platform>vercel|cloudflare|aws|gcp|azure|kubernetes|k8s|google\s+cloud|amazon)", lambda m: {"k8s": "kubernetes", "google cloud": "gcp", "amazon": "aws"}.get(m["platform"].lower(), m["platform"].lower())),
    term("registry", r"(?P<ghcr>ghcr(?:\.io)?|github\s+(?:container\s+registry|packages))|(?P<ecr>(?:aws\s+)?ecr(?:\s+registry)?)|(?P<hub>docker\s?hub|docker\.io)|(?P<acr>acr|azure\s+container\s+registry)|(?P<gar>artifact\s+registry|gcr(?:\.io)?)|(?P<other>quay(?:\.io)?|harbor|nexus|artifactory)|(?P<gitlab>gitlab\s+(?:container\s+)?registry|registre\s+gitlab)", _named(ghcr="ghcr", ecr="ecr", hub="docker hub", acr="acr", gar="artifact registry", other="other", gitlab="gitlab registry")),
    term("registry", r"(?:container\s+|docker\s+)?regist(?:ry|re)(?:\s+(?:de\s+|d['’])?(?:conteneurs|images?))?|push(?:er|ed)?\s+(?:the\s+|l['’])?images?", ""),
    term("notify", r"(?:(?:notify|post\s+to|prévenir|notifier|alerter)\s+)?#[\w-]+\s+(?:on|in|sur|dans)\s+slack|slack(?:\s+(?:notifications?|alerts?|messages?))?|(?:notifications?|notif(?:ier|y)|alerte?s?|messages?)\s+(?:(?:sur|on|to|via|par|dans|in|vers)\s+)?slack", "slack"),
    term("notify", r"(?:(?:send|envoyer)\s+(?:an?\s+|un\s+)?)?(?:e-?mails?|mails?|courriels?)(?:\s+(?:notifications?|alerts?))?|notifications?\s+(?:par\s+)?e?-?mails?", "email"),
    term("notify", r"(?:microsoft\s+|ms\s+)teams(?:\s+notifications?)?|teams\s+notifications?|(?:discord|telegram|mattermost|google\s+chat)(?:\s+notifications?)?|(?:notify|notifications?)\s+(?:on\s+|sur\s+)?(?:teams|discord|telegram)", "other"),
    term("notify", r"notifications?|notif(?:ier|y)", ""),
    term("schedule", r"cron(?:\s*:?\s*['\"]?[\d*/,-]+(?:\s+[\d*/,-]+){4})?", "cron"),
    term("schedule", r"(?:nightly|daily|every\s+(?:night|day)|chaque\s+(?:nuit|jour)|quotidien(?:ne)?s?|nocturnes?)(?:\s+(?:at|à)\s+\d{1,2}\s*(?:am|pm|h\d*)?)?", "daily"),
    term("schedule", r"(?:weekly|every\s+week|chaque\s+semaine|hebdomadaires?|scheduled|planifiée?s?)", "weekly"),
    term("canary", r"(?:canary|canari|progressive\s+(?:delivery|rollout)|déploiement\s+progressif)(?:\s+(?:deploy\w*|releases?))?", "canary"),
    term("canary", r"(?:blue\s?[-/]?\s?green|bleu\s?[-/]?\s?vert)(?:\s+(?:deploy\w*|déploiements?))?|déploiements?\s+(?:blue\s?[-/]?\s?green|bleu\s?[-/]?\s?vert)", "blue-green"),
    term("rolling", r"(?:zero|no|0)[- ]?down[- ]?time(?:\s+deploy\w*)?|sans\s+(?:interruption|coupure)(?:\s+de\s+service)?|zéro\s+(?:interruption|downtime|coupure)|rolling\s+(?:updates?|deploy\w*|releases?)"),
    term("branch", rf"(?:(?:from|depuis|on|sur|de|only|la|the)\s+)*(?:(?:branche?)\s+{_NO_BRANCH}[\"'`]?(?P<after>{_BRANCH})[\"'`]?|{_NO_BRANCH}[\"'`]?(?P<before>{_BRANCH})[\"'`]?\s+branch)|(?:from|depuis)\s+(?P<from_>main|master|trunk|develop|release|[\w-]+/[\w./-]*\w)", _word_of_branch),
    term("tag-deploy", r"(?:chaque|every|each|all|tous\s+les)\s+(?:nouveau\s+|nouveaux\s+|new\s+)?(?:git\s+|release\s+)?tags?(?:\s+v[\d.*]*\*?)?"),
    term("tag-deploy", r"(?:(?:on|sur|from|depuis|via|when|par)\s+)(?:a\s+|les\s+|un\s+|des\s+|chaque\s+|every\s+|new\s+)*(?:git\s+|semver\s+|release\s+)?tags?(?:\s+v[\d.*]*)?|(?:git|semver|release)\s+tags?"),
    term("matrix", rf"(?:(?:version\s+)?matri(?:x|ce)(?:\s+(?:de\s+|of\s+)?versions?)?|several\s+versions|plusieurs\s+versions)(?:\s+(?:of\s+|de\s+)?(?:{'|'.join(_RUNTIMES.values())})?(?:\s*\d+(?:\.\d+)*(?:\s*(?:,|et|and|&|/)?\s*\d+(?:\.\d+)*)*)?)?|(?:{'|'.join(_RUNTIMES.values())})\s*\d+(?:\.\d+)*(?:\s*(?:,|et|and|&|/)\s*(?:and\s+|et\s+)?(?:{'|'.join(_RUNTIMES.values())})?\s*\d+(?:\.\d+)*)+"),
    term("timeouts", r"(?:job\s+)?time[- ]?outs?(?:\s+(?:on|sur)\s+(?:les\s+)?(?:jobs?|tâches?))?|délais?\s+max\w*"),
    term("concurrency", r"concurrency(?:\s+(?:groups?|control))?|concurrence|cancel(?:\s+in[- ]progress|\s+(?:old|previous)\s+runs)"),
    term("permissions", r"least[- ]privileges?(?:\s+permissions?)?|(?:minimal|least|read[- ]only)\s+(?:token\s+)?permissions?|moindres?\s+privilèges?|permissions?\s+minimales?"),
    term("monorepo", r"turbo\s?repo|nx|lerna|mono[- ]?repo|only\s+(?:build|test|deploy)\s+what(?:\s+has)?\s+changed|path\s+filters?|affected\s+only"),
    term("task", r"rate[- ]?limit(?:ing|s)?(?:\s+\d+\s*req\w*\s*/\s*\w+)?|limitation\s+de\s+débit", "rate_limit"),
    term("task", r"security\s+headers|csp|hsts|en-?têtes?\s+(?:de\s+)?sécurité", "headers"),
    term("task", r"auth(?:entication|entification|0)?|oauth2?|jwt|sso", "auth"),
    term("task", r"sentry(?:\.io)?", "sentry"),
    term("task", r"dashboards?|tableaux?\s+de\s+bord", "dashboards"),
    term("task", r"slos?|slas?|error\s+budgets?", "slo_sla"),
    term("task", r"alerting|alertes?|alertmanager", "alerts"),
    term("task", r"(?:structured\s+)?logging|(?:json|structured)\s+logs?|logs?\s+(?:(?:en|in)\s+)?(?:json|structurés)|journalisation(?:\s+(?:json|structurée))?", "logging"),
    term("task", r"terraform|infra(?:structure)?\s+as\s+code|iac", "terraform"),
    term("task", r"vault|secrets?\s+manager|kms", "secrets"),
    term("coverage", r"(?:minimum\s+|min\s+|at\s+least\s+|au\s+moins\s+)?(?P<first>\d+(?:[.,]\d+)?)\s*%\s+(?:(?:of|de|minimum|min)\s+)*(?:code\s+|test\s+)?(?:coverage|couverture(?:\s+(?:de\s+code|des?\s+tests?))?)|(?:(?:code|test|tests?)\s+)?(?:coverage|couverture(?:\s+(?:de\s+code|du\s+code|des?\s+tests?))?)(?:\s+threshold)?(?:\s*(?:>=?|≥|of|at\s+least|above|over|must|be|stay|is|:|de|à|d['’]au\s+moins|au\s+moins|au-dessus\s+de|minimum|minimale|min|doit|rester|être|supérieure\s+à))*\s*(?P<second>\d+(?:[.,]\d+)?)\s*%|(?:seuil\s+de\s+|code\s+|test\s+)?(?:coverage|couverture)(?:\s+(?:threshold|reports?|de\s+code|des?\s+tests?))?", lambda m: m["first"] or m["second"] or True),
    term("max-size", rf"(?:final\s+)?images?\s+(?:finales?\s+)?sous\s+(?P<size>\d+(?:[.,]\d+)?)\s*{_UNITS}", _megabytes),
    term("optimised", r"(?:lean|tiny|slim(?:med)?\s+down|compact)(?:\s+(?:docker\s+)?images?)?|images?\s+(?:compactes?|allégées?)"),
    term("digest", r"pin(?:ned|ning)?\s+(?:the\s+)?(?:base\s+)?images?\s+(?:by|to|with)\s+(?:sha256\s+)?digests?|images?\s+(?:de\s+base\s+)?(?:épinglées?|figées?)\s+par\s+(?:leur\s+)?digest"),
    term("secret-source", r"(?:mots\s+de\s+passe|passwords?|secrets?|credentials?)\s+(?:en|as|in|dans\s+des)\s+(?:fichiers?|files?)(?:\s+secrets?)?(?:\s*,?\s*(?:et\s+)?(?:pas|not|non|never|jamais)\s+(?:en|as|in|dans\s+(?:les|des))\s+(?:env\w*\s+)?(?:variables?|env\w*)(?:\s+d['’]environnement)?)?", "files"),
    term("merge-queue", r"merge\s+(?:queues?|trains?)|files?\s+de\s+fusion"),
    term("secrets", r"(?:(?:the|our|les|nos)\s+)?(?:database|db|redis|api)\s+(?:credentials?|passwords?|secrets)\s+(?:must\s+|should\s+)?(?:come|read|loaded|taken)\s+from\s+(?:docker\s+)?secrets|(?:identifiants|mots\s+de\s+passe)\s+de\s+(?:la\s+)?base(?:\s+de\s+données)?\s+(?:en|dans\s+des?|depuis\s+des?|via\s+des?)\s+secrets"),
    term("arch", r"x86", "amd64"), term("arch", r"arm(?:\s+(?:servers?|cpus?|processors?|serveurs?))?", "arm64"),
    term("concurrency", r"(?:cancel|annuler|interrompre|stop)\s+(?:(?:the|les|any|all)\s+)?(?:(?:previous|older|old|running|in[- ]progress|redundant)\s+(?:runs?|builds?|pipelines?|jobs?)|(?:exécutions?|pipelines?|jobs?|builds?)\s+(?:précédente?s?|en\s+cours|obsolètes?|anciennes?))"),
    term("timeouts", r"(?:job\s+)?time-?outs?\s+(?:of|de)\s+\d+\s*(?:min(?:ute)?s?|m|h|hours?|heures?)\s+(?:per|par|for\s+each|on)\s+(?:job|tâche|step|étape)s?"),
    term("multi-stage", r"(?:build(?:s|ing)?\s+)?in\s+(?:two|2|several|multiple)\s+stages|(?:build|construction)\s+en\s+(?:deux|2|plusieurs)\s+(?:étapes|stages)"),
    term("port", r"(?:expose[sd]?|exposer|listen(?:s|ing)?\s+on|écoute(?:r)?\s+sur)\s+(?:(?:le\s+|the\s+)?port\s+)?(?P<port>\d{2,5})", lambda m: int(m["port"])),
    term("volumes", r"(?:(?:with|avec)\s+)?(?:(?:the|les|des|its|ses)\s+)?(?:data|données)\s+(?:kept|preserved|persisted|that\s+survives?|conservées?|gardées?|préservées?|qui\s+survivent)\s+(?:between|across|after|entre|après|d['’]un)\s*(?:(?:the|two|les|deux|un|une)\s+)?(?:restarts?|redémarrages?|deploy\w*|déploiements?)"),
    term("worker", r"(?:celery\s+(?:and|et|\+|with|avec)\s+)?flower"),
    term("oidc", r"(?:no|without|sans)\s+(?:long[- ]lived|static|stored|permanent)\s+(?:cloud\s+)?(?:keys?|credentials?|secrets?)|sans\s+clés?\s+(?:cloud\s+)?(?:longue\s+durée|statiques?|permanentes?)"),
    term("migrations", r"(?:run|lancer|exécuter|apply|appliquer)\s+(?:the\s+|les\s+)?(?:database\s+)?migrations?\s+(?:before|avant)\s+(?:de\s+)?(?:switching|moving|basculer)(?:\s+(?:the\s+)?traffic|\s+le\s+trafic)?"),
    term("environments", r"(?:(?:separate|different|distinct)\s+)?(?:env(?:ironment)?\s+(?:variables?|vars)|variables?\s+d['’]environnement)\s+(?:séparées?|différentes?|distinctes?|per|for\s+each|by)?\s*(?:per|par|for\s+each|pour\s+chaque|by)?\s*environ\w+", "per-environment"),
)
"""What a clause may ask of images, of services beside an app, and of pipelines."""
