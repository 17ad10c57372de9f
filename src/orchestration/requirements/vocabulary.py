"""All words callers use and the wishes they stand for, and whose matter each wish is; which tasks can grant them is the tasks' business."""

from __future__ import annotations

from collections.abc import Mapping

from .error_tracking import ERROR_TRACKING
from .infrastructure import INFRASTRUCTURE
from .observability import OBSERVABILITY
from .operations import OPERATIONS
from .provisioning import PROVISIONING
from .security import SECURITY
from .term import Term

TERMS: tuple[Term, ...] = (*PROVISIONING, *SECURITY, *OPERATIONS, *INFRASTRUCTURE, *OBSERVABILITY, *ERROR_TRACKING)
"""Every term; where several match the same words, the longest match wins, then the first."""

FAMILIES: Mapping[str, tuple[str, ...]] = {
    "database": ("postgresql", "mysql", "mariadb", "sqlserver", "mongodb", "sqlite"),
    "queue": ("rabbitmq", "kafka", "nats", "redis", "valkey"),
}
"""Words for a kind of service and the services they may mean."""

_WITH_FILES: Mapping[str, tuple[str, ...]] = {
    "dockerfile": ("production", "multi-stage", "nonroot", "healthcheck", "optimised", "max-size", "base", "arch", "port", "signals", "pinned", "digest", "labels", "secrets", "compile", "docker", "cache", "runtime",
                   "build", "web-server", "gzip", "spa", "health-path", "package-manager"),
    "docker_compose": ("service", "volumes", "networks", "limits", "memory", "replicas", "live-reload", "worker", "readonly", "capabilities", "secrets", "healthcheck", "docker", "migrations", "proxy", "admin-tool"),
    "ci_cd": ("e2e", "preview", "environments", "environment", "promote", "rollback", "lint", "typecheck", "test", "build", "ci", "approval", "sbom", "provenance", "scan", "updates", "oidc", "smoke", "deploy", "platform",
              "registry", "notify", "schedule", "canary", "coverage", "branch", "tag-deploy", "matrix", "timeouts", "concurrency", "permissions", "monorepo", "cache", "pinned", "arch", "service", "rolling", "migrations"),
    "slo_sla": ("objective", "sla", "slo-period", "slo-document", "error-budget", "postmortem", "slo-report", "credits", "histograms", "watched-with"),
    "alerts": ("priority", "alert", "route", "escalation", "hours", "runbooks", "silence", "dead-man", "inhibition", "histograms", "watched-with"),
    "dashboards": ("panel", "metric", "watched-with", "deploy-marks", "histograms"),
    "sentry": ("error-tracking", "tracing", "replay", "release", "source-maps", "crons", "feedback", "privacy", "sentry-logs", "sentry-alerts", "profiling"),
}
"""Topics whose answer stands in the files of a task: where no file has it, it is not there."""

_BESIDE_FILES: Mapping[str, tuple[str, ...]] = {
    "dockerfile": ("root-user", "user-id", "dev-dependencies", "check-interval", "check-timeout", "check-retries", "start-period"),
    "docker_compose": ("service-order", "restart", "cpus", "port-exposed", "secret-source"),
    "ci_cd": ("ci-trigger", "schedule-at", "parallel", "max-duration", "gate", "merge-queue", "approvals", "branch-only", "deploy-on", "deploy-window", "secret-scan", "fail-on", "deploy-freeze"),
    "terraform": ("cloud-resource", "iac-tool", "region", "multi-region", "multi-az", "iac-state", "iac-layout", "backup", "instance-type", "cidr", "nodes", "public-access", "tags", "versioning", "cost", "drift", "encryption", "environments"),
    "deployment": ("canary", "share", "traffic-share", "bake-time", "replicas", "autoscale-on", "domain", "proxy", "region", "multi-region", "health-gate", "drain", "rolling", "deploy-on", "deploy-window", "deploy-freeze", "feature-flags", "maintenance-page"),
    "audit": ("weakness", "crypto", "report-format", "fail-on", "audit-scope", "audit-area", "fix"),
    "secrets": ("vault", "secret-rotation", "secret-source", "secret-scan", "secret-exposure", "secret-access", "secret-ttl", "encryption", "secrets"),
    "rate_limit": ("limit", "limit-key", "limit-algorithm", "limit-burst", "limit-answer", "limit-route", "abuse", "path"),
    "headers": ("header", "hsts-max-age", "hsts-option", "csp", "csp-source", "framing", "cors-origin", "cors-credentials", "cors-methods", "browser-feature", "cookie"),
    "dependencies": ("scan", "license", "dependency-scope", "advisory", "outdated", "update-kind", "update-past", "updates", "sbom", "fix", "fail-on"),
    "auth": ("auth-provider", "auth-method", "token-lifetime", "token", "jwt-algorithm", "mfa", "rbac", "role", "password-hash", "password-length", "password-rule", "lockout", "account-flow", "auth-by"),
    "sentry": ("error-kind", "dsn", "environment-only", "share"),
    "dashboards": ("panel-percentile", "panel-by", "dashboard-refresh", "dashboard-per", "dashboard-range", "dashboard-variables"),
    "slo_sla": ("recovery", "deploy-freeze", "share"),
    "health_checks": ("healthcheck", "health-path", "probe", "probe-path", "probe-answer", "check-dependency", "check-interval", "check-timeout", "check-retries", "start-period", "health-detail", "signals", "drain"),
    "logging": ("log-level", "log-mask", "log-correlation", "log-to", "log-retention", "log-rotation", "log-library", "access-log", "log-time", "log-sampling", "log-stack", "log-format", "privacy"),
    "alerts": ("alert-for", "threshold", "alert-time", "escalate-after", "alert-page", "alert-repeat", "alert-before", "objective"),
}
"""Topics that are about what a service does: that no file speaks of it shows nothing."""

MATTERS: Mapping[str, tuple[str, ...]] = {task: (*_WITH_FILES.get(task, ()), *(t for t in _BESIDE_FILES.get(task, ()) if t not in _WITH_FILES.get(task, ()))) for task in dict.fromkeys((*_WITH_FILES, *_BESIDE_FILES))}
"""Whose matter a topic is, so that an answer can say who would have to be asked."""

ABSENCE_SHOWS = frozenset(topic for topics in _WITH_FILES.values() for topic in topics)
"""Topics of which "no" is met where no file made here has them."""

SPELLINGS: tuple[str, ...] = (
    "postgres", "postgresql", "mysql", "mariadb", "mongodb", "redis", "valkey", "rabbitmq", "kafka", "elasticsearch", "minio", "memcached", "sqlite", "node", "nodejs", "python", "golang", "ruby",
    "alpine", "distroless", "debian", "docker", "dockerfile", "playwright", "cypress", "preview", "staging", "production", "rollback", "lint", "eslint", "prettier", "typecheck", "tests", "test", "github", "gitlab",
    "approval", "sbom", "provenance", "dependabot", "renovate", "trivy", "codeql", "oidc", "deploy", "deployment", "déploiement", "déployer", "kubernetes", "cloudflare", "vercel", "azure", "slack", "notifications",
    "coverage", "couverture", "canary", "healthcheck", "secrets", "cache", "volumes", "networks", "typescript", "tailwind", "unitaires", "attestation", "terraform", "registry", "environnements", "environments",
)
"""Words that a slip of the keys is compared with; what a word was taken for is always shown."""
