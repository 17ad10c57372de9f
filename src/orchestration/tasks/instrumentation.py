"""The observability kit in a project: its files with this project's settings, and how it is switched on; several tasks hand it over."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..kits import kit as file
from ..kits.rendering import rendered, settings_of
from ..model.artefact import Artefact
from ..model.errors import SquadError
from ..model.facts import Notice
from ..model.kit import Kit
from ..model.plan import Inputs
from ..model.text import Text
from ..model.tree import join
from .sampling import sampling
from .slo_sla.spec import promised, service_name


@dataclass(frozen=True, slots=True)
class Instrumented:
    """What every task that relies on the kit hands over."""

    kit: Kit
    artefacts: tuple[Artefact, ...]
    steps: tuple[Text, ...]
    settings: str
    """The settings file's path."""
    is_wired: bool
    notices: tuple[Notice, ...] = ()


def instrument(inputs: Inputs) -> Instrumented:
    """
    Raises:
        SquadError: no kit fits this application.
    """
    kit = inputs.kit
    if isinstance(kit, SquadError):
        raise kit
    at = inputs.profile.path
    own = {path: rendered(source, _values(inputs, source)) for path in (kit.settings, kit.browser_settings) if path for source in (kit.files[path][0],)}
    why = Text("metrics, logs, health and shutdown, as one part of the app", "métriques, journaux, santé et arrêt, en une partie de l'application")
    switch = Text("switches the kit on as the server starts", "active le kit au démarrage du serveur")
    artefacts = [Artefact(join(at, name), own.get(name) or file(source), kind, switch if name == kit.entry else why) for name, (source, kind) in kit.files.items()]
    wired = kit.brings_entry or inputs.profile.trait("observability") == "wired"
    steps = [Text(f"install what the kit needs: {kit.install}", f"installez ce dont le kit a besoin : {kit.install}")]
    if kit.brings_entry:
        steps = [Text(f"{kit.entry} is in use at once: before the next build, {steps[0].en}", f"{kit.entry} sert aussitôt : avant la prochaine construction, {steps[0].fr}")]
    if not wired:
        where = join(at, kit.entry) if kit.entry else ""
        line = " ; ".join(line for line in kit.wiring.splitlines() if line)
        artefacts.append(Artefact(where or join(at, kit.directory, "WIRING"), kit.wiring, "text", Text(f"switch it on: {line}", f"activez-le : {line}"), mode="wiring"))
        steps.insert(0, _wiring(kit, where, line))
    for path, line in kit.also:
        artefacts.append(Artefact(join(at, path), line, "text", Text(f"add to it: {line}", f"ajoutez-y : {line}"), mode="wiring"))
        steps.append(Text(f"add to {join(at, path)}: {line}", f"ajoutez à {join(at, path)} : {line}"))
    return Instrumented(kit, tuple(artefacts), tuple(steps), join(at, kit.settings), wired, (_limits(inputs, kit),) if kit.is_for_functions else ())


def _limits(inputs: Inputs, kit: Kit) -> Notice:
    place = inputs.platform.title
    return Notice("warning", kit.entry, Text(f"{place} runs functions, not a process: masked logs and the probes' routes are there; no metrics to scrape, no drain, and the ids in a line are the platform's. None of it was run on {place}",
                                             f"{place} exécute des fonctions, pas un processus : les journaux masqués et les routes des sondes y sont ; ni métriques à relever, ni vidage, et les identifiants d'une ligne sont ceux de la plateforme. Rien n'a été exécuté sur {place}"))


def _wiring(kit: Kit, where: str, line: str) -> Text:
    if not where:
        return Text(f"switch the kit on in the start command: {line}", f"activez le kit dans la commande de démarrage : {line}")
    if kit.is_first_line:
        return Text(f"switch the kit on with one line at the top of {where}: {line} (--wire puts it there)", f"activez le kit par une ligne en tête de {where} : {line} (--wire l'y place)")
    return Text(f"switch the kit on in {where}, {kit.place.en}: {line}{' (--wire tries to)' * bool(kit.after)}", f"activez le kit dans {where}, {kit.place.fr} : {line}{' (--wire essaie)' * bool(kit.after)}")


def _values(inputs: Inputs, path: str) -> dict[str, Any]:
    known = settings_of(path)
    values: dict[str, Any] = {"service_name": service_name(inputs).value, "environment": inputs.request.environment, **sampling(inputs).settings()}
    bounds = {Decimal(w.value[2]) for w in promised(inputs.wishes) if w.value[0] == "latency"}
    if bounds and (buckets := known.get("latency_buckets_seconds")):
        # An objective's threshold must be a bucket's bound: what lies between two bounds cannot be counted.
        held = {Decimal(n.strip()) for n in buckets.strip("[]").split(",")}
        values["latency_buckets_seconds"] = [int(n) if n == n.to_integral_value() else float(n) for n in sorted(held | {b for b in bounds if b > 0})]
    return {name: value for name, value in values.items() if name in known}
