"""Dependencies held against what is known to be wrong with them, and said to be clean only where somebody looked."""

from __future__ import annotations

from ...model.provider import Task
from ...model.text import Text
from .plan import plan, specify

TASK = Task("dependencies", "security", Text("Vulnerabilities of dependencies by urgency, a fix plan, a CycloneDX SBOM", "Vulnérabilités des dépendances par urgence, plan de correction, SBOM CycloneDX"), specify, plan, needs_app=False)
