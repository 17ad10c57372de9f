"""Whether classic or native histograms count a service's requests, and what native ones ask of whoever exports and reads them.

Source: Prometheus, "Native histograms" (specification: which version reads them and how it is told to). Which client libraries make them: prometheus/client_js issue 576 and
prometheus/client_python issue 918, both open in November 2026.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..model.decision import Claim, Decision, Refusal, Wish, granted
from ..model.errors import BadValue
from ..model.facts import Notice
from ..model.kit import Kit
from ..model.plan import Inputs
from ..model.signals import Signals
from ..model.text import Text
from . import datadog as console

SETTING = "native_histograms"
READ_SINCE = "3.8"
"""Prometheus that reads native histograms where its configuration says so; 2.40 to 3.7 do where a flag says so."""
FLAG, KEY = "--enable-feature=native-histograms", "scrape_native_histograms: true"


def histograms(options: Mapping[str, Any], wishes: Iterable[Wish]) -> Decision[str]:
    """``"classic"`` or ``"native"``.

    Raises:
        BadValue: the setting is neither yes nor no.
    """
    if SETTING in options:
        given = str(options[SETTING]).lower()
        if given not in ("yes", "no", "true", "false"):
            raise BadValue(Text(f"{SETTING}: {options[SETTING]!r} says neither yes nor no", f"{SETTING} : {options[SETTING]!r} ne dit ni oui ni non"), Text("yes or no", "yes ou no"))
        return Decision("native" if given in ("yes", "true") else "classic", "caller", Text("the caller's", "celui de l'appelant"))
    for wish in wishes:
        if wish.topic == "histograms":
            return granted("native" if (wish.value == "native") != wish.negated else "classic", wish)
    return Decision("classic", "default", Text("every client library and every Prometheus has them", "toutes les bibliothèques et tous les Prometheus les connaissent"))


def claims(signals: Signals, path: str) -> tuple[Claim, ...]:
    """A plan's word on which histograms its file asks."""
    if signals.is_native:
        return (Claim("histograms", path, rf"histogram_(?:count|fraction|quantile)\(.*{signals.duration}[{{\[]", "native"), Claim("histograms", path, rf"{signals.duration}_(?:count|bucket)", "classic"))
    return (Claim("histograms", path, rf"{signals.duration}_(?:count|bucket)", "classic"), Claim("histograms", path, rf"histogram_count\(.*{signals.duration}[{{\[]", "native"))


def refusals(inputs: Inputs) -> tuple[Refusal, ...]:
    """That what is asked for is there, and nothing yet fills it."""
    if inputs.signals.is_native and console.is_alone(inputs):
        return (Refusal("histograms", _counts_only(), "native", True),)
    if inputs.signals.is_native and isinstance(inputs.kit, Kit):
        return (Refusal("histograms", _exporter(inputs), "native", True),)
    return ()


def notices(inputs: Inputs) -> tuple[Notice, ...]:
    """So that nobody waits for a metric that nothing exports."""
    if not inputs.signals.is_native:
        return ()
    counts_only = (Notice("warning", "Datadog", _counts_only()),) if console.is_wanted(inputs) else ()
    return (Notice("warning", "native-histograms", _exporter(inputs)), *counts_only)


def _counts_only() -> Text:
    return Text("Datadog documents of histograms their count, their sum and named buckets; whether its Agent reads native ones is not known here, so only their counts are asked there: no percentile and no threshold of latency",
                "Datadog documente des histogrammes leur compte, leur somme et des seaux nommés ; si son Agent lit les histogrammes natifs n'est pas connu ici, donc seuls leurs comptes y sont interrogés : ni percentile ni seuil de latence")


def _exporter(inputs: Inputs) -> Text:
    name = inputs.signals.duration
    ways = Text("a client library that has them (Go, Java), or OpenTelemetry's exponential histograms", "une bibliothèque qui en fait (Go, Java), ou les histogrammes exponentiels d'OpenTelemetry")
    if isinstance(inputs.kit, Kit):
        return Text(f"every query asks {name} as a native histogram, but the kit exports a classic one: its client library makes no other; until something else exports it natively ({ways.en}), nothing is measured",
                    f"chaque requête interroge {name} comme histogramme natif, mais le kit exporte un histogramme classique : sa bibliothèque n'en fait pas d'autre ; tant que rien d'autre ne l'exporte ainsi ({ways.fr}), rien n'est mesuré")
    return Text(f"every query asks {name} as a native histogram; the app has to export one: {ways.en}", f"chaque requête interroge {name} comme histogramme natif ; l'application doit en exporter un : {ways.fr}")


def steps(inputs: Inputs) -> tuple[Text, ...]:
    """What Prometheus has to be told."""
    if not inputs.signals.is_native or console.is_alone(inputs):
        return ()
    return (Text(f"have Prometheus read native histograms: {KEY} in its configuration ({READ_SINCE} and newer), or {FLAG} (2.40 to 3.7)",
                 f"faites lire les histogrammes natifs par Prometheus : {KEY} dans sa configuration ({READ_SINCE} et plus récent), ou {FLAG} (2.40 à 3.7)"),)
