"""Source code and configuration looked at for weaknesses, each with the way a value takes to it; and said what was not looked at."""

from __future__ import annotations

from ...model.provider import Task
from ...model.text import Text
from .plan import plan, specify

TASK = Task("audit", "security", Text("Weaknesses of the code, each with its way from source to harm, its CWE, OWASP category and fix", "Faiblesses du code, chacune avec son chemin de la source au dommage, sa CWE, sa catégorie OWASP et sa correction"), specify, plan, needs_app=False)
