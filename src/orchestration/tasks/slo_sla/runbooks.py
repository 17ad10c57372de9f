"""What to do when an objective's alert calls."""

from __future__ import annotations

from ...documents.promql import selector
from ...model.objective import Events, Objective
from ...model.runbook import Runbook
from ...model.text import Text
from ..histograms import FLAG, KEY, READ_SINCE
from .rules import BAD, CURRENT, RATIO, REMAINING, alert_names, labels_of

ESCALATE = Text("No progress after 30 minutes, or less than a quarter of the budget left: call the second person on call, and tell the product owner that releases will stop.",
                "Aucun progrès après 30 minutes, ou moins d'un quart du budget restant : appelez la deuxième personne d'astreinte et prévenez le responsable produit que les livraisons vont s'arrêter.")


def pages(objective: Objective) -> tuple[Runbook, ...]:
    """One for each of the objective's alerts."""
    own, names, title = labels_of(objective), alert_names(objective), objective.title
    checks = [(Text("How fast is the budget burning? 1 is sustainable.", "À quelle vitesse le budget brûle-t-il ? 1 est tenable."), selector(CURRENT, own)),
              (Text("What is left of it?", "Que reste-t-il ?"), selector(REMAINING, own)),
              (Text("Since when?", "Depuis quand ?"), selector(f"{RATIO}5m", own))]
    if isinstance(objective.indicator.measure, Events):
        checks.append((Text("How many a second are bad?", "Combien par seconde sont mauvaises ?"), selector(BAD, own)))
    steps = (Text("Was anything deployed, configured or migrated when it began? Roll it back first and look for the cause afterwards.", "Quelque chose a-t-il été déployé, configuré ou migré quand cela a commencé ? Revenez d'abord en arrière, cherchez la cause ensuite."),
             Text("Which routes, which statuses, which dependency? The dashboard shows them side by side.", "Quelles routes, quels statuts, quelle dépendance ? Le tableau de bord les montre côte à côte."),
             Text("Nothing helps quickly: give people less instead of nothing (a cached page, a feature switched off).", "Rien n'aide vite : donnez moins plutôt que rien (une page en cache, une fonctionnalité coupée)."))
    impact = Text(f"{objective.indicator.means.en}: too often it is not.", f"{objective.indicator.means.fr} : trop souvent ce n'est pas le cas.")
    burns = Text(f"The error budget of {title.en} is spent far faster than it lasts.", f"Le budget d'erreur de « {title.fr} » est dépensé bien plus vite qu'il ne dure.")
    series = objective.indicator.series or (selector(f"{RATIO}5m", own),)
    # Of a document's own queries nobody here knows what is scraped under which name.
    scraped = ((Text("Is the service scraped at all?", "Le service est-il relevé ?"), selector("up", {"job": objective.service})),) if objective.indicator.samples else ()
    return (
        Runbook(names["page"], burns, impact, tuple(checks), steps, ESCALATE),
        Runbook(names["ticket"], Text(f"The error budget of {title.en} will not last its period; there are days left to act, not minutes.", f"Le budget d'erreur de « {title.fr} » ne durera pas sa période ; il reste des jours pour agir, non des minutes."), impact, tuple(checks), steps, ESCALATE),
        Runbook(names["blind"], Text(f"The series {title.en} is computed from are not there.", f"Les séries dont « {title.fr} » est calculé sont absentes."), Text("Nothing of the objective can be seen, and none of its alerts can fire.", "Rien de l'objectif n'est visible, et aucune de ses alertes ne peut se déclencher."),
                (*((Text("Is it there?", "Est-elle là ?"), s) for s in series), *scraped),
                (Text("A new version may have renamed the metric, or lost the line that turns metrics on.", "Une nouvelle version a pu renommer la métrique, ou perdre la ligne qui active les métriques."), Text("A service without any request yet has none: send one.", "Un service sans aucune requête n'en a pas encore : envoyez-en une."), _why(objective)), ESCALATE),
    )


def _why(objective: Objective) -> Text:
    if objective.indicator.is_native:
        return Text(f"It is there as buckets only: Prometheus {READ_SINCE} and newer reads native histograms with {KEY}, an older one with {FLAG}.", f"Elle n'existe qu'en seaux : Prometheus {READ_SINCE} et plus récent lit les histogrammes natifs avec {KEY}, un plus ancien avec {FLAG}.")
    return Text("The bucket is missing: the threshold is not among the histogram's buckets.", "Le seau manque : le seuil n'est pas parmi les seaux de l'histogramme.")
