"""No platform: the pipeline ends with a tested, attested image in the CI system's own registry."""

from __future__ import annotations

from ..model.platform import Platform
from ..model.text import Text

NONE = Platform(
    id="none",
    title="no platform",
    ships="image",
    registry="ci",
    deploys=False,
    no_preview=Text("no platform was named, so there is nowhere to put a preview", "aucune plateforme n'est indiquée : il n'y a nulle part où déployer un aperçu"),
)
