"""What a pipeline answers to a caller's wishes, and what it leaves to a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from ...model.artefact import Artefact
from ...model.container import SourceMaps
from ...model.decision import Claim, Refusal
from ...model.plan import Inputs
from ...model.platform import Setting
from ...model.text import Text
from .gates import Gates, Names
from .spec import CiCdSpec, uploads_source_maps


def answers(inputs: Inputs, spec: CiCdSpec, found: Gates, shared: Names, artefacts: tuple[Artefact, ...]) -> tuple[tuple[Claim, ...], tuple[Refusal, ...]]:
    """A claim or a refusal for every topic a pipeline is about; a claim is only a pattern, the pipeline looks for it."""
    is_github = spec.ci.value == "github"
    main = shared.workflow("ci") if is_github else ".gitlab-ci.yml"
    release = shared.workflow("deploy") if is_github else ".gitlab-ci.yml"
    paths = {a.path for a in artefacts}
    claims: list[Claim] = [Claim("ci", main, r"^(?:name|stages|workflow):", value=spec.ci.value), Claim("ci", main, r"^(?:name|stages|workflow):", value="")]
    refusals: list[Refusal] = []
    other = "gitlab" if is_github else "github"
    refusals.append(Refusal("ci", Text(f"one pipeline is generated at a time, this one is for {spec.ci.value}; ask for {other} alone",
                                       f"un seul pipeline est généré à la fois, celui-ci est pour {spec.ci.value} ; demandez {other} seul"), value=other))
    refusals.append(Refusal("ci", Text("pipelines are generated for GitHub Actions and GitLab CI", "les pipelines sont générés pour GitHub Actions et GitLab CI"), value="other"))
    _gates(inputs, spec, found, main, claims, refusals)
    _release(inputs, spec, release, is_github, shared, claims, refusals, artefacts)
    ci = inputs.ci_facts()
    if is_github:
        claims += [Claim("cache", main, r"^\s+cache(?:-dependency-path)?: "), Claim("cache", release, "cache-from: ")]
        if spec.scan.value:
            claims.append(Claim("scan", shared.workflow("security"), r"uses: (?:github/codeql-action/analyze|actions/dependency-review-action)@"))
            refusals += [Refusal("scan", Text(f"code and dependencies are scanned by CodeQL and GitHub's dependency review; {w.value} is not part of it",
                                              f"code et dépendances sont analysés par CodeQL et la revue des dépendances de GitHub ; {w.value} n'en fait pas partie"), value=w.value, partly=True)
                         for w in inputs.wanted("scan") if w.value is not True]
    else:
        claims.append(Claim("cache", main, r"^\s+cache:"))
        refusals.append(Refusal("scan", Text(
            "GitLab's scanners come from templates on its server, which nothing here can check; next steps say how to include them",
            "les analyseurs de GitLab viennent de modèles sur son serveur, que rien ici ne peut vérifier ; les étapes suivantes disent comment les inclure")))
    if not any(re.search(r"^\s+cache", a.text, re.M) for a in artefacts):
        refusals.append(Refusal("cache", Text("without a lockfile there is nothing a cache could be keyed by", "sans fichier de verrouillage, un cache n'a pas de clé")))
    if spec.updates.value:
        path = ".github/dependabot.yml" if spec.updates.value == "dependabot" else "renovate.json"
        if path in paths:
            claims += [Claim("updates", path, "cooldown:|minimumReleaseAge", value=v) for v in (spec.updates.value, "")]
    refusals += [Refusal("updates", Text(f"updates come from {spec.updates.value or 'nobody'}: {spec.updates.why.en}", f"les mises à jour viennent de {spec.updates.value or 'personne'} : {spec.updates.why.fr}"), value=w.value)
                 for w in inputs.wanted("updates") if w.value and w.value != spec.updates.value]
    if spec.schedule.value and is_github and spec.scan.value:
        claims.append(Claim("schedule", shared.workflow("security"), r"cron: "))
        refusals += [Refusal("schedule", Text("what is scheduled is the security scan, once a week at a time spread by the project's name; change the cron line to move it",
                                              "ce qui est planifié est l'analyse de sécurité, une fois par semaine à une heure tirée du nom du projet ; modifiez la ligne cron pour la déplacer"), value=value, partly=True)
                     for value in ("daily", "monthly", "cron")]
    else:
        refusals.append(Refusal("schedule", Text("on GitLab schedules are set in the project's settings, not in a file", "sur GitLab, les planifications se règlent dans le projet, pas dans "
                                                 "un fichier") if not is_github else Text("nothing is scheduled", "rien n'est planifié")))
    claims.append(Claim("ci-trigger", main, r"^  pull_request:|CI_PIPELINE_SOURCE == .merge_request_event", value="pull-request"))
    claims.append(Claim("ci-trigger", main, r"^  push:|CI_COMMIT_BRANCH", value="push"))
    claims.append(Claim("branch", release if spec.deploy.value else main, rf"(?:branches: .*|CI_COMMIT_BRANCH == .){re.escape(spec.branch.value)}\b", value=spec.branch.value))
    claims += [
        Claim("timeouts", main, r"^\s+timeout(?:-minutes)?: "), Claim("concurrency", main, r"^\s*(?:concurrency|auto_cancel|resource_group):"),
        Claim("permissions", main, r"^permissions: \{\}"), Claim("monorepo", main, r"paths-ignore:"),
        *(Claim("service", main, rf"(?:image|name): {re.escape(s.image.ref)}", value=value, why=Text(f"{s.image.ref}, started for the tests", f"{s.image.ref}, démarré pour les tests"))
          for s in found.servers for value in ((s.use.kind, s.use.version), (s.use.kind, ""))),
    ]
    if not is_github:
        refusals.append(Refusal("permissions", Text("GitLab's job token gets its rights from the project's settings, not from a file", "le jeton de tâche GitLab tient ses droits des réglages du projet, pas d'un fichier")))
    if not shared.suffix:
        refusals.append(Refusal("monorepo", Text("the repository holds one app, so every change concerns it", "le dépôt contient une seule application, donc chaque changement la concerne")))
    refusals += [
        Refusal("matrix", Text("one version is tested: the one that ships; a green test on another says nothing about what runs", "une seule version est testée : celle qui est livrée ; un test vert sur une autre ne dit rien de ce qui tourne")),
        Refusal("tag-deploy", Text(f"deployments start from the branch {spec.branch.value}: the same bytes are promoted, a tag would build them again",
                                   f"les déploiements partent de la branche {spec.branch.value} : les mêmes octets sont promus, une étiquette les reconstruirait")),
    ]
    if ci.install:
        claims.append(Claim("pinned", main, r"uses: \S+@[0-9a-f]{40} # |image: \S+:\d"))
    refusals.append(Refusal("canary", Text("traffic is moved all at once after a health check, with the way back ready; a gradual shift is the platform's own setting",
                                           "le trafic bascule d'un coup après un contrôle de santé, retour prêt ; une bascule progressive se règle sur la plateforme")))
    refusals.append(Refusal("coverage", Text("no coverage threshold is set: the test command decides what fails", "aucun seuil de couverture : la commande de test décide de ce qui échoue")))
    return tuple(claims), tuple(refusals)


def _gates(inputs: Inputs, spec: CiCdSpec, found: Gates, path: str, claims: list[Claim], refusals: list[Refusal]) -> None:
    ci = inputs.ci_facts()
    for topic in ("lint", "typecheck", "test", "build"):
        if found.has(topic):
            claims.append(Claim(topic, path, rf"^  {topic}:$" if path.startswith(".github") else rf"^{topic}:$"))
        elif inputs.profile.command(topic) is None:
            refusals.append(Refusal(topic, Text(f"the project has no {topic} command, and a job that runs nothing would always be green",
                                                f"le projet n'a pas de commande {topic}, et une tâche qui ne lance rien serait toujours verte")))
    if found.has("e2e"):
        claims.append(Claim("e2e", path, r"^  e2e:$" if path.startswith(".github") else r"^e2e:$", value="playwright",
                            why=None if inputs.profile.command("e2e") else Text(
                                "the project has no end-to-end tests: a minimal Playwright test is added under e2e/ with a lockfile of its own, and the job starts the app and runs it; extend it from there",
                                "le projet n'a pas de tests de bout en bout : un test Playwright minimal est ajouté dans e2e/ avec son propre fichier de verrouillage, et la tâche démarre l'application et le lance ; à vous de l'étoffer")))
        command = inputs.profile.command("e2e")
        if command and "cypress" not in command.line and "playwright" not in command.line:
            claims.append(Claim("e2e", path, r"e2e:$"))
        return
    if spec.e2e.is_asked and not spec.e2e.value:
        return
    how = " && ".join(c.line for c in ci.playwright_add)
    hint_en = f"add it ({how}), with a script named 'e2e' that runs it, and generate the pipeline again" if how else "add it with a script named 'e2e', and generate the pipeline again"
    hint_fr = f"ajoutez-le ({how}), avec un script « e2e » qui le lance, puis régénérez le pipeline" if how else "ajoutez-le avec un script « e2e », puis régénérez le pipeline"
    refusals.append(Refusal("e2e", Text(f"Playwright is not among the project's dependencies, so there is nothing to run: {hint_en}",
                                        f"Playwright n'est pas dans les dépendances du projet, il n'y a donc rien à lancer : {hint_fr}")))


_REGISTRIES: Mapping[str, str] = MappingProxyType({
    "ghcr": r"ghcr\.io", "ecr": r"amazon-ecr-login@|\becr\b", "acr": r"azurecr\.io|\bacr\b", "artifact registry": r"-docker\.pkg\.dev", "docker hub": r"docker\.io/", "gitlab registry": r"\$CI_REGISTRY",
})
"""By what line a registry is known; nothing is believed, the files are searched."""


def _names(artefacts: tuple[Artefact, ...], pattern: str) -> bool:
    return bool(pattern) and any(re.search(pattern, a.text) for a in artefacts)


def _release(inputs: Inputs, spec: CiCdSpec, path: str, is_github: bool, shared: Names, claims: list[Claim], refusals: list[Refusal], artefacts: tuple[Artefact, ...]) -> None:
    platform = inputs.platform
    if not spec.deploy.value or platform is None:
        if not spec.deploy.is_asked:
            refusals += [Refusal(topic, spec.deploy.why) for topic in
                         ("deploy", "environments", "preview", "rollback", "approval", "sbom", "provenance", "registry", "oidc", "smoke", "notify", "rolling")]
        return
    refusals += [Refusal("platform", Text(f"this run is for {platform.title}; choose the platform by its own option", f"cette exécution vise {platform.title} ; la plateforme se choisit par sa propre option"), value=w.value)
                 for w in inputs.wanted("platform") if w.value != platform.id]
    claims.append(Claim("promote", path, r"^\s+(?:IMAGE: \$\{\{ needs\.build\.outputs|uses: actions/download-artifact@)|@\$IMAGE_DIGEST|BUNDLE="))
    if is_github:
        refusals.append(Refusal("provenance", Text("it is signed without a stored key, through Sigstore, by GitHub's own attestations; cosign itself is not called",
                                                   "la signature se fait sans clé conservée, par Sigstore, avec les attestations de GitHub ; cosign lui-même n'est pas appelé"), value="cosign", partly=True))
    if platform.ships == "image":
        claims += [Claim("arch", path, pattern, value=value) for value, pattern in (("arm64", r"run(?:ner|s-on): ubuntu-24\.04-arm$"), ("amd64", r"run(?:ner|s-on): ubuntu-24\.04$"), ("multi", r"- arch: arm64$"))] if spec.architectures.value else []
        refusals += _architectures(inputs, spec)
        claims += [Claim("registry", file, pattern, value=name) for name, pattern in _REGISTRIES.items() for file in (path, "ci/registry-login.sh", "ci/registry-config.sh")]
        refusals += [Refusal("registry", Text(f"images go to {'the registry that IMAGE_REPOSITORY names' if platform.registry == 'own' else 'the CI system’s own registry'}, signed in to without a stored password",
                                              f"les images vont vers {'le registre que nomme IMAGE_REPOSITORY' if platform.registry == 'own' else 'le registre du système de CI'}, connexion sans mot de passe conservé"), value=w.value)
                     for w in inputs.wanted("registry") if w.value and not _names(artefacts, _REGISTRIES.get(str(w.value), ""))]
        claims.append(Claim("registry", path, r"(?:docker/build-push-action@|build-image\.sh)", value=""))
    else:
        refusals.append(Refusal("registry", Text(f"{platform.title} runs no container images", f"{platform.title} n'exécute pas d'images de conteneurs")))
    claims.append(Claim("docker", path, r"(?:docker/build-push-action@|build-image\.sh)"))
    if uploads_source_maps(inputs, spec):
        claims.append(Claim("source-maps", path, r"sentry-source-maps\.sh"))
        maps = inputs.container_facts().source_maps
        if isinstance(maps, SourceMaps) and maps.lacking:
            refusals.append(Refusal("source-maps", maps.lacking, partly=True))
    if spec.provenance.value:
        claims.append(Claim("provenance", path, r"(?:uses: actions/attest@|sign\.sh sign)"))
    if spec.sbom.value:
        if is_github:
            claims.append(Claim("sbom", path, r"sbom-path: ", value=True))
        elif platform.ships == "image":
            claims.append(Claim("sbom", path, r"build-image\.sh", value=True, why=Text("BuildKit writes it into what is pushed; the signature covers it",
                                                                          "BuildKit l'inscrit dans ce qui est poussé ; la signature le couvre")))
        else:
            refusals.append(Refusal("sbom", Text("on GitLab only images carry an SBOM here; the bundle is signed without one",
                                                 "sur GitLab, seules les images portent ici un SBOM ; l'archive est signée sans"), partly=False))
    if spec.preview.value:
        preview = shared.workflow("preview") if is_github else path
        claims.append(Claim("preview", preview, r"bash ci/preview\.sh"))
    elif not spec.preview.is_asked:
        refusals.append(Refusal("preview", platform.no_preview or spec.preview.why))
    if not platform.deploys:
        refusals += [Refusal(topic, Text("no platform was named: the pipeline ends with the attested image", "aucune plateforme n'est indiquée : le pipeline s'arrête à l'image attestée"))
                     for topic in ("deploy", "environments", "rollback", "approval", "smoke", "notify", "oidc", "rolling")]
        return
    refusals.append(Refusal("rolling", Text("the pipeline waits until the new version is healthy and puts the old one back where it is not; that both run for a while is the platform's own rollout",
                                            "le pipeline attend que la nouvelle version soit saine et remet l'ancienne sinon ; que les deux coexistent un moment relève du déploiement de la plateforme"), partly=True))
    claims.append(Claim("rolling", path, r"bash ci/smoke-test\.sh"))
    last = spec.environments.value[-1]
    claims += [
        Claim("deploy", path, r"bash ci/deploy\.sh"),
        Claim("smoke", path, r"bash ci/smoke-test\.sh"),
        Claim("environments", path, rf"^\s*(?:- )?name: {re.escape(last)}$", value=spec.environments.value),
        *(Claim("environment", path, rf"^\s*(?:- )?name: {re.escape(name)}$", value=name) for name in spec.environments.value),
        Claim("rollback", path, r"bash ci/rollback\.sh", absent=False),
    ]
    claims.append(Claim("platform", path, r"bash ci/deploy\.sh", value=platform.id))
    if platform.no_oidc is not None:
        refusals.append(Refusal("oidc", platform.no_oidc))
    else:
        claims.append(Claim("oidc", path, r"id-token: write|id_tokens:"))
    if is_github:
        refusals.append(Refusal("approval", Text(
            f"the job waits for the environment {last!r}; that reviewers must approve it is a setting of the repository, not of a file: see the next steps",
            f"la tâche attend l'environnement « {last} » ; l'approbation par des relecteurs est un réglage du dépôt, pas d'un fichier : voir les étapes suivantes"), partly=True))
        claims.append(Claim("approval", path, rf"^\s*name: {re.escape(last)}$"))
    elif spec.approval.value:
        claims.append(Claim("approval", path, r"when: manual"))
    if spec.sentry.value:
        claims += [Claim(topic, path, r"sentry-release\.sh", value) for topic, value in (("release", None), ("task", "sentry"))]
    if spec.notify.value:
        claims += [Claim("notify", path, r"notify-slack\.sh", value=value) for value in ("slack", "")]
    refusals += [Refusal("notify", Text("the pipeline tells Slack, or nobody: other channels subscribe to failed runs in the CI system's own settings",
                                        "le pipeline prévient Slack, ou personne : les autres canaux s'abonnent aux exécutions en échec dans les réglages du système de CI"), value=value) for value in ("email", "other")]


def _architectures(inputs: Inputs, spec: CiCdSpec) -> list[Refusal]:
    """What was asked for and is not built."""
    platform, found = inputs.platform, []
    for wish in inputs.wanted("arch"):
        names = {"arm64": {"linux/arm64"}, "amd64": {"linux/amd64"}, "multi": {"linux/amd64", "linux/arm64"}}.get(str(wish.value), set())
        if spec.ci.value == "gitlab":
            found.append(Refusal("arch", Text("on GitLab the image is built for the architecture of the runner that takes the job: give it one of that kind (tags)",
                                              "sur GitLab, l'image est construite pour l'architecture du runner qui prend la tâche : donnez-lui-en un de ce type (tags)"), value=wish.value))
        elif platform is not None and platform.architectures and not names <= set(platform.architectures):
            runs = ", ".join(platform.architectures)
            found.append(Refusal("arch", Text(f"{platform.title} runs {runs} only", f"{platform.title} n'exécute que {runs}"), value=wish.value))
    return found


def next_steps(inputs: Inputs, spec: CiCdSpec, found: Gates, shared: Names) -> tuple[Text, ...]:
    """What no file can do, in the order it has to be done."""
    platform, is_github = inputs.platform, spec.ci.value == "github"
    steps: list[Text] = []
    if spec.deploy.value and platform is not None:
        environments = spec.environments.value if platform.deploys else ()
        if platform.ships == "image" and "dockerfile" not in inputs.alongside and not any(f.value.path == shared.dockerfile for f in inputs.profile.existing):
            steps.append(Text(f"the pipeline builds {shared.dockerfile}, which is not there yet: devops-squad dockerfile", f"le pipeline construit {shared.dockerfile}, qui n'existe pas encore : "
                              "devops-squad dockerfile"))
        all_names = [*environments, *(["preview" if is_github else "review/*"] if spec.preview.value else []), *([platform.build_environment] if platform.build_environment else [])]
        if all_names:
            steps.append(_environments(all_names, environments[-1] if environments else "", spec, is_github))
        steps += _settings(platform.settings, spec, is_github)
        has_maps = uploads_source_maps(inputs, spec)
        if spec.sentry.value and (platform.deploys or has_maps):
            steps.append(Text(f"set the secret SENTRY_AUTH_TOKEN and the variables SENTRY_ORG and SENTRY_PROJECT of the repository; without them Sentry is not told of releases{', nor of source maps' * has_maps}",
                              f"définissez le secret SENTRY_AUTH_TOKEN et les variables SENTRY_ORG et SENTRY_PROJECT du dépôt ; sans eux, Sentry n'apprend rien des versions{', ni des source maps' * has_maps}"))
        build_args = getattr(inputs.container, "build_args", ())
        if build_args and platform.ships == "image":
            steps.append(Text(f"set the repository's variables that the build bakes in (public): {', '.join(build_args)}",
                              f"définissez les variables du dépôt que la construction intègre (publiques) : {', '.join(build_args)}"))
        steps += platform.next_steps
        if is_github and (spec.provenance.value or spec.sbom.value):
            steps.append(Text("attestations need a public repository, or GitHub Enterprise Cloud for a private one; else switch 'provenance' and 'sbom' off",
                              "les attestations demandent un dépôt public, ou GitHub Enterprise Cloud pour un dépôt privé ; sinon désactivez « provenance » et « sbom »"))
        if not is_github and spec.provenance.value:
            steps.append(Text("signing without a key works on gitlab.com; a server of your own needs its own Sigstore, or 'provenance' switched off",
                              "la signature sans clé fonctionne sur gitlab.com ; un serveur à vous demande son propre Sigstore, ou « provenance » désactivé"))
    if is_github:
        gates = ", ".join(g.title.en for g in found.gates)
        gates_fr = ", ".join(g.title.fr for g in found.gates)
        if gates:
            steps.append(Text(f"protect the branch {spec.branch.value}: require a pull request and these checks: {gates}",
                              f"protégez la branche {spec.branch.value} : exigez une pull request et ces contrôles : {gates_fr}"))
        if spec.scan.value:
            steps.append(Text("code scanning and dependency review are free for public repositories; a private one needs GitHub Advanced Security, or 'scan' switched off",
                              "l'analyse de code et la revue des dépendances sont gratuites pour un dépôt public ; un dépôt privé demande GitHub Advanced Security, ou « scan » désactivé"))
    else:
        steps.append(Text(f"protect the branch {spec.branch.value}, and require a successful pipeline before merging", f"protégez la branche {spec.branch.value} et exigez un pipeline réussi "
                          "avant fusion"))
        steps.append(Text("scanning: add 'include: [{template: Jobs/SAST.gitlab-ci.yml}, {template: Jobs/Dependency-Scanning.gitlab-ci.yml}]' where your tier has it",
                          "analyse : ajoutez « include: [{template: Jobs/SAST.gitlab-ci.yml}, {template: Jobs/Dependency-Scanning.gitlab-ci.yml}] » si votre offre le permet"))
        steps.append(Text("renovate.json needs Renovate: its hosted app, or a scheduled pipeline that runs it", "renovate.json demande Renovate : son application hébergée, ou un pipeline planifié"))
    return tuple(steps)


def _environments(all_names: list[str], last: str, spec: CiCdSpec, is_github: bool) -> Text:
    listed = ", ".join(all_names)
    if is_github:
        en = f"create the environments {listed} in the repository's settings; let each one be used only by the branch {spec.branch.value} (not 'preview')"
        fr = f"créez les environnements {listed} dans les réglages du dépôt ; limitez chacun à la branche {spec.branch.value} (sauf « preview »)"
        if last and spec.approval.value:
            en += f", and give {last} required reviewers"
            fr += f" et donnez à {last} des relecteurs obligatoires"
    else:
        en, fr = f"environments: {listed}", f"environnements : {listed}"
        if last:
            en += f"; protect {last} so that only some may deploy to it"
            fr += f" ; protégez {last} pour que seules certaines personnes puissent y déployer"
    return Text(en, fr)


def _settings(settings: Iterable[Setting], spec: CiCdSpec, is_github: bool) -> list[Text]:
    steps = []
    for setting in settings:
        if setting.for_previews and not spec.preview.value:
            continue
        kind_en, kind_fr = ("secret", "le secret") if setting.is_secret else ("variable", "la variable")
        where_en, where_fr = ("of each environment", "de chaque environnement") if setting.per_environment else ("of the repository", "du dépôt")
        example = f" ({setting.example})" if setting.example else ""
        optional_en, optional_fr = ("", "") if setting.needed else ("optional: ", "facultatif : ")
        steps.append(Text(f"{optional_en}set the {kind_en} {setting.name} {where_en}: {setting.why.en}{example}",
                          f"{optional_fr}définissez {kind_fr} {setting.name} {where_fr} : {setting.why.fr}{example}"))
    if spec.notify.value:
        steps.append(Text("set the secret SLACK_WEBHOOK_URL of each environment: a Slack incoming webhook",
                          "définissez le secret SLACK_WEBHOOK_URL de chaque environnement : un webhook entrant Slack"))
    return steps
