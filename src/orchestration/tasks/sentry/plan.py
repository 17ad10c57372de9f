"""The kit's way to Sentry with this project's shares, what Sentry has to be told to watch, and the script that tells it."""

from __future__ import annotations

import posixpath
from decimal import Decimal

from ...documents import sentry as document
from ...kits import kit as file
from ...model.artefact import Artefact
from ...model.container import ContainerFacts
from ...model.decision import Claim, Refusal
from ...model.facts import Notice
from ...model.plan import Inputs, Plan
from ...model.text import Text
from ...model.tree import join
from ..dockerfile.plan import dockerfile_path, has_source_maps
from ..instrumentation import Instrumented, instrument
from .spec import SentrySpec, specify

__all__ = ["plan", "specify"]

DIRECTORY = "monitoring/sentry"


def plan(inputs: Inputs, spec: SentrySpec) -> Plan:
    """
    Raises:
        SquadError: no kit fits this application.
    """
    done, at, language = instrument(inputs), inputs.profile.path, inputs.request.language
    files = (*done.artefacts, *_objects(inputs, spec, done.kit.sentry_platform, join(at, DIRECTORY)),
             Artefact(join(at, f"{DIRECTORY}/apply.sh"), file("monitoring/sentry/apply.sh"), "shell", Text("creates all of it at Sentry, by SENTRY_AUTH_TOKEN", "crée le tout chez Sentry, par SENTRY_AUTH_TOKEN"), executable=True),
             Artefact(join(at, f"{DIRECTORY}/README.md"), file(f"monitoring/{language}/sentry.md"), "markdown", Text("what is where, and what only a person can do", "ce qui est où, et ce que seule une personne peut faire")))
    notices = (Notice("info", DIRECTORY, Text("no Sentry was there to take these files: not run; the SDK's envelopes and apply.sh are tested against loopback servers that play it",
                                              "aucun Sentry n'était là pour recevoir ces fichiers : non exécuté ; les enveloppes du SDK et apply.sh sont testés face à des serveurs locaux qui le jouent")),)
    return Plan(files, _claims(inputs, spec, done), _refusals(inputs, done), notices, _steps(inputs, spec, done))


def _objects(inputs: Inputs, spec: SentrySpec, platform: str, at: str) -> list[Artefact]:
    service, environment, language = spec.service.value, inputs.request.environment, inputs.request.language
    percentile, limit = spec.latency.value

    def named(en: str, fr: str) -> str:
        return f"{service}: {en}" if language == "en" else f"{service} : {fr}"

    slow = document.latency_monitor(
        named(f"slow requests ({percentile} above {limit} ms)", f"requêtes lentes ({percentile} au-delà de {limit} ms)"),
        Text(f"{percentile} of the requests took more than {limit} ms over an hour.", f"Le {percentile} des requêtes a dépassé {limit} ms pendant une heure.").in_(language), percentile, limit, environment)
    alerts = {"high-priority": (named("new or returning issue of high priority", "problème de haute priorité, nouveau ou revenu"), ("new_high_priority_issue", "existing_high_priority_issue"), 0),
              "came-back": (named("a resolved issue came back", "un problème résolu est revenu"), ("regression_event",), 0)}
    if spec.feedback.value:
        alerts["feedback"] = (named("a user wrote", "un utilisateur a écrit"), ("first_seen_event",), document.FEEDBACK)
    made = [Artefact(f"{at}/project.json", document.project(service[:50], spec.project.value, platform), "sentry", Text("the project", "le projet"))]
    if spec.traces.value:
        made.append(Artefact(f"{at}/monitors/slow-requests.json", slow, "sentry", Text("makes an issue of slow requests", "fait un problème des requêtes lentes")))
    return made + [Artefact(f"{at}/alerts/{name}.json", document.alert(title, triggers, environment, category=category, slack_channel=spec.slack_channel.value), "sentry", Text("who is told", "qui est prévenu"))
                   for name, (title, triggers, category) in sorted(alerts.items())]


def _part(done: Instrumented, stem: str) -> str:
    """The kit's file of that name, whatever its language."""
    return next(name for name in sorted(done.kit.files) if posixpath.basename(name).split(".")[0] == stem)


def _claims(inputs: Inputs, spec: SentrySpec, done: Instrumented) -> tuple[Claim, ...]:
    at = inputs.profile.path
    way, scrubbing = join(at, _part(done, "sentry")), join(at, _part(done, "scrubbing"))
    claims = [
        Claim("task", way, r"\binit\(", "sentry"), Claim("error-tracking", way, r"\binit\("), Claim("release", way, r"SENTRY_RELEASE"), Claim("environments", way, "SENTRY_ENVIRONMENT"),
        Claim("crons", way, "monitored"), Claim("privacy", scrubbing, "PERSONAL"), Claim("feedback", way, "feedback"),
        Claim("sentry-alerts", join(at, f"{DIRECTORY}/alerts/high-priority.json"), "new_high_priority_issue"), Claim("sentry-logs", done.settings, rf"SENTRY_LOGS = {'[tT]rue'}"),
        _recorded("tracing", done.settings, "SENTRY_TRACES_SAMPLE_RATIO", spec.traces.value),
        *(Claim(topic, join(at, f"{DIRECTORY}/alerts/high-priority.json"), '"slack"', "slack") for topic in ("route", "notify")),
        *(Claim("objective", join(at, f"{DIRECTORY}/monitors/slow-requests.json"), rf'"comparison": {spec.latency.value[1]},', w.value) for w in inputs.wanted("objective") if w.value[0] == "latency" and Decimal(w.value[2]) * 1000 == spec.latency.value[1]),
    ]
    if done.kit.browser_settings:
        claims.append(_recorded("replay", join(at, done.kit.browser_settings), "SENTRY_REPLAY_SESSION_RATIO", spec.sessions.value))
    return tuple(claims)


def _recorded(topic: str, path: str, setting: str, share: Decimal) -> Claim:
    """The share stands in the settings; for what is not wanted, none does."""
    return Claim(topic, path, rf"\b{setting} = {share.normalize():f}\b") if share else Claim(topic, path, rf"\b{setting} = (?!0(?:\.0)?\s*[;#])", absent=True)


def _refusals(inputs: Inputs, done: Instrumented) -> tuple[Refusal, ...]:
    found = [
        Refusal("profiling", Text("profiles are not sent: they need a native package and are billed by the hour", "les profils ne sont pas envoyés : ils demandent un paquet natif et sont facturés à l'heure")),
        *_source_maps(inputs, done),
        Refusal("route", Text("Sentry tells by e-mail and Slack here; the pager is Alertmanager's, which knows what is urgent", "Sentry prévient ici par e-mail et Slack ; l'astreinte est l'affaire d'Alertmanager, qui sait ce qui est urgent"), "pagerduty"),
    ]
    if not done.kit.browser_settings:
        found.append(Refusal("replay", Text("a replay records a browser, and this app's code runs in none: add it to the front end's project", "une relecture enregistre un navigateur, et le code de cette application ne s'exécute dans aucun : ajoutez-la au projet du front")))
    return tuple(found)


def _source_maps(inputs: Inputs, done: Instrumented) -> tuple[Refusal, ...]:
    """What stands between them and Sentry; where nothing does, the pipeline claims that it sends them."""
    if not any(kind == "javascript" for _, kind in done.kit.files.values()):
        return (Refusal("source-maps", Text("nothing has to be mapped: what runs is what was written", "rien n'est à traduire : ce qui s'exécute est ce qui a été écrit")),)
    maps = inputs.container.source_maps if isinstance(inputs.container, ContainerFacts) else None
    by_hand = Text("the kit's README says which commands make and upload them; the pipeline made here does not run them", "le README du kit dit quelles commandes les produisent et les envoient ; le pipeline produit ici ne les exécute pas")
    if maps is None:
        why = by_hand
    elif inputs.platform is not None and inputs.platform.ships != "image":
        why = Text(f"they are taken from the image's build, and {inputs.platform.title} runs no image: {by_hand.en}", f"elles sont extraites de la construction de l'image, et {inputs.platform.title} n'exécute pas d'image : {by_hand.fr}")
    elif isinstance(maps, Text):
        why = maps
    elif not has_source_maps(inputs):
        path = dockerfile_path(inputs.profile)
        why = Text(f"{path} is yours and has no stage that the pipeline could take them from: {by_hand.en}", f"{path} est à vous et n'a pas d'étape dont le pipeline pourrait les extraire : {by_hand.fr}")
    elif "ci_cd" not in inputs.alongside or inputs.platform is None:
        why = Text("the image's build keeps them apart, and the pipeline of setup with a --platform uploads them; it is not part of this run", "la construction de l'image les met de côté, et le pipeline de setup avec --platform les envoie ; il ne fait pas partie de cette exécution")
    else:
        return ()
    return (Refusal("source-maps", why, partly=True),)


def _steps(inputs: Inputs, spec: SentrySpec, done: Instrumented) -> tuple[Text, ...]:
    sdk = done.kit.error_tracking
    # A bundler takes an import that leads nowhere for a mistake.
    install = Text(f"before the next build, install Sentry's SDK: {sdk}", f"avant la prochaine construction, installez le SDK de Sentry : {sdk}") if done.kit.browser_settings else Text(f"install Sentry's SDK: {sdk}", f"installez le SDK de Sentry : {sdk}")
    return (*done.steps, install,
            Text(f"SENTRY_ORG=… SENTRY_TEAM=… SENTRY_AUTH_TOKEN=… sh {join(inputs.profile.path, DIRECTORY)}/apply.sh --apply creates project, monitors and alerts, and prints the DSN; without --apply it says what it would do",
                 f"SENTRY_ORG=… SENTRY_TEAM=… SENTRY_AUTH_TOKEN=… sh {join(inputs.profile.path, DIRECTORY)}/apply.sh --apply crée projet, surveillances et alertes, et affiche le DSN ; sans --apply, il dit ce qu'il ferait"),
            Text("set SENTRY_DSN where the app runs: it is off until then", "définissez SENTRY_DSN là où l'application tourne : d'ici là, tout reste éteint"))
