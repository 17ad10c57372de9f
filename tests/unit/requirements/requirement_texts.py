"""Requirement texts as people write them, and how each of their clauses must end when the three tasks run together.

One letter a clause, in the text's order: ``M`` met, ``P`` partly met, ``N`` not met. The projects are those of
``examples/``; ``fastapi`` is the stack's name alone. What each letter says was decided from the text, before the
answer was looked at; where the decision was later found to misread the project, the comment says so.
"""

from __future__ import annotations

SHOP, WEB, VITE, GO, SITE, API = "express-shop", "nextjs-web", "vite-app", "go-links", "static-site", "fastapi"

TEXTS: tuple[tuple[str, str, str, str], ...] = (
    # (text, project, platform, letters)
    ("Tests E2E avec Playwright + déploiement preview", WEB, "vercel", "MM"),
    ("Production build avec Tailwind et TypeScript", WEB, "vercel", "PM"),  # Tailwind is not among that project's dependencies
    ("Deploy vers dev/staging/prod avec approbation manuelle et auto-rollback", WEB, "vercel", "PM"),  # the reviewers are a setting of the repository
    ("PostgreSQL 15, tests E2E avec Playwright, preview", SHOP, "aws", "MMN"),
    ("Postgres 16 + Redis 7, sans Kafka", SHOP, "aws", "MMM"),
    ("no redis, no kafka", SHOP, "aws", "MM"),
    ("PostgreSQL and no database", SHOP, "aws", "NN"),  # it contradicts itself: neither half can be said to be met
    ("MySQL 8", SHOP, "aws", "P"),  # the code speaks PostgreSQL
    ("Node 20 LTS", SHOP, "aws", "P"),  # first thought M: it is followed, but package.json says ">=22"
    ("python 3.12", API, "gcp", "M"),
    ("python 3.12", SHOP, "aws", "N"),  # the project is no Python
    ("Node.js 22, npm cache, eslint", SHOP, "gcp", "MMM"),
    ("image alpine", SHOP, "aws", "N"),
    ("slim image, non-root user, healthcheck", SHOP, "aws", "MMM"),
    ("Distroless please", SHOP, "aws", "N"),
    ("debian slim; multi-stage; port 3000", SHOP, "aws", "MMM"),
    ("port 8080", SHOP, "aws", "M"),  # it reads PORT
    ("Image < 100 Mo", SHOP, "aws", "N"),  # known only after building
    ("build for arm64 (Graviton)", SHOP, "aws", "M"),
    ("multi-arch amd64 + arm64", SHOP, "none", "MM"),
    ("pas de preview !", WEB, "vercel", "M"),
    ("no Docker cache", SHOP, "aws", "N"),  # the cache mounts stay: they leave nothing in the image
    ("without rollback", SHOP, "aws", "M"),
    ("Je ne veux pas de Dependabot, plutôt Renovate", SHOP, "aws", "MM"),
    ("Renovate instead of Dependabot", SHOP, "aws", "M"),
    ("use dependabot", SHOP, "aws", "M"),
    ("GitLab CI avec cache et SBOM", SHOP, "gcp", "MM"),
    ("pipeline Gitlab, déployer sur kubernetes", SHOP, "kubernetes", "MM"),
    ("deploy to AWS with OIDC, no long-lived keys", SHOP, "aws", "MM"),
    ("deploy to vercel", SHOP, "aws", "P"),  # first thought N: it deploys, but to the platform that was chosen, and says so
    ("OIDC", WEB, "vercel", "N"),
    ("SBOM, provenance & image signing", SHOP, "gcp", "MMM"),
    ("cosign", SHOP, "gcp", "P"),  # signed, by another tool
    ("scan de sécurité (Trivy)", SHOP, "gcp", "P"),
    ("CodeQL + dependency scanning", SHOP, "gcp", "MM"),
    ("Notifier sur Slack en cas d'échec", SHOP, "gcp", "M"),
    ("send an email to the team on failure", SHOP, "gcp", "N"),
    ("Microsoft Teams notifications", SHOP, "gcp", "N"),
    ("coverage >= 80%", SHOP, "gcp", "N"),
    ("test on Node 20, 22 and 24", SHOP, "gcp", "P"),
    ("matrice de versions python 3.11, 3.12", API, "gcp", "N"),
    ("nightly security scan at 3am", SHOP, "gcp", "P"),
    ("scan hebdomadaire des dépendances", SHOP, "gcp", "M"),
    ("cron 0 4 * * 1", SHOP, "gcp", "P"),  # first thought N: a weekly scan is there, at another time
    ("deploy from the release branch", SHOP, "gcp", "M"),
    ("déployer depuis la branche develop", SHOP, "gcp", "M"),
    ("deploy on tags v*", SHOP, "gcp", "P"),  # first thought N: it deploys, from the branch
    ("blue/green deployment", SHOP, "gcp", "N"),
    ("canary 10% then 100%", SHOP, "gcp", "NN"),
    ("Déploiement en staging et production seulement", SHOP, "gcp", "M"),
    ("dev → staging → prod, same digest promoted", SHOP, "gcp", "MM"),
    ("manual approval before production", SHOP, "gcp", "P"),
    ("smoke tests après déploiement, retour arrière automatique si échec", SHOP, "gcp", "MM"),
    ("push to Docker Hub", SHOP, "none", "N"),
    ("push the image to ghcr.io", SHOP, "none", "M"),
    ("ECR registry", SHOP, "aws", "M"),
    ("3 replicas, 512MB memory limit", SHOP, "aws", "NM"),
    ("limites CPU et mémoire", SHOP, "aws", "M"),
    ("hot reload en dev", SHOP, "aws", "M"),
    ("named volumes, isolated network and secrets", SHOP, "aws", "MMM"),
    ("lint, typecheck, tests unitaires", SHOP, "aws", "MNM"),  # plain JavaScript, no type check
    ("tets unitaires et lintt", SHOP, "aws", "MM"),
    ("postgress 16 et reddis", SHOP, "aws", "MM"),
    ("quantum-safe teleportation", SHOP, "aws", "N"),
    ("Make it fast and beautiful", SHOP, "aws", "NN"),
    ("monorepo: only build what changed", SHOP, "aws", "N"),
    ("rate limiting 100 req/min", SHOP, "aws", "N"),
    ("read-only filesystem, drop capabilities", SHOP, "aws", "MM"),
    ("timeouts on jobs, concurrency, pinned actions", SHOP, "aws", "MMM"),
    ("least privilege permissions", SHOP, "aws", "M"),
    ("static site on Cloudflare with preview URLs", VITE, "cloudflare", "M"),
    ("MongoDB + RabbitMQ + MinIO", GO, "gcp", "MMM"),  # first thought P: they are there as asked, and the reason says that nothing in the code reaches them
    ("une base de données et un cache Redis", API, "gcp", "MM"),  # the same
    ("no tests, no lint", SHOP, "aws", "MM"),
    ("ne pas utiliser Playwright", SHOP, "aws", "M"),
    ("serveur statique nginx, gzip, SPA fallback", VITE, "none", "MMM"),
    ("no root user, expose on port 3000", SHOP, "aws", "MM"),
    ("pas d'utilisateur root ; jamais en root", SHOP, "aws", "MM"),
    ("never run as root", SHOP, "aws", "M"),
    ("limit memory to 256MB", SHOP, "aws", "M"),
    ("healthcheck sur /health", SHOP, "aws", "M"),
    ("health check endpoint /healthz", SHOP, "aws", "M"),  # the code answers elsewhere: followed, with a warning
    ("health check on /ready", SITE, "none", "N"),  # the web server in front answers on its own path
    ("run the migrations before the app starts", SHOP, "none", "M"),
    ("lancer les migrations avant le démarrage", GO, "none", "N"),
    ("utiliser npm", SHOP, "aws", "M"),
    ("use pnpm as package manager", SHOP, "aws", "N"),
    ("tests unitaires à chaque PR", SHOP, "aws", "M"),
    ("zero downtime deployment", SHOP, "aws", "P"),
    ("rollback automatique si le healthcheck échoue", SHOP, "aws", "M"),
    ("HTTPS with Let's Encrypt, Traefik", SHOP, "aws", "NN"),
    ("add Adminer", SHOP, "aws", "N"),
    ("logs en JSON", SHOP, "aws", "N"),  # another task's matter
    ("environnement de dev avec rechargement à chaud", SHOP, "aws", "M"),
)
