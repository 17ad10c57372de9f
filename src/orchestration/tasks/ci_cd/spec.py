"""The decisions of a pipeline, each with its origin: the caller's, the requirements', the profile's, or a default."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from ...model.decision import Decision, Origin, granted
from ...model.errors import BadValue
from ...model.plan import Inputs
from ...model.text import Text
from ..dockerfile.plan import has_source_maps
from ..dockerfile.spec import architectures

System = Literal["github", "gitlab"]
SYSTEMS: tuple[System, ...] = ("github", "gitlab")
ENVIRONMENTS = ("dev", "staging", "production")
_BRANCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")
_ENVIRONMENT = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class CiCdSpec:
    """What the pipeline does. A gate that the project has no command for is off, and a notice says what to add."""

    ci: Decision[System]
    branch: Decision[str]
    """The branch that is deployed."""
    lint: Decision[bool]
    typecheck: Decision[bool]
    test: Decision[bool]
    build: Decision[bool]
    e2e: Decision[bool]
    scan: Decision[bool]
    """Code scanning and dependency review."""
    deploy: Decision[bool]
    environments: Decision[tuple[str, ...]]
    """In the order of promotion; the last one is the one that counts."""
    approval: Decision[bool]
    """A person starts the last one."""
    preview: Decision[bool]
    rollback: Decision[bool]
    sbom: Decision[bool]
    provenance: Decision[bool]
    architectures: Decision[tuple[str, ...]]
    """OCI platforms the image is built for; empty: the runner's own."""
    updates: Decision[Literal["dependabot", "renovate", ""]]
    notify: Decision[bool]
    sentry: Decision[bool]
    """Sentry is told which release runs where."""
    schedule: Decision[bool]
    """The gates also run every week, since what they depend on changes without a commit."""


def uploads_source_maps(inputs: Inputs, spec: CiCdSpec) -> bool:
    """Whether the pipeline builds an image whose Dockerfile keeps source maps, and somebody wants them."""
    return bool(spec.sentry.value and spec.deploy.value and inputs.platform is not None and inputs.platform.ships == "image" and has_source_maps(inputs))


def specify(inputs: Inputs) -> CiCdSpec:
    """Decisions in this order of strength: caller, requirement, profile, default.

    Raises:
        BadValue: a branch, environment or CI system that does not exist or cannot stand in a pipeline.
    """
    return _Choices(inputs).spec()


class _Choices:
    def __init__(self, inputs: Inputs) -> None:
        self.inputs, self.profile, self.platform = inputs, inputs.profile, inputs.platform

    def spec(self) -> CiCdSpec:
        deployable = self.platform is not None
        ci = self._ci()
        return CiCdSpec(
            ci=ci,
            branch=self._branch(),
            lint=self._gate("lint"),
            typecheck=self._gate("typecheck"),
            test=self._gate("test"),
            build=self._gate("build"),
            e2e=self._e2e(),
            scan=self._switch("scan", True, Text("known holes in code and dependencies are found before they ship",
                                                 "les failles connues du code et des dépendances sont trouvées avant la livraison"), (True,)),
            deploy=self._switch("deploy", deployable, Text("a platform was named", "une plateforme est indiquée") if deployable
                                else Text("no platform was named", "aucune plateforme n'est indiquée")),
            environments=self._environments(),
            approval=self._switch("approval", True, Text("a person decides when production changes", "une personne décide quand la production change")),
            preview=self._preview(),
            rollback=self._switch("rollback", True, Text("a deployment that does not answer is taken back at once",
                                                         "un déploiement qui ne répond pas est annulé aussitôt")),
            sbom=self._switch("sbom", True, Text("what is inside an artefact can be looked up when a hole becomes known",
                                                 "le contenu d'un artefact est consultable quand une faille est révélée")),
            provenance=self._switch("provenance", True, Text("only what this pipeline built is deployed", "seul ce que ce pipeline a construit est déployé")),
            architectures=self._architectures(ci.value),
            updates=self._updates(ci.value),
            notify=self._switch("notify", False, Text("not asked for", "non demandé"), ("slack", "")),
            sentry=self._sentry(),
            schedule=self._switch("schedule", True, Text("a weekly scan finds holes that became known since", "une analyse hebdomadaire trouve les failles révélées depuis")),
        )

    # --- where a value comes from

    def _caller(self, name: str) -> Any:
        return self.inputs.request.options.get(name)

    def _decided(self, value: Any, origin: Origin, why: Text) -> Decision[Any]:
        return Decision(value, origin, why)

    def _asked(self, topic: str, values: tuple[Any, ...] = ()) -> Decision[bool] | None:
        for wish in (w for w in self.inputs.wishes if w.topic == topic and (not values or w.value in values)):
            return granted(not wish.negated, wish)
        return None

    def _architectures(self, ci: str) -> Decision[tuple[str, ...]]:
        chosen = architectures(self.inputs)
        able = self.platform.architectures if self.platform is not None else ()
        kept = tuple(a for a in chosen.value if not able or a in able)
        if chosen.value and ci == "gitlab":
            return Decision((), "default", Text("GitLab builds for its runner's own architecture", "GitLab construit pour l'architecture de son runner"))
        return replace(chosen, value=kept)

    def _switch(self, topic: str, default: bool, why: Text, values: tuple[Any, ...] = ()) -> Decision[bool]:
        given = self._caller(topic)
        if isinstance(given, bool):
            return Decision(given, "caller", Text("the caller's choice", "choix de l'appelant"))
        return self._asked(topic, values) or Decision(default, "default", why)

    def _gate(self, command: str) -> Decision[bool]:
        """A gate runs where the project has a command for it; wishing for it makes no command."""
        fact = self.profile.commands.get(command)
        given = self._caller(command)
        wanted = self._asked(command)
        if fact is None:
            return Decision(False, "profile", Text(f"the project has no {command} command", f"le projet n'a pas de commande {command}"))
        if given is False:
            return Decision(False, "caller", Text("the caller's choice", "choix de l'appelant"))
        if wanted and not wanted.value:
            return wanted
        return Decision(True, "profile", Text(f"{fact.value.line} ({fact.source})", f"{fact.value.line} ({fact.source})"))

    # --- one by one

    def _e2e(self) -> Decision[bool]:
        """The project's own end-to-end command; without one, tests are brought along where they were asked for."""
        wanted = self._asked("e2e", ("playwright",))
        if self.profile.command("e2e") is None and wanted and wanted.value:
            return Decision(True, wanted.origin, Text(f"{wanted.why.en}; the project has none, so a Playwright smoke test is added in a package of its own, which leaves the project's lockfile alone",
                                                      f"{wanted.why.fr} ; le projet n'en a pas, un test Playwright minimal est donc ajouté dans un paquet à part, sans toucher au fichier de verrouillage du projet"))
        return self._gate("e2e")

    def _sentry(self) -> Decision[bool]:
        given = self._caller("sentry")
        if given is not None:
            return Decision(bool(given), "caller", Text("the caller's choice", "choix de l'appelant"))
        for topic, values in (("release", ()), ("source-maps", ()), ("task", ("sentry",))):
            if wanted := self._asked(topic, values):
                return wanted
        if "sentry" in self.inputs.alongside:
            return Decision(True, "profile", Text("the app reports to Sentry", "l'application rapporte à Sentry"))
        return Decision(False, "default", Text("not asked for", "non demandé"))

    def _ci(self) -> Decision[System]:
        given = self._caller("ci")
        if given is not None:
            if given not in SYSTEMS:
                raise BadValue(Text(f"unknown CI system: {given!r}", f"système de CI inconnu : {given!r}"), Text("one of: github, gitlab", "au choix : github, gitlab"))
            return Decision(given, "caller", Text("the caller's choice", "choix de l'appelant"))
        for wish in self.inputs.wanted("ci"):
            if wish.value in SYSTEMS:
                return granted(wish.value, wish)
        kinds = {f.value.kind: f for f in self.profile.existing}
        if "gitlab-ci" in kinds and "github-workflow" not in kinds:
            return Decision("gitlab", "profile", Text(f"the project has {kinds['gitlab-ci'].value.path}", f"le projet a {kinds['gitlab-ci'].value.path}"))
        return Decision("github", "default", Text("nothing says otherwise", "rien n'indique autre chose"))

    def _branch(self) -> Decision[str]:
        given = self._caller("branch")
        wish = next((w for w in self.inputs.wanted("branch") if isinstance(w.value, str)), None)
        known = self.profile.traits.get("git.branch")
        name = given if given is not None else wish.value if wish else known.value if known else "main"
        if not isinstance(name, str) or not _BRANCH.fullmatch(name) or ".." in name or len(name) > 100:
            raise BadValue(Text(f"not a branch name for a pipeline: {name!r}", f"nom de branche inutilisable dans un pipeline : {name!r}"),
                           Text("letters, digits, '.', '_', '-' and '/'", "lettres, chiffres, « . », « _ », « - » et « / »"))
        if given is not None:
            return Decision(name, "caller", Text("the caller's choice", "choix de l'appelant"))
        if wish:
            return granted(name, wish)
        if known is not None:
            return Decision(name, "profile", Text(f"{known.source}: the repository's own workflow runs on it", f"{known.source} : un workflow du dépôt s'exécute dessus"))
        return Decision(name, "default", Text("what hosting services call the default branch", "le nom que les hébergeurs donnent à la branche par défaut"))

    def _environments(self) -> Decision[tuple[str, ...]]:
        given = self._caller("environments")
        wish = next((w for w in self.inputs.wanted("environments") if w.value and w.value is not True), None)
        value = given if given is not None else wish.value if wish else ENVIRONMENTS
        names = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, Iterable) else ()
        slugs = tuple(dict.fromkeys(str(n).strip().lower() for n in names))
        if not slugs or any(not _ENVIRONMENT.fullmatch(n) or len(n) > 40 or n in ("preview", "build") for n in slugs):
            raise BadValue(Text(f"not environment names: {value!r}", f"noms d'environnement inutilisables : {value!r}"),
                           Text("letters, digits and '-'; 'preview' and 'build' are taken", "lettres, chiffres et « - » ; « preview » et « build » sont réservés"))
        if given is not None:
            return Decision(slugs, "caller", Text("the caller's choice", "choix de l'appelant"))
        if wish:
            return granted(slugs, wish)
        return Decision(slugs, "default", Text("the same artefact is tried twice before it reaches users", "le même artefact est essayé deux fois avant d'atteindre les utilisateurs"))

    def _preview(self) -> Decision[bool]:
        possible = self.platform is not None and "preview" in self.platform.scripts
        if not possible:
            return Decision(False, "profile", self.platform.no_preview if self.platform is not None and self.platform.no_preview
                            else Text("no platform was named", "aucune plateforme n'est indiquée"))
        return self._switch("preview", True, Text("a change can be looked at before it is merged", "un changement se regarde avant d'être fusionné"))

    def _updates(self, ci: System) -> Decision[Any]:
        given = self._caller("updates")
        if given in ("dependabot", "renovate", ""):
            return Decision(given, "caller", Text("the caller's choice", "choix de l'appelant"))
        wishes = [w for w in self.inputs.wishes if w.topic == "updates" and w.value]
        refused = {w.value for w in wishes if w.negated}
        for wish in (w for w in wishes if not w.negated and (ci == "github" or w.value != "dependabot")):
            return granted(wish.value, wish)
        has = next((f for f in self.profile.existing if f.value.kind == "renovate"), None)
        if has:
            return Decision("renovate", "profile", Text(f"the project has {has.value.path}", f"le projet a {has.value.path}"))
        if ("renovate" if ci == "gitlab" else "dependabot") in refused:
            return Decision("", "requirement", Text("not wanted", "non voulu"))
        if ci == "gitlab":
            return Decision("renovate", "default", Text("GitLab has no Dependabot", "GitLab n'a pas de Dependabot"))
        return Decision("dependabot", "default", Text("part of GitHub, nothing to install", "intégré à GitHub, rien à installer"))
