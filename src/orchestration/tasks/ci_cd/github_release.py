"""GitHub: built once, attested, and the same bytes promoted from one environment to the next; a preview for each pull request."""

from __future__ import annotations

from typing import Any

from ... import pins
from ...documents.github_workflow import RUNNER, RUNNERS, job, literal, run, run_commands, steps_of, uses, workflow
from ...documents.yaml import Flow, Note
from ...model.ci import ActionUse
from ...model.plan import Inputs
from ..dockerfile.plan import SOURCE_MAPS
from ..sentry.spec import release_name
from ..slo_sla.spec import service_name
from .gates import Names
from .github_ci import checkout, paths_filter, prepare
from .spec import CiCdSpec, uploads_source_maps
from .words import Words

IMAGE = "${{ needs.build.outputs.image }}@${{ needs.build.outputs.digest }}"
_SBOM = "sbom.spdx.json"
PREDICATE_SPDX = "https://spdx.dev/Document/v2.3"


class Release:
    """The workflows of one app; every method returns steps, jobs or a file's text."""

    def __init__(self, inputs: Inputs, spec: CiCdSpec, names: Names, say: Words, *, has_gates: bool) -> None:
        self.has_gates = has_gates
        self.inputs, self.spec, self.names, self.say = inputs, spec, names, say
        self.profile, self.platform = inputs.profile, inputs.platform
        self.ships_image = self.platform.ships == "image"
        self.own_registry = self.platform.registry == "own"
        self.has_source_maps = uploads_source_maps(inputs, spec)

    # --- parts

    def _image_env(self) -> dict[str, str]:
        return {"IMAGE_REPOSITORY": "${{ vars.IMAGE_REPOSITORY }}"} if self.own_registry else {}

    def _sign_in(self, *, registry: bool) -> list[Any]:
        """Steps that let the job into the platform and, where images are touched, into their registry."""
        access, steps = self.platform.github, []
        at_registry = self.say("Sign in to the registry", "Se connecter au registre")
        if self.own_registry or not registry:
            steps += steps_of(access.login, self.say.language, env=self._commands_env(), name=self.say("Sign in to the platform", "Se connecter à la plateforme"))
        if registry and self.own_registry:
            steps += steps_of(access.registry, self.say.language, env=self._image_env(), name=at_registry)
        elif registry and self.ships_image:
            steps.append(uses("docker/login-action", {"registry": "ghcr.io", "username": "${{ github.actor }}", "password": "${{ github.token }}"},
                              at_registry))
        return steps

    def _commands_env(self) -> dict[str, str]:
        """What a sign-in script of the platform's reads; actions take their inputs instead."""
        return dict(self.platform.github.env)

    def _permissions(self, **more: Any) -> dict[str, Any]:
        grants: dict[str, Any] = {"contents": "read"}
        if self.ships_image and not self.own_registry:
            grants["packages"] = Note("read", beside=self.say("reads the image", "lit l'image"))
        if self.platform.github.uses_oidc:
            grants["id-token"] = Note("write", beside=self.say("signs in by OIDC: no stored key", "connexion par OIDC : aucune clé conservée"))
        return grants | {k.replace("_", "-"): v for k, v in more.items()}

    def _name_image(self) -> Any:
        below = self.names.suffix.replace("-", "/", 1)
        source = "${IMAGE_REPOSITORY:?}" if self.own_registry else "ghcr.io/${GITHUB_REPOSITORY,,}" + below
        return run(f'echo "image={source}" >> "$GITHUB_OUTPUT"', self.say("Name the image", "Nommer l'image"), id="name", env=self._image_env())

    def _build_image(self, tag: str, *, cache_write: bool, by_digest: str = "") -> list[Any]:
        """
        Args:
            by_digest: the OCI platform of one image among several, which is pushed without a tag until they are joined.
        """
        facts = self.inputs.container
        args = ["VERSION=${{ github.sha }}", "REVISION=${{ github.sha }}"]
        args += [f"{name}=${{{{ vars.{name} }}}}" for name in getattr(facts, "build_args", ())]
        if release := getattr(facts, "release_arg", ""):
            args.append(f"{release}={self._release_name()}")
        context = self.names.context
        build: dict[str, Any] = {
            "context": literal(context), "file": literal(self.names.dockerfile), "push": True,
            "tags": "${{ steps.name.outputs.image }}:" + tag,
            "build-args": "\n".join(args) + "\n",
            "cache-from": f"type=gha,scope=image{self.names.suffix}",
        }
        if cache_write:
            build["cache-to"] = f"type=gha,mode=max,scope=image{self.names.suffix}"
        if by_digest:
            del build["push"], build["tags"]
            build |= {"platforms": by_digest, "outputs": "type=image,name=${{ steps.name.outputs.image }},push-by-digest=true,name-canonical=true,push=true",
                      **{k: build[k] + "-${{ matrix.arch }}" for k in ("cache-from", "cache-to") if k in build}}
        build |= {"provenance": Note(False, above=self.say("Both are attested below, signed; unsigned copies inside the image would only look like proof.",
                                                           "Les deux sont attestés plus bas, signés ; des copies non signées dans l'image n'auraient que l'air de preuves.")),
                  "sbom": False}
        return [
            uses("docker/setup-buildx-action", None, self.say("Set up BuildKit", "Préparer BuildKit")),
            uses("docker/build-push-action", build, self.say("Build and push", "Construire et pousser"), id="push"),
            *(self._keep_source_maps(build) if cache_write and self.has_source_maps else ()),
        ]

    def _keep_source_maps(self, build: dict[str, Any]) -> list[Any]:
        """Steps that hand on what the image was built from a moment ago, its maps included."""
        say, first = self.say, f"${{{{ matrix.platform == '{self.spec.architectures.value[0]}' }}}}" if self.builds_several else ""
        taken = {k: build[k] for k in ("context", "file", "platforms", "build-args", "cache-from") if k in build} | {"target": SOURCE_MAPS, "outputs": f"type=local,dest={SOURCE_MAPS}", "provenance": False, "sbom": False}
        return [
            uses("docker/build-push-action", taken, say("Take out the source maps", "Extraire les source maps"), condition=first, why=say(
                "Of one architecture: the debug ids are made of the maps' content, which is the same for all.",
                "D'une seule architecture : les debug ids viennent du contenu des source maps, le même pour toutes.") if first else ""),
            uses("actions/upload-artifact", {"name": f"{SOURCE_MAPS}{self.names.suffix}", "path": f"{SOURCE_MAPS}/", "if-no-files-found": "error", "retention-days": 1},
                 say("Hand them on", "Les transmettre"), condition=first),
        ]

    def _release_name(self) -> str:
        return release_name(literal(service_name(self.inputs).value), "${{ github.sha }}")

    def _sentry_env(self) -> dict[str, Any]:
        return {"SENTRY_AUTH_TOKEN": "${{ secrets.SENTRY_AUTH_TOKEN }}", **{name: f"${{{{ vars.{name} }}}}" for name in ("SENTRY_ORG", "SENTRY_PROJECT", "SENTRY_URL")},
                "SENTRY_RELEASE": self._release_name(), "SENTRY_CLI_VERSION": pins.npm_tool("@sentry/cli")}

    def _source_maps_job(self) -> dict[str, Any]:
        """Apart from the build: Sentry's client has no business near a token that pushes and signs."""
        say, env = self.say, self._sentry_env()
        env["SENTRY_AUTH_TOKEN"] = Note(env["SENTRY_AUTH_TOKEN"], beside="zizmor: ignore[secrets-outside-env] " + say("a release is of no environment yet", "une version n'est encore d'aucun environnement"))
        return job(say("Source maps to Sentry", "Source maps vers Sentry"), [
            checkout(say, why=say("For the scripts in ci/.", "Pour les scripts de ci/.")),
            uses("actions/download-artifact", {"name": f"{SOURCE_MAPS}{self.names.suffix}", "path": SOURCE_MAPS}, say("Fetch them", "Les récupérer")),
            run("bash ci/sentry-source-maps.sh", say("Send them", "Les envoyer"), env={**env, "SOURCE_MAPS": SOURCE_MAPS}),
        ], minutes=10, needs=["build"])

    def _build_bundle(self, env: dict[str, str]) -> list[Any]:
        """Steps that leave ``bundle.tgz`` in the workspace."""
        command = self.profile.command("build")
        platform, steps = self.platform, []
        if platform.builds_itself:
            steps += [checkout(self.say), *steps_of(self.inputs.ci_facts().setup, self.say.language, self.profile.root)]
        else:
            steps += prepare(self.inputs, self.say)
            if command is not None:
                steps.append(run_commands((command,), self.say("Build", "Construire"), directory=self.profile.path))
        have = {item.uses for item in self.inputs.ci_facts().setup if isinstance(item, ActionUse)} if platform.builds_itself else set()
        steps += [s for item, s in zip(platform.github.tools, steps_of(platform.github.tools, self.say.language), strict=True) if getattr(item, "uses", "") not in have]
        steps.append(run("bash ci/build.sh", self.say("Make the bundle", "Fabriquer l'archive"), env={
            **env, "BUNDLE": self.names.bundle, **({"APP_DIRECTORY": literal(self.profile.path)} if self.profile.path != "." and not platform.builds_itself else {})}))
        return steps

    def _attest(self, subject: dict[str, Any], scan: dict[str, Any]) -> list[Any]:
        say, steps = self.say, []
        if self.spec.sbom.value:
            steps.append(uses("anchore/sbom-action", {**scan, "format": "spdx-json", "output-file": _SBOM, "upload-artifact": False},
                              say("List what is inside (SBOM)", "Lister le contenu (SBOM)")))
        if self.spec.provenance.value:
            steps.append(uses("actions/attest", subject, say("Attest where it comes from", "Attester sa provenance")))
        if self.spec.sbom.value:
            steps.append(uses("actions/attest", {**subject, "sbom-path": _SBOM}, say("Attest what is inside", "Attester son contenu")))
        return steps

    def _after_gates(self) -> list[str]:
        return ["ci"] if self.has_gates else []

    # --- jobs

    def _build_job(self) -> dict[str, Any]:
        say, spec = self.say, self.spec
        grants: dict[str, Any] = {"contents": "read"}
        if spec.sbom.value or spec.provenance.value:
            grants |= {"id-token": Note("write", beside=say("signs the attestations", "signe les attestations")), "attestations": Note("write", beside=say("stores them", "les conserve"))}
        elif self.own_registry:
            grants["id-token"] = Note("write", beside=say("signs in by OIDC: no stored key", "connexion par OIDC : aucune clé conservée"))
        if self.ships_image:
            if not self.own_registry:
                grants["packages"] = Note("write", beside=say("pushes the image", "pousse l'image"))
            built = self._joined() if self.builds_several else self._build_image("${{ github.sha }}", cache_write=True)
            steps = [checkout(say), *self._sign_in(registry=True), self._name_image(), *built]
            ref = "${{ steps.name.outputs.image }}@${{ steps.push.outputs.digest }}"
            steps += self._attest({"subject-name": "${{ steps.name.outputs.image }}", "subject-digest": "${{ steps.push.outputs.digest }}"}, {"image": ref})
            return job(say("Join the images", "Réunir les images") if self.builds_several else say("Build once", "Construire une fois"), steps, minutes=30,
                       needs=["image"] if self.builds_several else self._after_gates(), permissions=grants, runner=self._runner,
                       outputs={"image": "${{ steps.name.outputs.image }}", "digest": "${{ steps.push.outputs.digest }}"})
        env = {**self.platform.github.env, "BUILD_TARGET": "production"} if self.platform.build_environment else {
            k: v for k, v in self.platform.github.env.items() if "${{" not in v}
        steps = self._build_bundle(env)
        steps += self._attest({"subject-path": self.names.bundle}, {"path": "."})
        steps.append(uses("actions/upload-artifact", {"name": f"bundle{self.names.suffix}", "path": self.names.bundle, "if-no-files-found": "error",
                                                      "retention-days": 14, "compression-level": 0}, say("Hand it on", "Le transmettre")))
        return job(say("Build once", "Construire une fois"), steps, minutes=30, needs=self._after_gates(), permissions=grants, environment=self.platform.build_environment or None)

    @property
    def _runner(self) -> str:
        """Of the one architecture that is built for, so that nothing is emulated."""
        stated = self.spec.architectures.value
        return RUNNERS.get(stated[0], RUNNER) if self.ships_image and len(stated) == 1 else RUNNER

    @property
    def builds_several(self) -> bool:
        """For more than one architecture."""
        return self.ships_image and len(self.spec.architectures.value) > 1

    def _image_job(self) -> dict[str, Any]:
        """One image an architecture, each on a runner of its own kind: emulation takes many times as long."""
        say = self.say
        grants: dict[str, Any] = {"contents": "read"}
        if self.own_registry:
            grants["id-token"] = Note("write", beside=say("signs in by OIDC: no stored key", "connexion par OIDC : aucune clé conservée"))
        else:
            grants["packages"] = Note("write", beside=say("pushes the image", "pousse l'image"))
        rows = [{"arch": a.removeprefix("linux/").replace("/", ""), "platform": a, "runner": RUNNERS.get(a, RUNNER)} for a in self.spec.architectures.value]
        steps = [checkout(say), *self._sign_in(registry=True), self._name_image(), *self._build_image("", cache_write=True, by_digest="${{ matrix.platform }}"),
                 run('mkdir -p digests && touch "digests/${DIGEST#sha256:}"', say("Note its digest", "Noter son empreinte"), env={"DIGEST": "${{ steps.push.outputs.digest }}"}),
                 uses("actions/upload-artifact", {"name": f"digest{self.names.suffix}-${{{{ matrix.arch }}}}", "path": "digests/", "if-no-files-found": "error", "retention-days": 1}, say("Hand it on", "La transmettre"))]
        return job(say("Build", "Construire"), steps, minutes=30, needs=self._after_gates(), permissions=grants, runner="${{ matrix.runner }}", strategy={"matrix": {"include": rows}})

    def _joined(self) -> list[Any]:
        """One name for the images of all architectures: what is promoted is the digest of their list."""
        lines = ["cd digests", 'docker buildx imagetools create --tag "$NAME:$GITHUB_SHA" $(printf "$NAME@sha256:%s " *)',
                 'digest=$(docker buildx imagetools inspect "$NAME:$GITHUB_SHA" --format \'{{json .Manifest}}\' | jq -er .digest)', 'echo "digest=$digest" >> "$GITHUB_OUTPUT"']
        return [
            uses("docker/setup-buildx-action", None, self.say("Set up BuildKit", "Préparer BuildKit")),
            uses("actions/download-artifact", {"pattern": f"digest{self.names.suffix}-*", "path": "digests", "merge-multiple": True}, self.say("Fetch the digests", "Récupérer les empreintes")),
            run("\n".join(lines), self.say("Join them under one name", "Les réunir sous un même nom"), id="push", env={"NAME": "${{ steps.name.outputs.image }}"}),
        ]

    def _verify(self) -> Any:
        subject = '"oci://$IMAGE"' if self.ships_image else f'"{self.names.bundle}"'
        env: dict[str, str] = {"GH_TOKEN": "${{ github.token }}"}
        if self.ships_image:
            env["IMAGE"] = IMAGE
        lines = [
            'signed_by=(',
            '  --repo "$GITHUB_REPOSITORY"',
            f'  --signer-workflow "$GITHUB_REPOSITORY/{self.names.workflow("deploy")}"',
            '  --source-ref "$GITHUB_REF"',
            ')',
        ]
        if self.spec.provenance.value:
            lines.append(f'gh attestation verify {subject} "${{signed_by[@]}}"')
        if self.spec.sbom.value:
            lines.append(f'gh attestation verify {subject} "${{signed_by[@]}}" --predicate-type {PREDICATE_SPDX}')
        return run("\n".join(lines), self.say("Verify what was attested", "Vérifier ce qui a été attesté"), env=env,
                   why=self.say("Only what the build job of this workflow, on this branch, has made goes any further.",
                                "Seul ce que la tâche de construction de ce workflow, sur cette branche, a fabriqué va plus loin."))

    def _deploy_job(self, environment: str, previous: str | None) -> dict[str, Any]:
        say, spec, access = self.say, self.spec, self.platform.github
        smoke_env = {"SMOKE_PATH": self.names.health_path, **dict(access.smoke_env)}
        env = {**access.env, "DEPLOY_ID": "${{ github.run_id }}-${{ github.run_attempt }}"}
        artefact = {"IMAGE": IMAGE} if self.ships_image else {"BUNDLE": self.names.bundle}
        steps: list[Any] = [checkout(say, why=say("For the scripts in ci/.", "Pour les scripts de ci/."))]
        if not self.ships_image:
            steps += steps_of(access.tools, self.say.language)
            steps.append(uses("actions/download-artifact", {"name": f"bundle{self.names.suffix}"}, say("Fetch the bundle", "Récupérer l'archive")))
        if self.ships_image and self.platform.registry == "ci":
            steps += self._sign_in(registry=False)
        steps += self._sign_in(registry=True)
        if spec.provenance.value or spec.sbom.value:
            steps.append(self._verify())
        steps.append(run('DEPLOY_OUTPUT="$GITHUB_OUTPUT" bash ci/deploy.sh', say("Deploy", "Déployer"), id="deploy",
                         env={**env, **artefact, "APP_URL": "${{ vars.APP_URL }}", **(smoke_env if not self.ships_image else {})}))
        smoke = run("bash ci/smoke-test.sh", say("Smoke test", "Test de fumée"), env={"SMOKE_URL": "${{ vars.APP_URL || steps.deploy.outputs.url }}", **smoke_env})
        steps.append(smoke)
        if spec.sentry.value:
            steps.append(run("bash ci/sentry-release.sh", say("Tell Sentry", "Prévenir Sentry"), env={**self._sentry_env(), "SENTRY_ENVIRONMENT": environment, "DEPLOY_URL": "${{ vars.APP_URL || steps.deploy.outputs.url }}"}))
        if spec.rollback.value:
            steps.append(run("bash ci/rollback.sh\nbash ci/smoke-test.sh", say("Roll back", "Revenir en arrière"),
                             condition="${{ (failure() || cancelled()) && steps.deploy.outputs.previous != '' }}",
                             env={**env, "PREVIOUS": "${{ steps.deploy.outputs.previous }}",
                                  "SMOKE_URL": "${{ vars.APP_URL || steps.deploy.outputs.url }}", **smoke_env},
                             why=say("The job stays red: what was there before runs again, and someone should look.",
                                     "La tâche reste rouge : la version précédente tourne à nouveau, et quelqu'un doit regarder.")))
        if spec.notify.value:
            steps.append(run("bash ci/notify-slack.sh", say("Tell Slack", "Prévenir Slack"), condition="${{ failure() || cancelled() }}", env={
                "SLACK_WEBHOOK_URL": "${{ secrets.SLACK_WEBHOOK_URL }}",
                "NOTIFY_TEXT": f"{self.profile.name.value}: {environment} failed, ${{{{ github.server_url }}}}/${{{{ github.repository }}}}/actions/runs/${{{{ github.run_id }}}}"}))
        more = {"attestations": Note("read", beside=say("to verify them", "pour les vérifier"))} if spec.provenance.value or spec.sbom.value else {}
        return job(
            say(f"Deploy to {environment}", f"Déployer vers {environment}"), steps, minutes=30, needs=["build", *([f"deploy-{previous}"] if previous else [SOURCE_MAPS] if self.has_source_maps else [])],
            permissions=self._permissions(**more), environment={"name": environment, "url": "${{ vars.APP_URL || steps.deploy.outputs.url }}"},
            concurrency={"group": f"deploy{self.names.suffix}-{environment}", "cancel-in-progress": False},
        )

    # --- files

    def deploy_workflow(self) -> str:
        say, spec = self.say, self.spec
        jobs: dict[str, Any] = {
            **({"ci": {"name": "CI", "permissions": {"contents": "read"}, "uses": Note(
                f"./{self.names.workflow('ci')}", beside="zizmor: ignore[self-repository] " + say("actionlint does not know $/ yet", "actionlint ne connaît pas encore $/"))}} if self.has_gates else {}),
            **({"image": self._image_job()} if self.builds_several else {}),
            "build": self._build_job(),
            **({SOURCE_MAPS: self._source_maps_job()} if self.has_source_maps else {}),
        }
        previous = None
        for environment in spec.environments.value if self.platform.deploys else ():
            jobs[f"deploy-{environment}"] = self._deploy_job(environment, previous)
            previous = environment
        return workflow(
            say("Deploy", "Déploiement") + (f" ({self.profile.name.value})" if self.names.suffix else ""),
            {"push": {"branches": Flow([spec.branch.value]), **paths_filter(self.inputs)}, "workflow_dispatch": None}, jobs,
            header=say("Tested, built once, attested; then the same bytes go from one environment to the next.",
                       "Testé, construit une fois, attesté ; puis les mêmes octets passent d'un environnement au suivant.") if self.platform.deploys
            else say("Tested, built once, attested.", "Testé, construit une fois, attesté."),
            permissions_why=say("Nothing is granted here; each job asks for what it needs.", "Rien n'est accordé ici ; chaque tâche demande ce qu'il lui faut."),
            concurrency=Note({"group": f"deploy{self.names.suffix}-${{{{ github.ref }}}}", "cancel-in-progress": False},
                             above=say("A deployment is never cancelled half-way; the newest commit waits its turn.",
                                       "Un déploiement n'est jamais interrompu à mi-chemin ; le commit le plus récent attend son tour."), gap=True),
        )

    def preview_workflow(self) -> str:
        say, access = self.say, self.platform.github
        number = "${{ github.event.pull_request.number }}"
        env = {**access.env, "PREVIEW": f"pr-{number}", "DEPLOY_ID": "${{ github.run_id }}-${{ github.run_attempt }}"}
        if self.ships_image:
            steps = [checkout(say), *self._sign_in(registry=True), self._name_image(), *self._build_image(f"pr-{number}", cache_write=False)]
            if self.platform.registry == "ci":
                steps += self._sign_in(registry=False)
            artefact = {"IMAGE": "${{ steps.name.outputs.image }}@${{ steps.push.outputs.digest }}"}
            if self.profile.port:
                artefact["APP_PORT"] = str(self.profile.port.value)
        else:
            steps = self._build_bundle({**access.env, "BUILD_TARGET": "preview"} if self.platform.build_environment else {
                k: v for k, v in access.env.items() if "${{" not in v})
            artefact = {"BUNDLE": self.names.bundle}
        steps.append(run('DEPLOY_OUTPUT="$GITHUB_OUTPUT" bash ci/preview.sh', say("Deploy the preview", "Déployer l'aperçu"), id="preview", env={**env, **artefact}))
        steps.append(run("bash ci/smoke-test.sh", say("Smoke test", "Test de fumée"), env={
            "SMOKE_URL": "${{ steps.preview.outputs.url }}", "SMOKE_PATH": self.names.health_path, **dict(access.smoke_env)}))
        grants = self._permissions()
        if self.ships_image and not self.own_registry:
            grants["packages"] = Note("write", beside=say("pushes the image", "pousse l'image"))
        same_repository = "github.event.pull_request.head.repo.full_name == github.repository"
        not_bots = "github.event.pull_request.user.login != 'dependabot[bot]'"
        group = {"group": f"preview{self.names.suffix}-{number}"}
        jobs: dict[str, Any] = {"preview": Note(job(
            say("Preview", "Aperçu"), steps, minutes=30, permissions=grants, condition=f"${{{{ github.event.action != 'closed' && {same_repository} && {not_bots} }}}}",
            environment={"name": "preview", "url": "${{ steps.preview.outputs.url }}"}, runner=self._runner,
        ), above=say("Forks get no preview: it needs credentials, and a fork's code must never meet them.",
                     "Pas d'aperçu pour les forks : il demande des identifiants, que le code d'un fork ne doit jamais approcher."))}
        if "preview-remove" in self.platform.scripts:
            jobs["remove"] = job(say("Remove the preview", "Retirer l'aperçu"), [
                checkout(say), *self._sign_in(registry=False), run("bash ci/preview-remove.sh", say("Remove", "Retirer"), env=env),
            ], minutes=10, permissions=self._permissions(), environment="preview", condition=f"${{{{ github.event.action == 'closed' && {same_repository} && {not_bots} }}}}")
        return workflow(
            say("Preview", "Aperçu") + (f" ({self.profile.name.value})" if self.names.suffix else ""),
            {"pull_request": {"types": Flow(["opened", "synchronize", "reopened", "closed"]), **paths_filter(self.inputs)}}, jobs,
            header=say("Each pull request at an address of its own.", "Chaque pull request à sa propre adresse."),
            permissions_why=say("Nothing is granted here; each job asks for what it needs.", "Rien n'est accordé ici ; chaque tâche demande ce qu'il lui faut."),
            concurrency=Note({**group, "cancel-in-progress": False},
                             above=say("One after the other: an upload cut off half-way leaves a broken preview.",
                                       "L'un après l'autre : un envoi coupé à mi-chemin laisse un aperçu cassé."), gap=True),
        )
