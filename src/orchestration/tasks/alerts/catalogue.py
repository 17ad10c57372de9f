"""The conditions worth telling someone about: symptoms people feel, each with its query and its runbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from ...documents.promql import Matcher, matchers, selector
from ...model.rules import Priority
from ...model.runbook import Runbook
from ...model.signals import Signals
from ...model.text import Text
from ..requests import counted, quantile, rate
from ..slo_sla.burn_rates import MONTH_DAYS, Pair, duration, factor_query, number, pairs
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
    needs: str = ""
    """The series besides the service's own that have to be there, in words; empty: none."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Of whom the conditions speak."""

    service: str
    labels: Mapping[str, str]
    signals: Signals

    @property
    def failing(self) -> Matcher:
        return Matcher(self.signals.status, "=~", self.signals.failures)

    def counted(self) -> str:
        return counted(self.signals, self.labels)

    def rate(self, window: str, *more: Matcher, **how: str) -> str:
        return rate(self.signals, self.labels, window, *more, **how)

    def error_ratio(self, window: str) -> str:
        return f"{self.rate(window, self.failing)}\n/\n({self.rate(window)} > 0)"

    def event_loop_lag(self, window: str) -> str:
        """Seconds, of each instance; empty where it is not measured."""
        name = self.signals.event_loop_lag
        if not name.endswith("_bucket"):
            return selector(name, self.labels) if name else ""
        return f"histogram_quantile(0.99, sum by (le, instance) (rate({selector(name, self.labels)}[{window}])))"

    def quantile(self, percent: Decimal, window: str, by: str = "") -> str:
        return quantile(self.signals, self.labels, number(percent / 100), window, by=by)


def _page(alert: str, meaning: Text, impact: Text, checks: tuple[tuple[Text, str], ...], mitigations: tuple[Text, ...]) -> Runbook:
    return Runbook(alert, meaning, impact, checks, mitigations, ESCALATE)


def service_down(s: Subject, threshold: Decimal | None) -> tuple[Condition, ...]:
    up = selector("up", s.labels)
    return (Condition(
        "ServiceDown", f"(max({up}) or vector(0)) == 0", "1m",
        Text("{{ $labels.service }} does not answer", "{{ $labels.service }} ne répond pas"),
        Text("No instance has answered Prometheus for a minute.", "Aucune instance ne répond à Prometheus depuis une minute."),
        _page("ServiceDown", Text("Prometheus reaches no instance of the service, or no longer knows of any.", "Prometheus n'atteint aucune instance du service, ou n'en connaît plus."),
              Text("The service is down for everyone, unless only the way from Prometheus to it is.", "Le service est arrêté pour tout le monde, sauf si seul le chemin depuis Prometheus est coupé."),
              ((Text("Which instances, since when?", "Quelles instances, depuis quand ?"), up), (Text("Did it restart in a loop?", "A-t-il redémarré en boucle ?"), f"changes({selector('process_start_time_seconds', s.labels)}[30m])"),
               (Text("Does the readiness address answer from outside? Then it is Prometheus or the network.", "L'adresse readiness répond-elle de l'extérieur ? Alors c'est Prometheus ou le réseau."), "")),
              (UNDO, Text("Restart one instance and read its first log lines: configuration and migrations fail there.", "Redémarrez une instance et lisez ses premières lignes de journal : configuration et migrations y échouent."), Text("Is the platform down? Read its status page, and tell customers.", "La plateforme est-elle en panne ? Lisez sa page d'état et prévenez les clients.")))),)


def error_rate(s: Subject, threshold: Decimal | None) -> tuple[Condition, ...]:
    share = threshold if threshold is not None else Decimal("0.05")
    percent = number(share * 100)
    return (Condition(
        "HighErrorRate", f"{s.error_ratio('5m')}\n> {number(share)}\nand on ()\n{s.rate('5m', s.failing, function='increase')} >= 5", "2m",
        Text("{{ $labels.service }}: {{ $value | humanizePercentage }} of requests fail", "{{ $labels.service }} : {{ $value | humanizePercentage }} des requêtes échouent"),
        Text(f"More than {percent} % of the last five minutes' requests failed through the service's own fault.", f"Plus de {percent} % des requêtes des cinq dernières minutes ont échoué par la faute du service."),
        _page("HighErrorRate", Text(f"More than {percent} % of requests end in {s.signals.failures.replace('.', 'x')}, and at least five did in five minutes.", f"Plus de {percent} % des requêtes finissent en {s.signals.failures.replace('.', 'x')}, et au moins cinq en cinq minutes."),
              Text("People see errors now.", "Des personnes voient des erreurs en ce moment."),
              ((Text("Which routes and statuses?", "Quelles routes, quels statuts ?"), f"topk(10, {s.rate('5m', s.failing, by=f'{s.signals.route}, {s.signals.status}')})"),
               (Text("Since when? Compare with the deploys on the dashboard.", "Depuis quand ? Comparez avec les déploiements du tableau de bord."), s.error_ratio("5m")),
               *(((Text("Is a dependency down?", "Une dépendance est-elle en panne ?"), f"min by (dependency) ({selector(s.signals.dependency, s.labels)})"),) if s.signals.dependency else ())),
              (UNDO, Text("One route only: switch its feature off, or answer a plain 503 there.", "Une seule route : coupez sa fonctionnalité, ou répondez-y un simple 503."), Text("A dependency is down: see DependencyDown.", "Une dépendance est en panne : voir DependencyDown.")))),)


def latency(s: Subject, threshold: Decimal | None, percent: Decimal = Decimal(95)) -> tuple[Condition, ...]:
    seconds = threshold if threshold is not None else Decimal(1)
    return (Condition(
        "HighLatency", f"{s.quantile(percent, '5m')} > {number(seconds)}\nand on ()\n{s.rate('5m', function='increase')} >= 20", "5m",
        Text(f"{{{{ $labels.service }}}}: p{number(percent)} is {{{{ $value | humanizeDuration }}}}", f"{{{{ $labels.service }}}} : p{number(percent)} vaut {{{{ $value | humanizeDuration }}}}"),
        Text(f"{number(100 - percent)} % of requests have taken longer than {number(seconds)} s for five minutes.", f"{number(100 - percent)} % des requêtes prennent plus de {number(seconds)} s depuis cinq minutes."),
        _page("HighLatency", Text(f"The slowest {number(100 - percent)} % of requests take longer than {number(seconds)} s.", f"Les {number(100 - percent)} % de requêtes les plus lentes prennent plus de {number(seconds)} s."),
              Text("People wait, and clients time out and try again, which makes it worse.", "Les utilisateurs attendent ; les clients abandonnent et recommencent, ce qui aggrave tout."),
              ((Text("Which routes?", "Quelles routes ?"), f"topk(10, {s.quantile(percent, '5m', s.signals.route)})"), (Text("More traffic than usual?", "Plus de trafic que d'habitude ?"), s.rate("5m")),
               *(((Text("Requests piling up?", "Des requêtes s'accumulent-elles ?"), f"sum({selector(s.signals.active, s.labels)})"),) if s.signals.active else ())),
              (UNDO, Text("More traffic: add instances, or limit the client that sends it.", "Plus de trafic : ajoutez des instances, ou limitez le client qui l'envoie."), Text("The database is slow: look for its longest queries and end what nobody waits for any more.", "La base est lente : cherchez ses requêtes les plus longues et arrêtez celles que plus personne n'attend.")))),)


def burn_rate(s: Subject, threshold: Decimal | None) -> tuple[Condition, ...]:
    """For whatever objectives are recorded; factors from the share of the budget, as the workbook computes them."""
    def burns(pair: Pair) -> str:
        limit = f"({factor_query(pair, PERIOD + own)} * {BUDGET}{own})"
        return "(\n  " + "\n  and\n  ".join(f"max without (slo_window) ({RATIO}{duration(m)}{own}) > on (service, slo) {limit}" for m in (pair.short_minutes, pair.long_minutes)) + "\n)"

    own = matchers({"service": s.service})
    fast, slow = ("\nor\n".join(burns(p) for p in pairs(MONTH_DAYS) if p.urgency == urgency) for urgency in ("page", "ticket"))
    meaning = Text("The error budget of an objective is spent so fast that the objective will be missed if it goes on.", "Le budget d'erreur d'un objectif est dépensé si vite que l'objectif sera manqué si cela continue.")
    checks = ((Text("Which objective, how fast? 1 is sustainable.", "Quel objectif, à quelle vitesse ? 1 est tenable."), f"{CURRENT}{own}"), (Text("What is left of the budget?", "Que reste-t-il du budget ?"), f"{REMAINING}{own}"),
              (Text("Which routes fail?", "Quelles routes échouent ?"), f"topk(10, {s.rate('5m', s.failing, by=f'{s.signals.route}, {s.signals.status}')})"))
    steps = (UNDO, Text("Follow HighErrorRate or HighLatency, whichever the objective is about.", "Suivez HighErrorRate ou HighLatency, selon ce que mesure l'objectif."), Text("Stop risky releases: see the error budget policy.", "Suspendez les livraisons risquées : voir la politique de budget d'erreur."))
    found = []
    for name, expr, speed in (("ErrorBudgetBurnsFast", fast, Text("fast", "rapidement")), ("ErrorBudgetBurnsSlowly", slow, Text("steadily", "régulièrement"))):
        found.append(Condition(name, expr, "", Text(f"{{{{ $labels.service }}}} burns the error budget of {{{{ $labels.slo }}}} {speed.en}", f"{{{{ $labels.service }}}} consomme {speed.fr} le budget d'erreur de {{{{ $labels.slo }}}}"),
                               Text("{{ $value | humanizePercentage }} was bad in the short window.", "{{ $value | humanizePercentage }} était mauvais dans la fenêtre courte."),
                               _page(name, meaning, Text("People are being failed now.", "Des personnes en souffrent en ce moment."), checks, steps), "the series that define_slo_sla records"))
    return tuple(found)


def dependency_down(s: Subject, threshold: Decimal | None) -> tuple[Condition, ...]:
    series = selector(s.signals.dependency, s.labels)
    return (Condition(
        "DependencyDown", f"min by (dependency) ({series}) == 0", "2m",
        Text("{{ $labels.service }} does not reach {{ $labels.dependency }}", "{{ $labels.service }} n'atteint pas {{ $labels.dependency }}"),
        Text("The readiness check of {{ $labels.dependency }} has failed for two minutes.", "Le contrôle readiness de {{ $labels.dependency }} échoue depuis deux minutes."),
        _page("DependencyDown", Text("A server this service needs does not answer its protocol in time.", "Un serveur dont ce service a besoin ne répond pas à son protocole à temps."), Text("What needs it fails; the service is taken out of rotation where readiness is asked.", "Ce qui en dépend échoue ; le service sort de la rotation là où readiness est consultée."),
              ((Text("Which one, for whom?", "Laquelle, pour qui ?"), series), (Text("Slow before it failed?", "Lente avant d'échouer ?"), selector("dependency_check_duration_seconds", s.labels))),
              (Text("From one instance: does its name resolve, does its port open?", "Depuis une instance : le nom est-il résolu, le port s'ouvre-t-il ?"), Text("Too many connections, a full disk or a failover? Its own dashboard tells.", "Trop de connexions, disque plein ou bascule ? Son propre tableau de bord le dit."), Text("Credentials rotated? Restart the service so that it reads the new ones.", "Identifiants renouvelés ? Redémarrez le service pour qu'il lise les nouveaux.")))),)


def saturation(s: Subject, threshold: Decimal | None) -> tuple[Condition, ...]:
    def made(name: str, expr: str, for_: str, what: Text, why: Text, steps: tuple[Text, ...]) -> Condition:
        return Condition(name, expr, for_, Text(f"{{{{ $labels.service }}}}: {what.en}", f"{{{{ $labels.service }}}} : {what.fr}"), why,
                         _page(name, why, Text("Requests become slow, and then fail.", "Les requêtes ralentissent, puis échouent."), ((Text("Which instance, since when?", "Quelle instance, depuis quand ?"), expr.split(" > ")[0]),), steps))

    more = (Text("Add an instance: that is the safest way to gain time.", "Ajoutez une instance : c'est la façon la plus sûre de gagner du temps."), UNDO)
    found = [
        made("ProcessorSaturated", f"max(rate({selector('process_cpu_seconds_total', s.labels)}[5m])) > 0.9", "10m", Text("a process uses a whole processor", "un processus occupe un processeur entier"),
             Text("A process has used more than 90 % of one processor for ten minutes.", "Un processus utilise plus de 90 % d'un processeur depuis dix minutes."), more),
        made("FileDescriptorsRunOut", f"max({selector('process_open_fds', s.labels)} / {selector('process_max_fds', s.labels)}) > 0.8", "5m", Text("file descriptors run out", "les descripteurs de fichiers s'épuisent"),
             Text("More than 80 % of the file descriptors a process may open are open; at 100 % it accepts no connection.", "Plus de 80 % des descripteurs qu'un processus peut ouvrir sont ouverts ; à 100 % il n'accepte plus de connexion."),
             (Text("Restart the instance: it gives all of them back.", "Redémarrez l'instance : elle les rend tous."), Text("Look for sockets or files that are never closed; a client without keep-alive limits is the usual cause.", "Cherchez des sockets ou fichiers jamais fermés ; un client sans limite de keep-alive en est la cause habituelle."))),
    ]
    lag = s.event_loop_lag("5m")
    if lag:
        found.append(made("EventLoopBlocked", f"max({lag}) > 0.2", "5m", Text("the event loop is blocked for {{ $value | humanizeDuration }}", "la boucle d'événements est bloquée {{ $value | humanizeDuration }}"),
                          Text("Everything waits for something that computes: nothing else is answered meanwhile.", "Tout attend un calcul en cours : rien d'autre n'est servi pendant ce temps."), more))
    return tuple(found)


def restarts(s: Subject, threshold: Decimal | None) -> tuple[Condition, ...]:
    series = selector("process_start_time_seconds", s.labels)
    return (Condition("RestartsInALoop", f"sum(changes({series}[15m])) > 3", "", Text("{{ $labels.service }} restarts in a loop", "{{ $labels.service }} redémarre en boucle"),
                      Text("More than three restarts in a quarter of an hour.", "Plus de trois redémarrages en un quart d'heure."),
                      _page("RestartsInALoop", Text("The process ends and is started again, over and over.", "Le processus se termine et redémarre sans cesse."), Text("Requests in flight are lost at each restart.", "Les requêtes en cours sont perdues à chaque redémarrage."), ((Text("When?", "Quand ?"), f"changes({series}[1h])"),),
                            (UNDO, Text("Read the last log lines before each end: out of memory has none.", "Lisez les dernières lignes avant chaque fin : un manque de mémoire n'en laisse pas."), Text("Out of memory: raise the limit once, then look for the leak.", "Mémoire épuisée : augmentez la limite une fois, puis cherchez la fuite.")))),)


def traffic_drop(s: Subject, threshold: Decimal | None) -> tuple[Condition, ...]:
    now, then = s.rate("10m"), s.rate("10m", offset="1w")
    return (Condition("TrafficDropped", f"({now} or vector(0)) < 0.2 * {then}\nand on ()\n{then} > 0.1", "10m", Text("{{ $labels.service }} gets far less traffic than a week ago", "{{ $labels.service }} reçoit bien moins de trafic qu'il y a une semaine"),
                      Text("Less than a fifth of the traffic of the same time last week.", "Moins d'un cinquième du trafic à la même heure la semaine dernière."),
                      _page("TrafficDropped", Text("Requests do not arrive that usually would.", "Des requêtes qui devraient arriver n'arrivent pas."), Text("People may not reach the service at all, which no error shows.", "Les utilisateurs n'atteignent peut-être plus le service, ce qu'aucune erreur ne montre."),
                            ((Text("Now and a week ago", "Maintenant et il y a une semaine"), f"{now}\nor\n{then}"),), (Text("Ask from outside: name, certificate, load balancer, in that order.", "Interrogez de l'extérieur : nom, certificat, répartiteur, dans cet ordre."), UNDO))),)


def certificate(s: Subject, threshold: Decimal | None) -> tuple[Condition, ...]:
    expiry = selector("probe_ssl_earliest_cert_expiry", s.labels)
    return (Condition("CertificateExpires", f"min({expiry}) - time() < 14 * 86400", "1h", Text("the certificate of {{ $labels.service }} expires in {{ $value | humanizeDuration }}", "le certificat de {{ $labels.service }} expire dans {{ $value | humanizeDuration }}"),
                      Text("Renewal should have happened 30 days before.", "Le renouvellement aurait dû se faire 30 jours avant."),
                      _page("CertificateExpires", Text("The certificate was not renewed.", "Le certificat n'a pas été renouvelé."), Text("From that day on, nobody gets in.", "À partir de ce jour, plus personne n'entre."), ((Text("When exactly?", "Quand exactement ?"), f"{expiry} - time()"),),
                            (Text("Renew it by hand, then look why the automatic renewal did not run.", "Renouvelez-le à la main, puis cherchez pourquoi le renouvellement automatique n'a pas tourné."),)), "a blackbox exporter that probes the service"),)


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
