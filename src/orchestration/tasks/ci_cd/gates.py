"""What must pass before anything ships: the project's own commands, in the order in which a failure is cheapest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ...kits import e2e
from ...model.artefact import Kind
from ...model.ci import ActionUse
from ...model.command import Command
from ...model.errors import BadValue
from ...model.facts import Notice
from ...model.plan import Inputs
from ...model.platform import SCRIPTS
from ...model.profile import Profile
from ...model.text import Text
from ...model.tree import join
from ..docker_compose.spec import chosen_services, contradicted
from .services import Started, started
from .spec import CiCdSpec


@dataclass(frozen=True, slots=True)
class Gate:
    """One job that runs commands of the project."""

    id: str
    title: Text
    commands: tuple[Command, ...]
    """In ``Profile.path``; the last one is the gate itself, what goes before it prepares it."""
    minutes: int
    talks_to_servers: bool = False
    needs_browsers: bool = False
    titles: tuple[Text, ...] = ()
    """Of ``commands`` but the last."""
    env: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    reports: tuple[str, ...] = ()
    setup: tuple[ActionUse, ...] = ()
    """On GitHub, after the project's own set-up."""


@dataclass(frozen=True, slots=True)
class Gates:
    gates: tuple[Gate, ...]
    servers: tuple[Started, ...]
    notices: tuple[Notice, ...] = field(default=())

    def has(self, gate: str) -> bool:
        return any(g.id == gate for g in self.gates)


_TITLES = {
    "lint": Text("Lint", "Lint"),
    "typecheck": Text("Type check", "Vérification des types"),
    "test": Text("Unit tests", "Tests unitaires"),
    "build": Text("Build", "Construction"),
    "e2e": Text("End-to-end tests", "Tests de bout en bout"),
}
_MIGRATE = Text("Migrate the database", "Migrer la base de données")
_INSTALL_TESTS = Text("Install the test runner", "Installer le lanceur de tests")
_INSTALL_BROWSERS = Text("Install browsers", "Installer les navigateurs")
_MINUTES = {"lint": 10, "typecheck": 10, "test": 20, "build": 20, "e2e": 30}
_HOW = {
    "lint": Text("add a lint command (a script named 'lint', or a configured linter) and generate the pipeline again",
                 "ajoutez une commande de lint (un script « lint », ou un linter configuré) puis régénérez le pipeline"),
    "typecheck": Text("add a script named 'typecheck' if the language has types to check", "ajoutez un script « typecheck » si le langage a des types à vérifier"),
    "test": Text("add tests and a command that runs them: without any, this pipeline cannot tell a broken change from a good one",
                 "ajoutez des tests et une commande qui les lance : sans eux, ce pipeline ne distingue pas un changement cassé d'un bon"),
}


def _within(prefix: tuple[str, ...], command: Command) -> Command:
    """A container's command as the runner starts it, where the project's environment is not on ``PATH``."""
    if not prefix or command.argv[0] == prefix[0]:
        return command
    return Command(*prefix, *(("sh", "-c", command.line) if command.is_shell else command.argv))


def gates(inputs: Inputs, spec: CiCdSpec) -> Gates:
    """The gates this project has, and a notice for each one it lacks.

    Raises:
        BadValue: a directory's name that cannot stand in a pipeline.
    """
    profile, ci = inputs.profile, inputs.ci_facts()
    for path in (profile.path, profile.root):
        if "${{" in path or "$" in path or "\n" in path:
            raise BadValue(Text(f"a pipeline cannot name this directory: {path!r}", f"un pipeline ne peut pas nommer ce répertoire : {path!r}"),
                           Text("rename it without '$'", "renommez-le sans « $ »"))
    unspoken = {r.value[0] for r in contradicted(inputs)}
    servers, notices = started((d.value for d in chosen_services(inputs)[0] if d.value.kind not in unspoken), ci.accounts, by_name=spec.ci.value != "github")
    found: list[Gate] = []
    said = list(notices)
    for name in ("lint", "typecheck", "test", "build", "e2e"):
        command = profile.command(name)
        wanted = getattr(spec, name).value
        if command is None:
            if name in _HOW and (name != "typecheck" or inputs.wanted("typecheck")):
                how = _HOW[name]
                said.append(Notice("warning" if name == "test" else "info", f"no-{name}", Text(
                    f"no {name} command was found, so the job is left out: {how.en}", f"aucune commande {name} trouvée, la tâche est donc omise : {how.fr}")))
            continue
        if not wanted:
            continue
        before: tuple[tuple[Text, Command], ...] = ()
        migrate = profile.command("migrate")
        talks = name in ("test", "e2e") and bool(servers)
        if talks and migrate is not None and any(s.is_relational for s in servers) and not (name == "test" and ci.tests_migrate):
            before = ((_MIGRATE, _within(ci.run_prefix, migrate)),)
        found.append(Gate(name, _TITLES[name], (*(c for _, c in before), command), _MINUTES[name], talks, name == "e2e" and bool(ci.browsers), tuple(t for t, _ in before),
                          reports=ci.e2e_reports if name == "e2e" else ()))
    if added := _added_e2e(inputs, spec, servers):
        found.append(added)
    if not found and ci.install:
        found.append(Gate("install", Text("Install", "Installation"), (), 10))
    if spec.deploy.value and profile.command("migrate") is not None:
        said.append(Notice("info", "migrations", Text(
            "the pipeline does not migrate production databases: run the migration in the app's own release step, and keep each one readable by the version before it, "
            "because a rollback brings back code, not data",
            "le pipeline ne migre pas les bases de production : lancez la migration dans l'étape de livraison de l'application, et gardez chacune lisible par la version "
            "précédente, car un retour en arrière ramène le code, pas les données"), profile.commands["migrate"].evidence))
    others = [f for f in profile.processes if f.value.kind in ("worker", "cron")]
    if spec.deploy.value and others and profile.port is not None:
        names = ", ".join(f.value.name for f in others)
        said.append(Notice("warning", "workers", Text(
            f"the pipeline deploys the server alone: what else the app runs ({names}) keeps its old image until it is deployed too, with the same digest",
            f"le pipeline ne déploie que le serveur : ce que l'application exécute en plus ({names}) garde son ancienne image tant que ce n'est pas déployé aussi, avec la même empreinte"), others[0].evidence))
    manager = profile.package_manager
    if manager is not None and not manager.value.lockfile and manager.value.needs_lockfile and manager.value.id != "none":
        said.append(Notice("warning", "no-lockfile", Text(
            "no lockfile: every run of the pipeline may install other versions, and caches have nothing to be keyed by; commit one",
            "pas de fichier de verrouillage : chaque exécution peut installer d'autres versions et les caches n'ont pas de clé ; ajoutez-en un au dépôt"),
            manager.evidence))
    return Gates(tuple(found), servers, tuple(said))


def can_add_e2e(inputs: Inputs, spec: CiCdSpec) -> bool:
    """Whether end-to-end tests can be brought along: the app can be started on a runner, nothing of that name is there, and the job has a Node.js."""
    profile = inputs.profile
    return (profile.command("e2e") is None and profile.command("start") is not None and profile.port is not None and profile.site is None and e2e.DIRECTORY not in profile.entries
            and (spec.ci.value == "github" or _brings_node(inputs)))


def _brings_node(inputs: Inputs) -> bool:
    """Whether the project's own set-up puts there what the tests run on; on GitLab, where a job has one image, nothing else can."""
    return any(isinstance(s, ActionUse) and s.uses == e2e.runtime().uses for s in inputs.ci_facts().setup)


def _added_e2e(inputs: Inputs, spec: CiCdSpec, servers: tuple[Started, ...]) -> Gate | None:
    if not spec.e2e.value or not can_add_e2e(inputs, spec):
        return None
    profile = inputs.profile
    start, port = profile.command("start"), profile.port
    assert start is not None and port is not None
    steps = [(_INSTALL_TESTS, e2e.INSTALL), (_INSTALL_BROWSERS, e2e.BROWSERS)]
    if build := profile.command("build"):
        steps.insert(0, (_TITLES["build"], build))
    if (migrate := profile.command("migrate")) and any(s.is_relational for s in servers):
        steps.append((_MIGRATE, migrate))
    env = {"E2E_COMMAND": start.line, "E2E_PORT": str(port.value)} | ({"E2E_HEALTH_PATH": profile.health_path.value} if profile.health_path else {})
    if any(f.value.name == "PORT" for f in profile.env):
        env["PORT"] = str(port.value)
    return Gate("e2e", _TITLES["e2e"], (*(c for _, c in steps), e2e.TEST), _MINUTES["e2e"], bool(servers), False, tuple(t for t, _ in steps), env, e2e.REPORTS, () if _brings_node(inputs) else (e2e.runtime(),))


# --- names that every file of the pipeline must agree on -------------------------------------------------------------

@dataclass(frozen=True, slots=True)
class Names:
    """Paths and words shared by the files of one pipeline."""

    suffix: str
    """``-web`` in a repository of several apps, else empty."""
    dockerfile: str
    context: str
    health_path: str
    bundle: str = "bundle.tgz"
    taken: frozenset[str] = frozenset()
    """Workflows a person wrote."""

    def workflow(self, name: str) -> str:
        # The deployment calls the gates, and a person's own workflow of that name need not be callable, nor hold what it counts on.
        names = (name, "gates", "devops-squad") if name == "ci" else (name,)
        paths = [f".github/workflows/{n}{self.suffix}.yml" for n in names]
        return next((path for path in paths if path not in self.taken), paths[0])

    def script(self, role: str) -> str:
        return f"{SCRIPTS}/{role}.sh"


def is_one_of_several(profile: Profile) -> bool:
    return len({f.value.path for f in profile.apps}) > 1


def names(profile: Profile) -> Names:
    existing = next((f.value.path for f in profile.existing if f.value.kind == "dockerfile" and f.value.path == join(profile.path, "Dockerfile")), None)
    if profile.health_path is not None:
        health = profile.health_path.value
    else:
        health = profile.site.value.base_path if profile.site else "/"
    return Names(
        suffix=f"-{profile.name.value}" if is_one_of_several(profile) else "",
        dockerfile=existing or join(profile.path, "Dockerfile"),
        context=profile.root,
        health_path=health if health.startswith("/") else "/" + health,
        taken=frozenset(f.value.path for f in profile.existing if f.value.kind == "github-workflow"),
    )


def other_apps(profile: Profile) -> tuple[str, ...]:
    """Directories of the repository's other apps: a change that touches only those concerns this one's pipeline not at all."""
    if profile.path == ".":
        return tuple(sorted({f.value.path for f in profile.apps} - {"."}))
    mine = profile.path + "/"
    return tuple(sorted(p for p in {f.value.path for f in profile.apps} if p not in (".", profile.path) and not mine.startswith(p + "/")))


def glob_of(path: str) -> str:
    """A directory's content as GitHub's path filters write it, its name taken literally."""
    return "".join("\\" + ch if ch in "*?+[]!" else ch for ch in path) + "/**"


KIND_OF_SCRIPT: Kind = "shell"
