"""How a service's requests are asked for in PromQL, whether classic or native histograms count them.

Sources: Prometheus, "Query functions" (histogram_count, histogram_fraction, histogram_quantile) and "Native histograms" (specification:
which version reads them and how it is told to). Which client libraries make them: prometheus/client_js issue 576 and
prometheus/client_python issue 918, both open in November 2026.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..documents.promql import Matcher, selector
from ..model.decision import Claim, Decision, Refusal, Wish
from ..model.errors import BadValue
from ..model.facts import Notice
from ..model.kit import Kit
from ..model.plan import Inputs
from ..model.signals import Signals
from ..model.text import Text

SETTING = "native_histograms"
READ_SINCE = "3.8"
"""Prometheus that reads native histograms where its configuration says so; 2.40 to 3.7 do where a flag says so."""
FLAG, KEY = "--enable-feature=native-histograms", "scrape_native_histograms: true"


# --- queries ----------------------------------------------------------------------------------------------------------

def counted(signals: Signals, labels: Mapping[str, str], *more: Matcher) -> str:
    """The series that hold how many requests there were: a counter each, or a native histogram each."""
    return selector(signals.duration if signals.is_native else f"{signals.duration}_count", labels, *more)


def rate(signals: Signals, labels: Mapping[str, str], window: str, *more: Matcher, by: str = "", offset: str = "", function: str = "rate") -> str:
    """Requests per second, all of them or by labels; with ``function="increase"``, how many."""
    summed = f"sum{f' by ({by}) ' if by else ''}({function}({counted(signals, labels, *more)}[{window}]{f' offset {offset}' if offset else ''}))"
    return f"histogram_count({summed})" if signals.is_native else summed


def quantile(signals: Signals, labels: Mapping[str, str], share: str, window: str, *more: Matcher, by: str = "") -> str:
    """The time that a share of the requests takes at most."""
    if signals.is_native:
        return f"histogram_quantile({share}, sum{f' by ({by}) ' if by else ''}(rate({counted(signals, labels, *more)}[{window}])))"
    return f"histogram_quantile({share}, sum by (le{', ' + by if by else ''}) (rate({selector(f'{signals.duration}_bucket', labels, *more)}[{window}])))"


# --- which kind -------------------------------------------------------------------------------------------------------

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
            return Decision("native" if (wish.value == "native") != wish.negated else "classic", "requirement", Text(f"asked for: {wish.text.strip()}", f"demandé : {wish.text.strip()}"))
    return Decision("classic", "default", Text("every client library and every Prometheus has them", "toutes les bibliothèques et tous les Prometheus les connaissent"))


def claims(signals: Signals, path: str) -> tuple[Claim, ...]:
    """A plan's word on which histograms its file asks."""
    if signals.is_native:
        return (Claim("histograms", path, rf"histogram_(?:count|fraction|quantile)\(.*{signals.duration}[{{\[]", "native"), Claim("histograms", path, rf"{signals.duration}_(?:count|bucket)", "classic"))
    return (Claim("histograms", path, rf"{signals.duration}_(?:count|bucket)", "classic"), Claim("histograms", path, rf"histogram_count\(.*{signals.duration}[{{\[]", "native"))


def refusals(inputs: Inputs) -> tuple[Refusal, ...]:
    """That what is asked for is there, and nothing yet fills it."""
    if inputs.signals.is_native and isinstance(inputs.kit, Kit):
        return (Refusal("histograms", _exporter(inputs), "native", True),)
    return ()


def notices(inputs: Inputs) -> tuple[Notice, ...]:
    """So that nobody waits for a metric that nothing exports."""
    return (Notice("warning", "native-histograms", _exporter(inputs)),) if inputs.signals.is_native else ()


def _exporter(inputs: Inputs) -> Text:
    name = inputs.signals.duration
    ways = Text("a client library that has them (Go, Java), or OpenTelemetry's exponential histograms", "une bibliothèque qui en fait (Go, Java), ou les histogrammes exponentiels d'OpenTelemetry")
    if isinstance(inputs.kit, Kit):
        return Text(f"every query asks {name} as a native histogram, but the kit exports a classic one: its client library makes no other; until something else exports it natively ({ways.en}), nothing is measured",
                    f"chaque requête interroge {name} comme histogramme natif, mais le kit exporte un histogramme classique : sa bibliothèque n'en fait pas d'autre ; tant que rien d'autre ne l'exporte ainsi ({ways.fr}), rien n'est mesuré")
    return Text(f"every query asks {name} as a native histogram; the app has to export one: {ways.en}", f"chaque requête interroge {name} comme histogramme natif ; l'application doit en exporter un : {ways.fr}")


def steps(signals: Signals) -> tuple[Text, ...]:
    """What Prometheus has to be told."""
    if not signals.is_native:
        return ()
    return (Text(f"have Prometheus read native histograms: {KEY} in its configuration ({READ_SINCE} and newer), or {FLAG} (2.40 to 3.7)",
                 f"faites lire les histogrammes natifs par Prometheus : {KEY} dans sa configuration ({READ_SINCE} et plus récent), ou {FLAG} (2.40 à 3.7)"),)
