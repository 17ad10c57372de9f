"""What a proof says: its steps, each a Verdict with what was observed, and the measured figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from ..model.text import Text
from ..model.verdict import Verdict

TITLES: Mapping[str, Text] = MappingProxyType(
    {
        "prove/engine": Text("A container engine answers", "Un moteur de conteneurs répond"),
        "prove/build": Text("The image builds", "L'image se construit"),
        "prove/rebuild-cached": Text("A second build is answered by the cache", "Une seconde construction est servie par le cache"),
        "prove/no-secret-in-layers": Text(
            "No secret in any layer, history or setting", "Aucun secret dans les couches, l'historique ou la configuration"
        ),
        "prove/hardened-run": Text("It runs read-only, without capabilities", "Elle tourne en lecture seule, sans capacités"),
        "prove/http": Text("It answers HTTP on the port it declares", "Elle répond en HTTP sur le port qu'elle déclare"),
        "prove/healthy": Text("Its health check turns healthy", "Son contrôle de santé devient « healthy »"),
        "prove/non-root": Text(
            "Every process runs as a numeric user that is not root", "Chaque processus tourne sous un utilisateur numérique autre que root"
        ),
        "prove/root-fs-untouched": Text("It writes nothing to its root file system", "Elle n'écrit rien dans son système de fichiers racine"),
        "prove/reaps-children": Text("Orphaned processes are reaped", "Les processus orphelins sont récupérés"),
        "prove/stops-in-time": Text("SIGTERM ends it within its grace period", "SIGTERM l'arrête dans le délai de grâce"),
        "prove/compose-config": Text("The compose file is valid", "Le fichier compose est valide"),
        "prove/compose-up": Text("Every service comes up healthy", "Chaque service démarre et devient sain"),
        "prove/compose-http": Text("The app answers HTTP among its services", "L'application répond en HTTP parmi ses services"),
        "prove/compose-isolation": Text("Databases are reachable from inside only", "Les bases de données ne sont joignables que de l'intérieur"),
        "prove/compose-data-kept": Text("Replacing the containers keeps the data", "Remplacer les conteneurs conserve les données"),
        "prove/cleaned-up": Text("Nothing is left behind", "Il ne reste rien"),
    }
)
"""Every check id of a proof, in the order it is told, and what passing it means."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was tried."""

    verdict: Verdict
    seconds: float = 0.0
    observed: Text | None = None
    """What was seen, in figures: a status code, a user, an exit code."""
    applies: bool = True
    """False where there is nothing to prove (no port, no compose file): not run, and no gap either."""

    @property
    def title(self) -> Text:
        return TITLES[self.verdict.check]


@dataclass(frozen=True, slots=True)
class Proof:
    """Everything that was tried on one project's container files, in order."""

    project: str
    """The project directory as it was given."""
    app_path: str
    engine: str = ""
    """``docker`` or ``podman``; empty where none answered."""
    engine_version: str = ""
    compose_version: str = ""
    steps: tuple[Step, ...] = ()
    image: str = ""
    """The image's name, where it was kept."""
    image_bytes: int | None = None
    """Size of the image, unpacked."""
    figures: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    """Seconds: ``build`` ``rebuild`` ``first_answer`` ``healthy`` ``stop`` ``compose_up`` ``compose_recreate`` ``compose_down`` ``total``."""
    id: str = ""
    """The value of the label ``io.devops-squad.proof`` on everything it made."""
    notices: tuple[Text, ...] = ()
    """What was done differently from a plain run, and why."""

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        return tuple(step.verdict for step in self.steps)

    @property
    def state(self) -> Literal["passed", "failed", "incomplete"]:
        """``incomplete``: nothing failed, but something that applies could not be tried."""
        if any(v.state == "failed" for v in self.verdicts):
            return "failed"
        if any(s.verdict.state == "not run" and s.applies for s in self.steps):
            return "incomplete"
        return "passed"

    def step(self, check: str) -> Step:
        """Raises ``KeyError`` where the proof has no such step."""
        for step in self.steps:
            if step.verdict.check == check:
                return step
        raise KeyError(check)
