"""A runbook as Markdown."""

from __future__ import annotations

from ..model.runbook import Runbook
from ..model.text import Language


def runbook(page: Runbook, language: Language, priority: str, has_prometheus: bool = True) -> str:
    """The page's text.

    Args:
        has_prometheus: its queries can be asked; without, the alert's own page shows what it asks.
    """
    def say(en: str, fr: str) -> str:
        return fr if language == "fr" else en

    lines = [f"# {page.alert} ({priority})", "", f"## {say('What it means', 'Ce que cela signifie')}", "", page.meaning.in_(language), "", f"**{say('Impact', 'Impact')}.** {page.impact.in_(language)}", "",
             f"## {say('How to check', 'Comment vérifier')}", ""]
    if not has_prometheus:
        lines += [say("The alert's own page shows what it asks, and its graph.", "La page de l'alerte montre ce qu'elle interroge, et son graphique."), ""]
    for i, (what, query) in enumerate(page.checks, 1):
        lines += [f"{i}. {what.in_(language)}", "", *(["   ```promql", *(f"   {line}" for line in query.splitlines()), "   ```", ""] if query and has_prometheus else [])]
    lines += [f"## {say('How to mitigate', 'Comment atténuer')}", "", *(f"{i}. {step.in_(language)}" for i, step in enumerate(page.mitigations, 1)), "",
              f"## {say('How to escalate', 'Comment escalader')}", "", page.escalate.in_(language), "",
              f"## {say('Afterwards', 'Après coup')}", "",
              say("Write down what was seen and done. If it paged, or spent a fifth of an error budget, write a postmortem (`monitoring/slo/postmortem.md`). If nothing had to be done, the alert is wrong: change it.",
                  "Notez ce qui a été vu et fait. Si quelqu'un a été réveillé, ou si un cinquième d'un budget d'erreur est parti, écrivez un post-mortem (`monitoring/slo/postmortem.md`). S'il n'y avait rien à faire, l'alerte est fausse : changez-la."), ""]
    return "\n".join(lines)
