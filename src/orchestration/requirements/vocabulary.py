"""The words callers use, French and English, and the wishes they stand for; which tasks can grant them is the tasks' business."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_V = r"(?:\s*(?:v|version\s*)?(?P<version>\d+(?:\.\d+)*)(?:\.x)?\+?)?"
"""A version after a product's name."""


@dataclass(frozen=True, slots=True)
class Term:
    """A pattern and the wish it stands for; ``value`` may be taken from the match."""

    topic: str
    pattern: re.Pattern[str]
    value: Any | Callable[[re.Match[str]], Any] = True

    def wish_value(self, match: re.Match[str]) -> Any:
        return self.value(match) if callable(self.value) else self.value


def term(topic: str, pattern: str, value: Any = True) -> Term:
    return Term(topic, re.compile(rf"(?<![\w-]){pattern}(?![\w])", re.I), value)


def _versioned(kind: str) -> Callable[[re.Match[str]], tuple[str, str]]:
    return lambda match: (kind, match["version"] or "")


_SERVICES = {
    "postgresql": r"(?:postgre(?:s|sql)?|postgres\s?sql|pgsql|timescale\s?db|pgvector|postgis)", "mysql": r"mysql", "mariadb": r"maria\s?db", "mongodb": r"mongo(?:\s?db)?", "redis": r"redis", "valkey": r"valkey",
    "rabbitmq": r"rabbit\s?mq", "kafka": r"(?:apache\s+)?kafka", "elasticsearch": r"(?:elastic\s?search|open\s?search)", "s3": r"(?:min\s?io|s3(?:[- ]compatible)?(?:\s+storage)?|stockage\s+(?:objet|s3)|object\s+storage)",
    "mail": r"(?:mail\s?pit|mail\s?hog|smtp(?:\s+server)?|serveur\s+(?:de\s+)?(?:mail|e-?mail|messagerie)|mail\s+server)", "memcached": r"memcached?", "nats": r"nats", "sqlite": r"sqlite3?",
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


def _megabytes(match: re.Match[str]) -> int:
    number = float(match["size"].replace(",", "."))
    return int(number * (1024 if match["unit"][0].lower() == "g" else 1))


TERMS: tuple[Term, ...] = (
    *(term("service", pattern + _V, _versioned(kind)) for kind, pattern in _SERVICES.items()),
    *(term("runtime", pattern + r"\s*(?:v|version\s*)?(?P<version>\d+(?:\.\d+)*)(?:\.x|\s*lts)?", _versioned(product)) for product, pattern in _RUNTIMES.items()),
    # --- images
    term("production", r"(?:production[- ](?:build|ready|image|grade)|build\s+(?:de\s+|for\s+)?prod(?:uction)?|image\s+de\s+prod(?:uction)?|pr[êe]te?\s+pour\s+la\s+production|(?:de|en|for|in)\s+production|production)"),
    term("multi-stage", r"(?:multi[- ]?(?:stage|étapes?|etapes?))(?:\s+builds?)?"),
    term("nonroot", r"(?:non[- ]?root(?:\s+user)?|rootless|utilisateur\s+non[- ](?:root|privilégié)|sans\s+(?:être\s+)?root|unprivileged(?:\s+user)?|not\s+(?:as\s+)?root)"),
    term("healthcheck", r"(?:health[- ]?checks?|health\s+probes?|(?:vérifications?|contrôles?|sondes?)\s+(?:de\s+)?santé)"),
    term("optimised", r"(?:optimi[sz]ed?|optimisée?s?|small(?:\s+image)?|light(?:weight)?|minimal(?:e|\s+image)?|slim|légère?|petite(?:\s+image)?|image\s+légère)"),
    term("max-size", r"(?:under|below|less\s+than|moins\s+de|max(?:imum)?|<|≤)\s*(?P<size>\d+(?:[.,]\d+)?)\s*(?P<unit>mb|mo|mib|gb|go|gib)", _megabytes),
    term("base", r"alpine(?:\s+linux)?", "alpine"),
    term("base", r"distroless", "distroless"),
    term("base", r"debian(?:\s+slim)?", "debian"),
    term("arch", r"(?:linux/)?(?:arm64|aarch64)|arm\s+64|apple\s+silicon|graviton", "arm64"),
    term("arch", r"(?:linux/)?(?:amd64|x86[-_]64)|intel", "amd64"),
    term("arch", r"multi[- ]?(?:arch(?:itectures?)?|plat(?:e)?form(?:e|s|es)?)", "multi"),
    term("port", r"port\s*:?\s*(?P<port>\d{2,5})", lambda m: int(m["port"])),
    term("signals", r"(?:graceful\s+shutdown|arrêt\s+(?:propre|gracieux)|sigterm|signals?|signaux|zombies?|tini)"),
    term("pinned", r"(?:pinned(?:\s+(?:versions?|images?))?|versions?\s+(?:épinglées?|figées?|fixes?|exactes?)|exact\s+(?:versions?|tags?)|digests?)"),
    term("labels", r"(?:oci\s+)?(?:labels?|étiquettes?)(?:\s+oci)?"),
    term("readonly", r"read[- ]?only(?:\s+(?:root\s+)?(?:file\s?system|fs|rootfs))?|(?:système\s+de\s+fichiers\s+(?:racine\s+)?)?(?:en\s+)?lecture\s+seule"),
    term("secrets", r"(?:docker\s+)?secrets?(?:\s+(?:management|mounts?|as\s+files|en\s+fichiers?))?|gestion\s+des\s+secrets"),
    term("compile", r"(?:type\s?script|tailwind(?:\s?css)?|sass|scss|less|babel|webpack|turbopack|swc|esbuild|vite|postcss)"),
    term("docker", r"(?:docker(?:file|ized?|isée?)?|conteneurs?|containers?|containeri[sz]ed|conteneurisée?)"),
    # --- compose
    term("service", r"(?:relational\s+)?(?:databases?|bases?\s+de\s+données|bdd|db|sgbd)", ("database", "")),
    term("service", r"(?:message\s+)?(?:queues?|brokers?|file\s+de\s+messages|files?\s+d['’]attente)", ("queue", "")),
    term("cache", r"(?:dependenc(?:y|ies)\s+|build\s+)?(?:cach(?:e|es|ing)|mise\s+en\s+cache|cache\s+(?:des\s+)?dépendances)"),
    term("volumes", r"(?:(?:named|persistent)\s+)?(?:volumes?(?:\s+(?:nommés?|persistants?))?|persist(?:ence|ent\s+data|ance)|données\s+persistantes)"),
    term("networks", r"(?:(?:isolated|internal|private)\s+)?(?:networks?|réseaux?)(?:\s+(?:isolés?|internes?|privés?))?"),
    term("limits", r"(?:(?:resource|memory|cpu)\s+limits?|limites?\s+(?:de\s+)?(?:ressources?|mémoire|cpu))"),
    term("live-reload", r"(?:live[- ]reload|hot[- ]reload(?:ing)?|rechargement\s+(?:à\s+chaud|automatique)|watch\s+mode|mode\s+watch|dev(?:elopment)?\s+(?:override|mode)|mode\s+dev(?:eloppement)?)"),
    term("worker", r"(?:workers?|background\s+jobs?|tâches?\s+de\s+fond|celery|sidekiq)"),
    # --- pipelines
    term("e2e", r"(?:(?:tests?\s+)?(?:e2e|end[- ]to[- ]end|bout\s+en\s+bout)(?:\s+tests?)?(?:\s+(?:avec|with|using|via|in|sous)\s+playwright)?|playwright(?:\s+(?:e2e|tests?))?|tests?\s+playwright)", "playwright"),
    term("e2e", r"cypress", "cypress"),
    term("preview", r"(?:(?:déploiements?|deploys?|deployments?|environnements?|environments?)\s+(?:de\s+)?(?:preview|pr[ée]visualisation)s?|(?:preview|review)\s+(?:deploys?|deployments?|environments?|apps?|urls?)|pr[ée]visualisations?|previews?)"),
    term("environments", rf"(?:(?:déploi\w*|deploy\w*|environ\w+|promote\w*|promotion|envs?|to|vers|sur|en)\s+(?:(?:to|vers|sur|en|des?|for|across|the|les?|environments?|environnements?)\s+)*)?(?:{_ENV})(?:\s*(?:/|,|→|->|>|et|and|puis|then|to|vers|&)\s*(?:{_ENV}))+", _environments),
    term("environments", r"multi[- ](?:stages?|environ\w+)|environnements?\s+multiples|(?:multiple|several|separate)\s+environments?|environnements?\s+séparés", ("dev", "staging", "production")),
    term("rollback", r"(?:auto(?:matic(?:ally)?|matique(?:ment)?|matisée?)?[- ]?\s?)?(?:roll[- ]?backs?|retours?\s+(?:en\s+)?arrière)(?:\s+(?:automatiques?|auto|on\s+failure|en\s+cas\s+d['’](?:échec|erreur)))?"),
    term("lint", r"(?:lint(?:ing|er|ers)?|es\s?lint|prettier|ruff|rubocop|golangci(?:-lint)?|format(?:ting|tage)?|analyse\s+de\s+style)"),
    term("typecheck", r"(?:type[- ]?check(?:s|ing)?|vérification\s+(?:des\s+|de\s+)?types?|mypy|pyright|tsc)"),
    term("test", r"(?:(?:unit(?:aires?)?|integration|automated|automatisés?|d['’]intégration)\s+)?tests?(?:\s+(?:unitaires?|d['’]intégration|automatisés?|unit|suite))?(?:\s+(?:avec|with)\s+(?:jest|vitest|pytest|mocha))?|(?:jest|vitest|pytest|mocha|rspec|junit)"),
    term("build", r"(?:builds?|construction|compilation)(?:\s+(?:once|unique|docker|image))?"),
    term("ci", r"github(?:\s+actions?)?", "github"),
    term("ci", r"git\s?lab(?:[- ]?ci(?:/cd)?)?", "gitlab"),
    term("ci", r"(?:ci\s?/\s?cd|ci|cd|pipelines?|intégration\s+continue|continuous\s+(?:integration|delivery|deployment)|livraison\s+continue)", ""),
    term("approval", r"(?:(?:manual|required)\s+)?(?:approvals?|reviewers?)|(?:approbation|validation)\s*(?:manuelle)?"),
    term("sbom", r"(?:sboms?|nomenclature\s+logicielle|bill\s+of\s+materials)"),
    term("provenance", r"(?:provenance|attestations?|slsa|signed\s+images?|signatures?|images?\s+signées?|cosign|sigstore)"),
    term("scan", r"(?:(?:security|vulnerability|code|dependency|sécurité)\s+)?(?:scan(?:s|ning)?|analyse)(?:\s+(?:de\s+)?(?:sécurité|vulnérabilités|dépendances|du\s+code))?|codeql|sast|trivy|(?:dependabot|renovate)"),
    term("oidc", r"(?:oidc|open\s?id(?:\s+connect)?|keyless|sans\s+clés?(?:\s+longue\s+durée)?|workload\s+identity)"),
    term("smoke", r"(?:smoke[- ]?tests?|tests?\s+de\s+fumée)"),
    term("deploy", r"(?:(?:auto(?:matic)?[- ]?|continuous\s+)?(?:deploy(?:s|ed|ment|ments|ing)?|déploie(?:r|ment|ments)?|déploiements?|mise\s+en\s+production)(?:\s+(?:automatiques?|continus?|auto))?)"),
    term("deploy", r"(?:deploy\w*|déploiement\w*)\s+(?:to|on|vers|sur)\s+(?:vercel|cloudflare|aws|gcp|azure|kubernetes|k8s)"),
    term("platform", r"(?P<platform>vercel|cloudflare|aws|gcp|azure|kubernetes|k8s|google\s+cloud|amazon)", lambda m: {"k8s": "kubernetes", "google cloud": "gcp", "amazon": "aws"}.get(m["platform"].lower(), m["platform"].lower())),
    term("registry", r"(?:container\s+)?regist(?:ry|re)(?:\s+(?:de\s+)?conteneurs)?|ghcr|ecr|docker\s+hub", True),
    term("notify", r"(?:slack(?:\s+notifications?)?|notifications?(?:\s+slack)?|notifier|alerte\s+slack)", "slack"),
    term("schedule", r"(?:nightly|daily|weekly|scheduled|every\s+night|chaque\s+(?:nuit|jour|semaine)|quotidien(?:ne)?|hebdomadaire|planifiée?)"),
    term("canary", r"(?:canary|canari|blue[- ]?green|bleu[- ]vert|progressive\s+(?:delivery|rollout))"),
    term("coverage", r"(?:(?:code\s+)?coverage|couverture(?:\s+de\s+code)?)"),
)
"""Every term; where several match the same words, the longest match wins."""

STOPWORDS = frozenset(["a", "an", "and", "any", "are", "as", "at", "avec", "aux", "au", "be", "by", "ce", "ces", "cette", "chaque", "d", "de", "des", "deux", "do", "du", "each", "en", "ensure", "est", "et", "for", "from", "have", "i", "il", "in", "include", "including", "inclure", "into", "is", "it", "its", "je", "l", "la", "le", "les", "leur", "need", "needs", "nous", "of", "on", "or", "ou", "our", "par", "plus", "pour", "qui", "s", "sa", "se", "ses", "should", "so", "son", "sont", "sur", "that", "the", "their", "them", "then", "these", "this", "to", "tout", "toute", "toutes", "tous", "un", "une", "us", "use", "used", "uses", "using", "utilise", "utiliser", "vers", "via", "want", "we", "which", "with", "y", "please", "merci", "svp", "veuillez", "il", "faut", "must", "doit", "doivent", "avoir", "être", "fait", "faire", "comme", "aussi", "also", "both", "only", "just", "new", "nouveau", "nouvelle", "app", "application", "project", "projet", "service", "services", "full", "complet", "complète", "complete", "proper", "simple", "setup", "set", "up", "configure", "configurer", "configuration", "our", "votre", "notre", "mon", "ma", "mes", "my", "add", "ajouter", "ajoute", "make", "créer", "create", "générer", "generate", "generates", "automatically", "automatique", "automatiquement", "auto", "after", "before", "après", "avant", "every", "all", "jobs", "job"])
NEGATIONS = re.compile(r"(?<![\w-])(?:sans|without|no|not|pas\s+de|pas\s+d['’]|aucune?|ni|nor|neither|never|jamais\s+de|don['’]?t\s+(?:use|add|include)|do\s+not\s+(?:use|add|include)|n['’]?(?:utilise[rz]?|ajoute[rz]?)\s+pas(?:\s+de)?|ne\s+(?:pas\s+)?(?:utiliser|ajouter)(?:\s+pas)?(?:\s+de)?|except|exclude|excluding|sauf|hors)(?:\s+(?:any|the|de|le|la|les|un|une))?\s*$", re.I)
"""Stands right before the words it negates."""
