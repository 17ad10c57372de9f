"""GitLab CI: the same gates and the same release, in one file; images are built without privileges and signed without a key.

Decided: BuildKit rootless instead of Docker-in-Docker (needs a privileged runner) and of kaniko (archived). Scanning by
GitLab's own templates is left out: ``include: template`` is read from the server the pipeline runs on, so no tool here
could check it, and most of it is part of a paid tier; the next steps say how to add it.
"""

from __future__ import annotations

import re
from typing import Any

from ... import pins
from ...documents.gitlab import cd, image, pipeline
from ...documents.yaml import Flow, Note
from ...model.command import Command
from ...model.plan import Inputs
from ..dockerfile.plan import SOURCE_MAPS
from ..sentry.spec import release_name
from ..slo_sla.spec import service_name
from .gates import Gate, Gates, Names
from .services import environment
from .spec import CiCdSpec, uploads_source_maps
from .words import Words

_STAGES = ("check", "test", "package", "verify", "review", "deploy", "rollback", "tell")
_ON_MERGE_REQUEST = '$CI_PIPELINE_SOURCE == "merge_request_event"'
_ON_OWN_MERGE_REQUEST = f"{_ON_MERGE_REQUEST} && $CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID"


def _lines(commands: tuple[Command, ...]) -> list[str]:
    return [c.line for c in commands]


class Pipeline:
    """The file of one app."""

    def __init__(self, inputs: Inputs, spec: CiCdSpec, gates: Gates, names: Names, say: Words) -> None:
        self.inputs, self.spec, self.gates, self.names, self.say = inputs, spec, gates, names, say
        self.profile, self.platform, self.ci = inputs.profile, inputs.platform, inputs.ci_facts()
        self.releases = self.platform is not None and spec.deploy.value
        self.ships_image = self.releases and self.platform.ships == "image"
        self.copies = self.ships_image and self.platform.registry == "own"
        self.has_source_maps = uploads_source_maps(inputs, spec)
        self.on_branch = f'$CI_COMMIT_BRANCH == "{spec.branch.value}"'
        self.repository = "$CI_REGISTRY_IMAGE" + (names.suffix.replace("-", "/", 1) if names.suffix else "")

    def text(self) -> str:
        say, jobs = self.say, {".project": self._project()}
        for gate in self.gates.gates:
            jobs[gate.id] = self._gate(gate)
        if self.releases:
            jobs |= self._release()
        return pipeline(
            _STAGES, jobs,
            header=say("Tested, built once, signed; then the same bytes go from one environment to the next.",
                       "Testé, construit une fois, signé ; puis les mêmes octets passent d'un environnement au suivant."),
            workflow={
                "name": self.profile.name.value,
                "auto_cancel": {"on_new_commit": "interruptible"},
                "rules": Note([{"if": _ON_MERGE_REQUEST}, {"if": self.on_branch}],
                              above=say("One pipeline per change: for merge requests and for the deployed branch, never both for the same commit.",
                                        "Un seul pipeline par changement : pour les merge requests et pour la branche déployée, jamais les deux pour un même commit.")),
            },
            default={
                "interruptible": Note(True, beside=say("a newer push replaces it", "un push plus récent la remplace")),
                "timeout": "20 minutes",
                "retry": {"max": 1, "when": Flow(["runner_system_failure"])},
            },
        )

    # --- gates

    def _project(self) -> dict[str, Any]:
        ci, root = self.ci, self.profile.root
        setup = [*_lines(ci.image_setup), *cd(root), *_lines(ci.install)]
        back = 'cd "$CI_PROJECT_DIR"' if root != "." else ""
        out: dict[str, Any] = {"image": ci.image.ref}
        if ci.cache_env:
            out["variables"] = dict(ci.cache_env)
        if ci.cache_paths and ci.cache_key_files:
            out["cache"] = {"key": {"files": list(ci.cache_key_files[:2])}, "paths": list(ci.cache_paths)}
        out["before_script"] = [*setup, *([back] if back else [])]
        return out if out["before_script"] else {k: v for k, v in out.items() if k != "before_script"}

    def _gate(self, gate: Gate) -> dict[str, Any]:
        profile, prefix = self.profile, "" if self.profile.path == "." else self.profile.path + "/"
        out: dict[str, Any] = {"extends": ".project", "stage": "check" if gate.id in ("lint", "typecheck") else "test", "needs": []}
        if gate.minutes != 20:
            out["timeout"] = f"{gate.minutes} minutes"
        servers = self.gates.servers if gate.talks_to_servers else ()
        env = environment(profile, servers, by_name=True) if gate.id in ("test", "e2e") else {}
        env |= gate.env
        # ``$`` would be read as a variable of GitLab's.
        variables = {name: value.replace("$", "$$") for name, value in env.items()}
        if variables:
            out["variables"] = variables
        if servers:
            out["services"] = [{"name": s.image.ref, "alias": s.name, **({"variables": dict(s.server.env)} if s.server.env else {})} for s in servers]
        script = [f"bash {self.names.script('wait-for')} " + " ".join(f"{s.name}:{s.port}" for s in servers)] if servers else []
        script += cd(profile.path)
        script += _lines(self.ci.browsers) if gate.needs_browsers else []
        out["script"] = [*script, *_lines(gate.commands)] or ["echo 'installed from the lockfile'"]
        if gate.id == "e2e":
            out["artifacts"] = {"when": "on_failure", "expire_in": "1 week", "paths": [prefix + p for p in gate.reports]}
        elif gate.id == "build" and self._takes_built_site():
            assert profile.site
            out["artifacts"] = {"expire_in": "1 day", "paths": [prefix + profile.site.value.output.strip("/") + "/"]}
        return out

    def _takes_built_site(self) -> bool:
        return bool(self.releases and not self.ships_image and not self.platform.builds_itself and self.profile.site and self.gates.has("build"))

    # --- release

    def _rules(self, *, reviews: bool = False) -> list[dict[str, str]]:
        return [{"if": self.on_branch}, *([{"if": _ON_OWN_MERGE_REQUEST}] if reviews else [])]

    def _release(self) -> dict[str, Any]:
        spec, jobs = self.spec, {}
        previews = spec.preview.value
        jobs["package"] = self._package_image(previews) if self.ships_image else self._package_bundle(previews)
        signed = spec.provenance.value
        if signed:
            jobs["sign"] = self._sign()
            jobs["verify"] = self._verify()
        if self.copies:
            jobs["publish"] = self._publish(previews, signed)
        if previews or self.platform.deploys:
            jobs[".platform"] = self._platform_job()
        if previews:
            jobs["review"] = self._review()
            if "preview-remove" in self.platform.scripts:
                jobs["review:stop"] = self._review_stop()
        before: list[str] = ["verify"] if signed else []
        if self.has_source_maps:
            jobs[SOURCE_MAPS] = self._source_maps()
            before.append(SOURCE_MAPS)
        if self.platform.deploys:
            for i, name in enumerate(spec.environments.value):
                jobs[f"deploy:{name}"] = self._deploy(name, before, is_last=i == len(spec.environments.value) - 1)
                if spec.rollback.value:
                    jobs[f"rollback:{name}"] = self._rollback(name)
                if self.spec.sentry.value:
                    jobs[f"sentry:{name}"] = self._sentry(name)
                before = [f"deploy:{name}"]
        return jobs

    def _gate_needs(self) -> list[str]:
        return [g.id for g in self.gates.gates]

    def _package_image(self, previews: bool) -> dict[str, Any]:
        say, names = self.say, self.names
        return {
            "stage": "package",
            "needs": self._gate_needs(),
            "rules": self._rules(reviews=previews),
            "interruptible": False,
            "timeout": "30 minutes",
            "image": Note(image(pins.tool_image("moby/buildkit")), above=say("No daemon and no privileges: it runs on shared runners too.",
                                                                            "Ni démon ni privilèges : cela tourne aussi sur les runners partagés.")),
            "variables": {"BUILDKITD_FLAGS": "--oci-worker-no-process-sandbox", **self._build_arguments()},
            "script": [
                f"sh {names.script('registry-config')}",
                f'export IMAGE_REPOSITORY="{self.repository}" IMAGE_TAG="$CI_COMMIT_SHA" CONTEXT={_quoted(names.context)} DOCKERFILE={_quoted(names.dockerfile)}',
                'export SOURCE_VERSION="$CI_COMMIT_SHA" SOURCE_REVISION="$CI_COMMIT_SHA" SOURCE_URL="$CI_PROJECT_URL" DEPLOY_OUTPUT=package.env',
                # A merge request's pipeline has no branch, and nothing of it is released.
                *([f'export SOURCE_MAPS="${{CI_COMMIT_BRANCH:+{SOURCE_MAPS}}}"'] if self.has_source_maps else []),
                f"sh {names.script('build-image')}",
            ],
            "artifacts": {"expire_in": "1 month", **({"paths": [f"{SOURCE_MAPS}/"]} if self.has_source_maps else {}), "reports": {"dotenv": "package.env"}},
        }

    def _build_arguments(self) -> dict[str, str]:
        """The release's name, and the names of what the build bakes in; the values of the others are the project's settings."""
        facts = self.inputs.container
        release = getattr(facts, "release_arg", "")
        named = {release: self._release_name()} if release else {}
        names = " ".join((*getattr(facts, "build_args", ()), *named))
        return {**named, **({"BUILD_ARGS": names} if names else {})}

    def _release_name(self) -> str:
        return release_name(service_name(self.inputs).value, "$CI_COMMIT_SHA")

    def _package_bundle(self, previews: bool) -> dict[str, Any]:
        names, access, ci = self.names, self.platform.gitlab, self.ci
        build = self.profile.command("build")
        takes_site = self._takes_built_site()
        script: list[str] = _lines(access.client_setup)
        if not self.platform.builds_itself and not takes_site:
            script += [*_lines(ci.image_setup), *cd(self.profile.root), *_lines(ci.install)]
            script += ['cd "$CI_PROJECT_DIR"'] if self.profile.root != "." else []
            if build:
                script += [*cd(self.profile.path), build.line] + (['cd "$CI_PROJECT_DIR"'] if self.profile.path != "." else [])
        directory = f"APP_DIRECTORY={_quoted(self.profile.path)} " if self.profile.path != "." and not self.platform.builds_itself else ""
        target = 'BUILD_TARGET="$([ -n "${CI_MERGE_REQUEST_IID:-}" ] && echo preview || echo production)" ' if self.platform.builds_itself else ""
        script.append(f"{directory}{target}BUNDLE={names.bundle} bash {names.script('build')}")
        return {
            "stage": "package",
            "needs": self._gate_needs(),
            "rules": self._rules(reviews=previews),
            "interruptible": False,
            "timeout": "30 minutes",
            **({"environment": {"name": self.platform.build_environment, "action": "access"}} if self.platform.build_environment else {}),
            "image": image(access.image),
            **({"variables": dict(access.env)} if access.env else {}),
            "script": script,
            "artifacts": {"expire_in": "1 month", "paths": [names.bundle]},
        }

    def _subject(self) -> str:
        return f'IMAGE="{self.repository}@$IMAGE_DIGEST"' if self.ships_image else f"BUNDLE={self.names.bundle}"

    def _signer(self, stage: str, verb: str, more: dict[str, Any], who: str = "") -> dict[str, Any]:
        cosign = pins.table("tools")["cosign"]
        return {
            "stage": stage,
            "rules": self._rules(),
            "interruptible": False,
            "image": pins.image("alpine", "3", ("",)).ref,
            "variables": {"COSIGN_VERSION": cosign["version"], "COSIGN_SHA256": cosign["sha256"]["amd64"]},
            **more,
            "script": [
                *([f"sh {self.names.script('registry-config')}"] if self.ships_image else []),
                f"export {self._subject()}",
                *([f"export {who}"] if who else []),
                f"sh {self.names.script('sign')} {verb}",
            ],
        }

    def _sign(self) -> dict[str, Any]:
        more: dict[str, Any] = {
            "needs": ["package"],
            "id_tokens": Note({"SIGSTORE_ID_TOKEN": {"aud": "sigstore"}},
                              above=self.say("The certificate names this project, this file and this branch; no key is stored anywhere.",
                                             "Le certificat nomme ce projet, ce fichier et cette branche ; aucune clé n'est conservée.")),
        }
        if not self.ships_image:
            more["artifacts"] = {"expire_in": "1 month", "paths": [f"{self.names.bundle}.sigstore.json"]}
        return self._signer("verify", "sign", more)

    def _verify(self) -> dict[str, Any]:
        identity = '"$CI_PROJECT_URL//.gitlab-ci.yml@refs/heads/$CI_COMMIT_BRANCH"'
        return self._signer("verify", "verify", {"needs": ["package", "sign"]}, who=f'SIGNER_IDENTITY={identity} SIGNER_ISSUER="$CI_SERVER_URL"')

    def _publish(self, previews: bool, signed: bool) -> dict[str, Any]:
        access, names = self.platform.gitlab, self.names
        packages = " ".join(sorted({"bash", "curl", "jq", "skopeo", *access.registry_packages}))
        return {
            "stage": "verify",
            "needs": ["package", *([{"job": "verify", "optional": True}] if signed else [])],
            "rules": self._rules(reviews=previews),
            "interruptible": False,
            "image": pins.image("alpine", "3", ("",)).ref,
            "id_tokens": {access.id_token: {"aud": access.audience}},
            "script": Note([
                f"apk add --no-cache --quiet {packages}",
                *(_lines(access.login) if access.registry_packages else []),
                'printf %s "$CI_REGISTRY_PASSWORD" | skopeo login --username "$CI_REGISTRY_USER" --password-stdin "$CI_REGISTRY"',
                f"bash {names.script('registry-login')}",
                f'SOURCE_REPOSITORY="{self.repository}" bash {names.script("copy-image")}',
            ], above=self.say("The platform pulls from its own registry: the signed bytes are copied there, the digest stays.",
                              "La plateforme tire de son propre registre : les octets signés y sont copiés, l'empreinte reste.")),
        }

    def _image_of_platform(self) -> str:
        return f'IMAGE="{"$IMAGE_REPOSITORY" if self.copies else self.repository}@$IMAGE_DIGEST"'

    def _platform_job(self) -> dict[str, Any]:
        """What every job that talks to the platform starts from."""
        access = self.platform.gitlab
        before = [*_lines(access.client_setup), *_lines(access.login)]
        return {
            "image": image(access.image),
            "interruptible": False,
            "timeout": "30 minutes",
            "retry": Note(0, beside=self.say("half a deployment is not repeated blindly", "un demi-déploiement n'est pas rejoué à l'aveugle")),
            **({"id_tokens": Note({access.id_token: {"aud": access.audience}}, above=self.say("Signed in by OIDC: no stored key.",
                                                                                           "Connexion par OIDC : aucune clé conservée."))} if access.id_token else {}),
            **({"variables": dict(access.env)} if access.env else {}),
            **({"before_script": before} if before else {}),
        }

    def _job_of_platform(self, stage: str, needs: list[Any]) -> dict[str, Any]:
        return {"extends": ".platform", "stage": stage, "needs": needs}

    def _url(self) -> dict[str, str]:
        """The address GitLab links to; only where a person has to set it anyway."""
        return {"url": "$APP_URL"} if any(s.name == "APP_URL" and s.needed for s in self.platform.settings) else {}

    def _smoke(self, output: str) -> list[str]:
        return [f"export SMOKE_URL=\"${{APP_URL:-$(sed -n 's/^url=//p' {output})}}\" SMOKE_PATH={_quoted(self.names.health_path)}", f"bash {self.names.script('smoke-test')}"]

    def _needs_artefact(self) -> list[Any]:
        return ["package", *(["publish"] if self.copies else [])]

    def _notify(self, what: str) -> dict[str, Any]:
        if not self.spec.notify.value:
            return {}
        return {"after_script": [f'if [ "$CI_JOB_STATUS" != success ]; then NOTIFY_TEXT="{self.profile.name.value}: {what} failed, $CI_JOB_URL" bash '
                                 f'{self.names.script("notify-slack")}; fi']}

    def _deploy(self, name: str, before: list[str], *, is_last: bool) -> dict[str, Any]:
        output, names, say = f"deploy-{name}.env", self.names, self.say
        artefact = self._image_of_platform() if self.ships_image else f"BUNDLE={names.bundle}"
        smoke = "" if self.ships_image else f" SMOKE_PATH={_quoted(names.health_path)}"
        rule: dict[str, Any] = {"if": self.on_branch}
        if is_last and self.spec.approval.value:
            rule["when"] = Note("manual", beside=say("a person decides; who may is set by protecting the environment",
                                                     "une personne décide ; qui le peut se règle en protégeant l'environnement"))
        job = self._job_of_platform("deploy", [*self._needs_artefact(), *before])
        return job | {
            "rules": [rule],
            "resource_group": f"{self.profile.name.value}-{name}",
            "environment": {"name": name, **self._url()},
            "script": [
                f'export {artefact} DEPLOY_ID="$CI_PIPELINE_ID-$CI_JOB_ID" DEPLOY_OUTPUT={output}{smoke}',
                f"bash {names.script('deploy')}",
                *self._smoke(output),
            ],
            "artifacts": {"when": "always", "expire_in": "1 week", "paths": [output]},
            **self._notify(name),
        }

    def _rollback(self, name: str) -> dict[str, Any]:
        output, names = f"deploy-{name}.env", self.names
        job = self._job_of_platform("rollback", [{"job": f"deploy:{name}", "artifacts": True}])
        return job | {
            "rules": Note([{"if": self.on_branch, "when": "on_failure"}],
                          above=self.say("Only when that deployment or its smoke test failed; the pipeline stays red.",
                                         "Seulement si ce déploiement ou son test de fumée a échoué ; le pipeline reste rouge.")),
            "resource_group": f"{self.profile.name.value}-{name}",
            "environment": {"name": name, **self._url()},
            "script": [
                f"export PREVIOUS=\"$(sed -n 's/^previous=//p' {output} | head -n 1)\"",
                f"bash {names.script('rollback')}",
                *self._smoke(output),
            ],
        }

    def _sentry(self, name: str) -> dict[str, Any]:
        return self._with_sentry("tell", f"deploy:{name}", {"SENTRY_ENVIRONMENT": name}, ['export DEPLOY_URL="${APP_URL:-}"', f"bash {self.names.script('sentry-release')}"])

    def _source_maps(self) -> dict[str, Any]:
        return self._with_sentry("verify", "package", {"SOURCE_MAPS": SOURCE_MAPS}, [f"bash {self.names.script('sentry-source-maps')}"])

    def _with_sentry(self, stage: str, after: str, variables: dict[str, str], script: list[str]) -> dict[str, Any]:
        """A job that speaks to Sentry by its own client, and that nothing waits for in vain."""
        client = pins.image("node", "", ("trixie", "bookworm"))
        return {"stage": stage, "image": client.ref, "needs": [after], "rules": [{"if": self.on_branch}], "allow_failure": True,
                "variables": {"SENTRY_RELEASE": self._release_name(), **variables, "SENTRY_CLI_VERSION": pins.npm_tool("@sentry/cli")}, "script": script}

    def _review(self) -> dict[str, Any]:
        names = self.names
        artefact = self._image_of_platform() if self.ships_image else f"BUNDLE={names.bundle}"
        port = f"APP_PORT={self.profile.port.value} " if self.ships_image and self.profile.port else ""
        job = self._job_of_platform("review", self._needs_artefact())
        environment_: dict[str, Any] = {"name": "review/$CI_COMMIT_REF_SLUG", "url": "$REVIEW_URL", "auto_stop_in": "1 week"}
        if "preview-remove" in self.platform.scripts:
            environment_["on_stop"] = "review:stop"
        return job | {
            "rules": Note([{"if": _ON_OWN_MERGE_REQUEST}], above=self.say("Forks get no review app: it needs credentials.",
                                                                          "Pas d'application de revue pour les forks : elle demande des identifiants.")),
            "resource_group": "review-$CI_MERGE_REQUEST_IID",
            "environment": environment_,
            "script": [
                f'export {artefact} {port}PREVIEW="mr-$CI_MERGE_REQUEST_IID" DEPLOY_ID="$CI_PIPELINE_ID-$CI_JOB_ID" DEPLOY_OUTPUT=review.env',
                f"bash {names.script('preview')}",
                "sed -i 's/^url=/REVIEW_URL=/' review.env",
                f"export SMOKE_URL=\"$(sed -n 's/^REVIEW_URL=//p' review.env)\" SMOKE_PATH={_quoted(names.health_path)}",
                f"bash {names.script('smoke-test')}",
            ],
            "artifacts": {"expire_in": "1 week", "reports": {"dotenv": "review.env"}},
        }

    def _review_stop(self) -> dict[str, Any]:
        job = self._job_of_platform("review", [])
        return job | {
            "rules": [{"if": _ON_OWN_MERGE_REQUEST, "when": "manual", "allow_failure": True}],
            "resource_group": "review-$CI_MERGE_REQUEST_IID",
            "environment": {"name": "review/$CI_COMMIT_REF_SLUG", "action": "stop"},
            "script": [f'PREVIEW="mr-$CI_MERGE_REQUEST_IID" bash {self.names.script("preview-remove")}'],
        }


def _quoted(text: str) -> str:
    return text if re.fullmatch(r"[\w./-]+", text) else "'" + text.replace("'", "'\"'\"'") + "'"
