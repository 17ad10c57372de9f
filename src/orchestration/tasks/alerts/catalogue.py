"""The conditions worth telling someone about: symptoms people feel, each with its query and its runbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from ...documents.promql import matchers, number, rate, selector, series, written
from ...model.measure import Against, Instances, Measure, Most, Quantile, Quotient, Rate, Reading, Restarts, Series, Share, Top, When
from ...model.rules import Priority
from ...model.runbook import Runbook
from ...model.signals import Signals
from ...model.text import Text
from ..slo_sla.burn_rates import MONTH_DAYS, Pair, duration, factor_query, pairs
from ..slo_sla.rules import BUDGET, CURRENT, PERIOD, RATIO, REMAINING

ESCALATE = Text("No progress after 15 minutes (P0) or 30 minutes (P1): call the second person on call and say so in the incident's channel. Customers affected for more than 30 minutes: tell whoever speaks with them.",
                "Aucun progrès après 15 minutes (P0) ou 30 minutes (P1) : appelez la deuxième personne d'astreinte et dites-le dans le canal de l'incident. Clients touchés plus de 30 minutes : prévenez qui leur parle.")
UNDO = Text("Was anything deployed, configured or migrated in the last hour? Roll it back first and look for the cause afterwards.", "Quelque chose a-t-il été déployé, configuré ou migré depuis une heure ? Revenez d'abord en arrière, cherchez la cause ensuite.")


@dataclass(frozen=True, slots=True)
class Condition:
    """One alert before it has a priority."""

    name: str
    expr: str
    for_: str
    summary: Text
    """May hold Prometheus' own templates; the service's name stands for itself as ``{{ $labels.service }}``."""
    description: Text
    page: Runbook
    when: When | None = None
    """The same as ``expr`` in no query language; None: only PromQL says it."""
    needs: str = ""
    """The series besides the service's own that have to be there, in words; empty: none."""


START_TIME = Series("process_start_time_seconds")


@dataclass(frozen=True, slots=True)
class Subject:
    """Of whom the conditions speak."""

    service: str
    signals: Signals

    def written(self, measure: Measure, window: str) -> str:
        return written(measure, self.service, window)

    def series(self, name: str) -> str:
        return selector(name, {"job": self.service})

    @property
    def requests(self) -> Series:
        return self.signals.counted()

    @property
    def failed(self) -> Series:
        return self.signals.failed()

    @property
    def error_ratio(self) -> Share:
        return Share(Rate(self.failed), Rate(self.requests))

    @property
    def dependencies(self) -> Reading:
        return Reading(Series(self.signals.dependency), "min", ("dependency",))

    @property
    def worst_routes(self) -> Top:
        return Top(10, Rate(self.failed, (self.signals.route, self.signals.status)))

    @property
    def event_loop_lag(self) -> Reading | Quantile | None:
        """Seconds, of each instance; None where it is not measured."""
        name = self.signals.event_loop_lag
        if not name.endswith("_bucket"):
            return Reading(Series(name)) if name else None
        return Quantile(Series(name.removesuffix("_bucket")), Decimal("0.99"), ("instance",))

    def quantile(self, percent: Decimal, *by: str) -> Quantile:
        return Quantile(self.signals.observed(), percent / 100, by)


def _page(alert: str, meaning: Text, impact: Text, checks: tuple[tuple[Text, str], ...], mitigations: tuple[Text, ...]) -> Runbook:
    return Runbook(alert, meaning, impact, checks, mitigations, ESCALATE)


def service_down(s: Subject, threshold: Decimal | None) -> tuple[Condition, ...]:
    up = s.series("up")
    return (Condition(
        "ServiceDown", f"(max({up}) or vector(0)) == 0", "1m",
        Text("{{ $labels.service }} does not answer", "{{ $labels.service }} ne répond pas"),
        Text("No instance has answered whoever collects its metrics for a minute.", "Aucune instance ne répond depuis une minute à qui collecte ses métriques."),
        _page("ServiceDown", Text("Whoever collects the metrics reaches no instance of the service, or no longer knows of any.", "Qui collecte les métriques n'atteint aucune instance du service, ou n'en connaît plus."),
              Text("The service is down for everyone, unless only the way its metrics take is.", "Le service est arrêté pour tout le monde, sauf si seul le chemin de ses métriques est coupé."),
              ((Text("Which instances, since when?", "Quelles instances, depuis quand ?"), up), (Text("Did it restart in a loop?", "A-t-il redémarré en boucle ?"), f"changes({series(START_TIME, s.service)}[30m])"),
               (Text("Does the readiness address answer from outside? Then it is the collection of metrics, or the network.", "L'adresse readiness répond-elle de l'extérieur ? Alors c'est la collecte des métriques, ou le réseau."), "")),
              (UNDO, Text("Restart one instance and read its first log lines: configuration and migrations fail there.", "Redémarrez une instance et lisez ses premières lignes de journal : configuration et migrations y échouent."), Text("Is the platform down? Read its status page, and tell customers.", "La plateforme est-elle en panne ? Lisez sa page d'état et prévenez les clients."))), When(Instances("answering"), "==", Decimal(0), 1)),)


def error_rate(s: Subject, threshold: Decimal | None) -> tuple[Condition, ...]:
    share = threshold if threshold is not None else Decimal("0.05")
    percent, least = number(share * 100), 5
    return (Condition(
        "HighErrorRate", f"{s.written(s.error_ratio, '5m')}\n> {number(share)}\nand on ()\n{rate(Rate(s.failed), s.service, '5m', function='increase')} >= {least}", "2m",
        Text("{{ $labels.service }}: {{ $value | humanizePercentage }} of requests fail", "{{ $labels.service }} : {{ $value | humanizePercentage }} des requêtes échouent"),
        Text(f"More than {percent} % of the last five minutes' requests failed through the service's own fault.", f"Plus de {percent} % des requêtes des cinq dernières minutes ont échoué par la faute du service."),
        _page("HighErrorRate", Text(f"More than {percent} % of requests end in {s.signals.failures.replace('.', 'x')}, and at least five did in five minutes.", f"Plus de {percent} % des requêtes finissent en {s.signals.failures.replace('.', 'x')}, et au moins cinq en cinq minutes."),
              Text("People see errors now.", "Des personnes voient des erreurs en ce moment."),
              ((Text("Which routes and statuses?", "Quelles routes, quels statuts ?"), s.written(s.worst_routes, "5m")),
               (Text("Since when? Compare with the deploys on the dashboard.", "Depuis quand ? Comparez avec les déploiements du tableau de bord."), s.written(s.error_ratio, "5m")),
               *(((Text("Is a dependency down?", "Une dépendance est-elle en panne ?"), s.written(s.dependencies, "5m")),) if s.signals.dependency else ())),
              (UNDO, Text("One route only: switch its feature off, or answer a plain 503 there.", "Une seule route : coupez sa fonctionnalité, ou répondez-y un simple 503."), Text("A dependency is down: see DependencyDown.", "Une dépendance est en panne : voir DependencyDown."))),
        When(s.error_ratio, ">", share, 5, (Rate(s.failed), least))),)


def latency(s: Subject, threshold: Decimal | None, percent: Decimal = Decimal(95)) -> tuple[Condition, ...]:
    seconds, least = threshold if threshold is not None else Decimal(1), 20
    return (Condition(
        "HighLatency", f"{s.written(s.quantile(percent), '5m')} > {number(seconds)}\nand on ()\n{rate(Rate(s.requests), s.service, '5m', function='increase')} >= {least}", "5m",
        Text(f"{{{{ $labels.service }}}}: p{number(percent)} is {{{{ $value | humanizeDuration }}}}", f"{{{{ $labels.service }}}} : p{number(percent)} vaut {{{{ $value | humanizeDuration }}}}"),
        Text(f"{number(100 - percent)} % of requests have taken longer than {number(seconds)} s for five minutes.", f"{number(100 - percent)} % des requêtes prennent plus de {number(seconds)} s depuis cinq minutes."),
        _page("HighLatency", Text(f"The slowest {number(100 - percent)} % of requests take longer than {number(seconds)} s.", f"Les {number(100 - percent)} % de requêtes les plus lentes prennent plus de {number(seconds)} s."),
              Text("People wait, and clients time out and try again, which makes it worse.", "Les utilisateurs attendent ; les clients abandonnent et recommencent, ce qui aggrave tout."),
              ((Text("Which routes?", "Quelles routes ?"), s.written(Top(10, s.quantile(percent, s.signals.route)), "5m")), (Text("More traffic than usual?", "Plus de trafic que d'habitude ?"), s.written(Rate(s.requests), "5m")),
               *(((Text("Requests piling up?", "Des requêtes s'accumulent-elles ?"), s.written(Reading(Series(s.signals.active), "sum"), "5m")),) if s.signals.active else ())),
              (UNDO, Text("More traffic: add instances, or limit the client that sends it.", "Plus de trafic : ajoutez des instances, ou limitez le client qui l'envoie."), Text("The database is slow: look for its longest queries and end what nobody waits for any more.", "La base est lente : cherchez ses requêtes les plus longues et arrêtez celles que plus personne n'attend."))),
        When(s.quantile(percent), ">", seconds, 5, (Rate(s.requests), least))),)


def burn_rate(s: Subject, threshold: Decimal | None) -> tuple[Condition, ...]:
    """For whatever objectives are recorded; factors from the share of the budget, as the workbook computes them."""
    def burns(pair: Pair) -> str:
        limit = f"({factor_query(pair, PERIOD + own)} * {BUDGET}{own})"
        return "(\n  " + "\n  and\n  ".join(f"max without (slo_window) ({RATIO}{duration(m)}{own}) > on (service, slo) {limit}" for m in (pair.short_minutes, pair.long_minutes)) + "\n)"

    own = matchers({"service": s.service})
    fast, slow = ("\nor\n".join(burns(p) for p in pairs(MONTH_DAYS) if p.urgency == urgency) for urgency in ("page", "ticket"))
    meaning = Text("The error budget of an objective is spent so fast that the objective will be missed if it goes on.", "Le budget d'erreur d'un objectif est dépensé si vite que l'objectif sera manqué si cela continue.")
    checks = ((Text("Which objective, how fast? 1 is sustainable.", "Quel objectif, à quelle vitesse ? 1 est tenable."), f"{CURRENT}{own}"), (Text("What is left of the budget?", "Que reste-t-il du budget ?"), f"{REMAINING}{own}"),
              (Text("Which routes fail?", "Quelles routes échouent ?"), s.written(s.worst_routes, "5m")))
    steps = (UNDO, Text("Follow HighErrorRate or HighLatency, whichever the objective is about.", "Suivez HighErrorRate ou HighLatency, selon ce que mesure l'objectif."), Text("Stop risky releases: see the error budget policy.", "Suspendez les livraisons risquées : voir la politique de budget d'erreur."))
    found = []
    for name, expr, speed in (("ErrorBudgetBurnsFast", fast, Text("fast", "rapidement")), ("ErrorBudgetBurnsSlowly", slow, Text("steadily", "régulièrement"))):
        found.append(Condition(name, expr, "", Text(f"{{{{ $labels.service }}}} burns the error budget of {{{{ $labels.slo }}}} {speed.en}", f"{{{{ $labels.service }}}} consomme {speed.fr} le budget d'erreur de {{{{ $labels.slo }}}}"),
                               Text("{{ $value | humanizePercentage }} was bad in the short window.", "{{ $value | humanizePercentage }} était mauvais dans la fenêtre courte."),
                               _page(name, meaning, Text("People are being failed now.", "Des personnes en souffrent en ce moment."), checks, steps), needs="the series that define_slo_sla records"))
    return tuple(found)


def dependency_down(s: Subject, threshold: Decimal | None) -> tuple[Condition, ...]:
    return (Condition(
        "DependencyDown", f"{s.written(s.dependencies, '2m')} == 0", "2m",
        Text("{{ $labels.service }} does not reach {{ $labels.dependency }}", "{{ $labels.service }} n'atteint pas {{ $labels.dependency }}"),
        Text("The readiness check of {{ $labels.dependency }} has failed for two minutes.", "Le contrôle readiness de {{ $labels.dependency }} échoue depuis deux minutes."),
        _page("DependencyDown", Text("A server this service needs does not answer its protocol in time.", "Un serveur dont ce service a besoin ne répond pas à son protocole à temps."), Text("What needs it fails; the service is taken out of rotation where readiness is asked.", "Ce qui en dépend échoue ; le service sort de la rotation là où readiness est consultée."),
              ((Text("Which one, for whom?", "Laquelle, pour qui ?"), s.series(s.signals.dependency)), (Text("Slow before it failed?", "Lente avant d'échouer ?"), s.series("dependency_check_duration_seconds"))),
              (Text("From one instance: does its name resolve, does its port open?", "Depuis une instance : le nom est-il résolu, le port s'ouvre-t-il ?"), Text("Too many connections, a full disk or a failover? Its own dashboard tells.", "Trop de connexions, disque plein ou bascule ? Son propre tableau de bord le dit."), Text("Credentials rotated? Restart the service so that it reads the new ones.", "Identifiants renouvelés ? Redémarrez le service pour qu'il lise les nouveaux."))), When(s.dependencies, "==", Decimal(0), 2)),)


def saturation(s: Subject, threshold: Decimal | None) -> tuple[Condition, ...]:
    def made(name: str, measure: Rate | Reading | Quotient | Quantile, above: str, for_: str, what: Text, why: Text, steps: tuple[Text, ...]) -> Condition:
        most = Most(measure)
        shown = s.written(most, "5m")
        return Condition(name, f"{shown} > {above}", for_, Text(f"{{{{ $labels.service }}}}: {what.en}", f"{{{{ $labels.service }}}} : {what.fr}"), why,
                         _page(name, why, Text("Requests become slow, and then fail.", "Les requêtes ralentissent, puis échouent."), ((Text("Which instance, since when?", "Quelle instance, depuis quand ?"), shown),), steps), When(most, ">", Decimal(above), int(for_.removesuffix("m"))))

    more = (Text("Add an instance: that is the safest way to gain time.", "Ajoutez une instance : c'est la façon la plus sûre de gagner du temps."), UNDO)
    found = [
        made("ProcessorSaturated", Rate(Series("process_cpu_seconds", "total"), each=True), "0.9", "10m", Text("a process uses a whole processor", "un processus occupe un processeur entier"),
             Text("A process has used more than 90 % of one processor for ten minutes.", "Un processus utilise plus de 90 % d'un processeur depuis dix minutes."), more),
        made("FileDescriptorsRunOut", Quotient(Reading(Series("process_open_fds")), Reading(Series("process_max_fds"))), "0.8", "5m", Text("file descriptors run out", "les descripteurs de fichiers s'épuisent"),
             Text("More than 80 % of the file descriptors a process may open are open; at 100 % it accepts no connection.", "Plus de 80 % des descripteurs qu'un processus peut ouvrir sont ouverts ; à 100 % il n'accepte plus de connexion."),
             (Text("Restart the instance: it gives all of them back.", "Redémarrez l'instance : elle les rend tous."), Text("Look for sockets or files that are never closed; a client without keep-alive limits is the usual cause.", "Cherchez des sockets ou fichiers jamais fermés ; un client sans limite de keep-alive en est la cause habituelle."))),
    ]
    if lag := s.event_loop_lag:
        found.append(made("EventLoopBlocked", lag, "0.2", "5m", Text("the event loop is blocked for {{ $value | humanizeDuration }}", "la boucle d'événements est bloquée {{ $value | humanizeDuration }}"),
                          Text("Everything waits for something that computes: nothing else is answered meanwhile.", "Tout attend un calcul en cours : rien d'autre n'est servi pendant ce temps."), more))
    return tuple(found)


def restarts(s: Subject, threshold: Decimal | None) -> tuple[Condition, ...]:
    often = Restarts(START_TIME, 15)
    return (Condition("RestartsInALoop", f"{s.written(often, '15m')} > 3", "", Text("{{ $labels.service }} restarts in a loop", "{{ $labels.service }} redémarre en boucle"),
                      Text("More than three restarts in a quarter of an hour.", "Plus de trois redémarrages en un quart d'heure."),
                      _page("RestartsInALoop", Text("The process ends and is started again, over and over.", "Le processus se termine et redémarre sans cesse."), Text("Requests in flight are lost at each restart.", "Les requêtes en cours sont perdues à chaque redémarrage."), ((Text("When?", "Quand ?"), f"changes({series(START_TIME, s.service)}[1h])"),),
                            (UNDO, Text("Read the last log lines before each end: out of memory has none.", "Lisez les dernières lignes avant chaque fin : un manque de mémoire n'en laisse pas."), Text("Out of memory: raise the limit once, then look for the leak.", "Mémoire épuisée : augmentez la limite une fois, puis cherchez la fuite."))), When(often, ">", Decimal(3), 15)),)


def traffic_drop(s: Subject, threshold: Decimal | None) -> tuple[Condition, ...]:
    now, then = s.written(Rate(s.requests), "10m"), rate(Rate(s.requests), s.service, "10m", offset="1w")
    return (Condition("TrafficDropped", f"({now} or vector(0)) < 0.2 * {then}\nand on ()\n{then} > 0.1", "10m", Text("{{ $labels.service }} gets far less traffic than a week ago", "{{ $labels.service }} reçoit bien moins de trafic qu'il y a une semaine"),
                      Text("Less than a fifth of the traffic of the same time last week.", "Moins d'un cinquième du trafic à la même heure la semaine dernière."),
                      _page("TrafficDropped", Text("Requests do not arrive that usually would.", "Des requêtes qui devraient arriver n'arrivent pas."), Text("People may not reach the service at all, which no error shows.", "Les utilisateurs n'atteignent peut-être plus le service, ce qu'aucune erreur ne montre."),
                            ((Text("Now and a week ago", "Maintenant et il y a une semaine"), f"{now}\nor\n{then}"),), (Text("Ask from outside: name, certificate, load balancer, in that order.", "Interrogez de l'extérieur : nom, certificat, répartiteur, dans cet ordre."), UNDO)), When(Against(Rate(s.requests), 7), "<", Decimal("0.2"), 10)),)


def certificate(s: Subject, threshold: Decimal | None) -> tuple[Condition, ...]:
    expiry = s.series("probe_ssl_earliest_cert_expiry")
    return (Condition("CertificateExpires", f"min({expiry}) - time() < 14 * 86400", "1h", Text("the certificate of {{ $labels.service }} expires in {{ $value | humanizeDuration }}", "le certificat de {{ $labels.service }} expire dans {{ $value | humanizeDuration }}"),
                      Text("Renewal should have happened 30 days before.", "Le renouvellement aurait dû se faire 30 jours avant."),
                      _page("CertificateExpires", Text("The certificate was not renewed.", "Le certificat n'a pas été renouvelé."), Text("From that day on, nobody gets in.", "À partir de ce jour, plus personne n'entre."), ((Text("When exactly?", "Quand exactement ?"), f"{expiry} - time()"),),
                            (Text("Renew it by hand, then look why the automatic renewal did not run.", "Renouvelez-le à la main, puis cherchez pourquoi le renouvellement automatique n'a pas tourné."),)), needs="a blackbox exporter that probes the service"),)


CONDITIONS: Mapping[str, Callable[..., tuple[Condition, ...]]] = {
    "burn-rate": burn_rate, "certificate": certificate, "dependency-down": dependency_down, "error-rate": error_rate, "latency": latency,
    "restarts": restarts, "saturation": saturation, "service-down": service_down, "traffic-drop": traffic_drop,
}
"""Kind of an alert, in the vocabulary's words → its conditions."""
USUAL: Mapping[str, Priority] = {
    "service-down": "P0", "error-rate": "P1", "burn-rate": "P1", "latency": "P2", "dependency-down": "P2", "saturation": "P3", "restarts": "P2", "traffic-drop": "P2", "certificate": "P2",
}
"""Where the caller names no priority."""
START = ("service-down", "error-rate", "burn-rate", "latency", "dependency-down", "saturation")
"""Where the caller names no alert."""
