"""Which files a pipeline consists of; what is in them is the business of this package's other modules."""

from __future__ import annotations

from dataclasses import replace

from ...blueprints import blueprint
from ...documents.dependabot import Updates, dependabot, renovate
from ...kits import e2e, kit
from ...model.artefact import Artefact
from ...model.facts import Evidence, Notice
from ...model.plan import Inputs, Plan
from ...model.text import Text
from ...model.tree import join
from .answers import answers, next_steps
from .gates import Gates, Names, gates, names
from .github_ci import ci_workflow, security_workflow
from .github_release import Release
from .gitlab import Pipeline
from .spec import CiCdSpec, uploads_source_maps
from .words import Words


def plan(inputs: Inputs, spec: CiCdSpec) -> Plan:
    """The pipeline's files, its word on every wish, and what only a person can set.

    Raises:
        SquadError: the toolchain cannot say how it is set up on CI, or a directory's name cannot stand in a pipeline.
    """
    say, found, shared = Words(inputs.request.language), gates(inputs, spec), names(inputs.profile)
    spec, extra, notices = _shippable(inputs, spec)
    files = _github(inputs, spec, found, shared, say) if spec.ci.value == "github" else _gitlab(inputs, spec, found, shared, say)
    files += [*extra, *_end_to_end(inputs, spec, found), *_scripts(inputs, spec, found, shared), *_updates(inputs, spec, shared, say)]
    files = [a for i, a in enumerate(files) if a.path not in {b.path for b in files[:i]}]
    artefacts = tuple(sorted(files, key=lambda a: a.path))
    claims, refusals = answers(inputs, spec, found, shared, artefacts)
    notices += _beside(artefacts, shared)
    return Plan(artefacts, claims, refusals, found.notices + notices, next_steps(inputs, spec, found, shared))


def _beside(artefacts: tuple[Artefact, ...], shared: Names) -> tuple[Notice, ...]:
    """What a person has to know whose own CI workflow the gates were put beside."""
    usual, gates = replace(shared, taken=frozenset()).workflow("ci"), shared.workflow("ci")
    if gates == usual or not any(a.path == gates for a in artefacts):
        return ()
    return (Notice("warning", "own-workflow", Text(
        f"{usual} is yours and stays as it is; the deployment calls gates, so they are in {gates}: where both test the same, take the pull_request trigger out of one",
        f"{usual} est à vous et reste tel quel ; le déploiement appelle des contrôles, ils sont donc dans {gates} : si les deux testent la même chose, retirez le déclencheur pull_request de l'un"),
        (Evidence(usual),)),)


def _shippable(inputs: Inputs, spec: CiCdSpec) -> tuple[CiCdSpec, list[Artefact], tuple[Notice, ...]]:
    """The spec without its release where the platform cannot run such an app; with the file it needs where one can be made."""
    platform, profile = inputs.platform, inputs.profile
    if platform is None or not spec.deploy.value:
        off = replace(spec.preview, value=False)
        return replace(spec, deploy=replace(spec.deploy, value=False), preview=off), [], ()
    if not platform.needs_files or any(name in profile.entries for name in platform.needs_files):
        return spec, [], ()
    if profile.site and platform.site_file:
        path, text, kind = platform.site_file(profile.site.value, profile.name.value)
        return spec, [Artefact(join(profile.path, path), text, kind, Text("tells the platform which files to serve", "dit à la plateforme quels fichiers servir"))], ()
    why = platform.needs_files_why or Text("the platform cannot run it", "la plateforme ne peut pas l'exécuter")
    off = replace(spec.deploy, value=False, origin="profile", why=why)
    return replace(spec, deploy=off, preview=replace(spec.preview, value=False, why=why)), [], (
        Notice("warning", "not-shippable", Text(f"no deployment was generated for {platform.title}: {why.en}", f"aucun déploiement généré pour {platform.title} : {why.fr}")),)


def _github(inputs: Inputs, spec: CiCdSpec, found: Gates, shared: Names, say: Words) -> list[Artefact]:
    files = []
    if found.gates:
        files.append(Artefact(shared.workflow("ci"), ci_workflow(inputs, spec, found, shared, say, is_called=spec.deploy.value), "github-workflow",
                              Text("tests every change", "teste chaque changement")))
    if spec.scan.value:
        files.append(Artefact(shared.workflow("security"), security_workflow(inputs, spec, shared, say), "github-workflow",
                              Text("looks for known holes", "cherche les failles connues")))
    if spec.deploy.value:
        release = Release(inputs, spec, shared, say, has_gates=bool(found.gates))
        files.append(Artefact(shared.workflow("deploy"), release.deploy_workflow(), "github-workflow",
                              Text("builds once and promotes the same bytes", "construit une fois et promeut les mêmes octets")))
        if spec.preview.value:
            files.append(Artefact(shared.workflow("preview"), release.preview_workflow(), "github-workflow",
                                  Text("gives each pull request an address", "donne une adresse à chaque pull request")))
    return files


def _gitlab(inputs: Inputs, spec: CiCdSpec, found: Gates, shared: Names, say: Words) -> list[Artefact]:
    if not found.gates and not spec.deploy.value:
        return []
    text = Pipeline(inputs, spec, found, shared, say).text()
    return [Artefact(".gitlab-ci.yml", text, "gitlab-ci", Text("tests every change and promotes the same bytes", "teste chaque changement et promeut les mêmes octets"))]


def _scripts(inputs: Inputs, spec: CiCdSpec, found: Gates, shared: Names) -> list[Artefact]:
    """The scripts that the pipeline calls, and no others."""
    platform, is_gitlab = inputs.platform, spec.ci.value == "gitlab"
    wanted: dict[str, str] = {}
    if is_gitlab and any(g.talks_to_servers for g in found.gates):
        wanted["wait-for"] = "ci/wait-for.sh"
    if spec.deploy.value and platform is not None:
        roles = dict(platform.scripts)
        if not spec.preview.value:
            roles = {r: p for r, p in roles.items() if not r.startswith("preview")}
        if not spec.rollback.value:
            roles.pop("rollback", None)
        if not is_gitlab:
            roles.pop("registry-login", None)
            if "login" in roles and not any("login.sh" in str(s) for s in platform.github.login):
                del roles["login"]
        wanted |= roles
        if uploads_source_maps(inputs, spec):
            wanted["sentry-source-maps"] = "ci/sentry-source-maps.sh"
        if platform.deploys:
            wanted["smoke-test"] = "ci/smoke-test.sh"
            if spec.sentry.value:
                wanted["sentry-release"] = "ci/sentry-release.sh"
            if spec.notify.value:
                wanted["notify-slack"] = "ci/notify-slack.sh"
        if is_gitlab:
            if platform.ships == "image":
                wanted |= {"build-image": "ci/build-image.sh", "registry-config": "ci/registry-config.sh"}
            if platform.registry == "own":
                wanted["copy-image"] = "ci/copy-image.sh"
            if spec.provenance.value:
                wanted["sign"] = "ci/sign.sh"
    why = Text("called by the pipeline; runs on any machine with the same variables", "appelé par le pipeline ; tourne sur toute machine avec les mêmes variables")
    # One workflow calls them all, unless previews have one of their own that calls some of them too.
    caller = ".gitlab-ci.yml" if is_gitlab else "" if spec.preview.value else shared.workflow("deploy")
    return [Artefact(f"ci/{role}.sh", blueprint(source), "shell", why, executable=True, serves=caller) for role, source in sorted(wanted.items())]


def _end_to_end(inputs: Inputs, spec: CiCdSpec, found: Gates) -> list[Artefact]:
    """The tests that are brought along where they were asked for and the project has none."""
    if not found.has("e2e") or inputs.profile.command("e2e") is not None:
        return []
    why = Text("end-to-end tests that were asked for, in a package of their own: the project's lockfile stays as it is",
               "les tests de bout en bout demandés, dans un paquet à part : le fichier de verrouillage du projet reste tel quel")
    return [Artefact(join(inputs.profile.path, f"{e2e.DIRECTORY}/{name}"), kit(f"e2e/{name}"), kind, why) for name, kind in e2e.FILES.items()]


def _updates(inputs: Inputs, spec: CiCdSpec, shared: Names, say: Words) -> list[Artefact]:
    profile, ci = inputs.profile, inputs.ci_facts()
    why = Text("keeps dependencies fresh, a week after their release", "garde les dépendances à jour, une semaine après leur sortie")
    if spec.updates.value == "renovate" and (spec.updates.origin != "profile" or any(f.value.path == "renovate.json" for f in profile.existing)):
        return [Artefact("renovate.json", renovate(), "renovate", why)]
    if spec.updates.value != "dependabot":
        return []
    updates = []
    if ci.dependabot_ecosystem:
        updates.append(Updates(ci.dependabot_ecosystem, "/" if profile.root == "." else f"/{profile.root}"))
    ships_image = spec.deploy.value and inputs.platform is not None and inputs.platform.ships == "image"
    if ships_image or any(f.value.kind == "dockerfile" for f in profile.existing):
        directory = shared.dockerfile.rpartition("/")[0]
        updates.append(Updates("docker", f"/{directory}"))
    updates.append(Updates("github-actions", "/"))
    text = dependabot(updates, say("Updates come in groups, weekly.", "Les mises à jour arrivent groupées, chaque semaine."),
                      say("A poisoned release is mostly found within days. Security updates do not wait.",
                          "Une version piégée est le plus souvent découverte en quelques jours. Les mises à jour de sécurité n'attendent pas."))
    return [Artefact(".github/dependabot.yml", text, "dependabot", why)]
