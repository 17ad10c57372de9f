"""Places to run, by id."""

from __future__ import annotations

from ..model.errors import BadValue
from ..model.platform import Platform
from ..model.text import Text
from .aws import AWS
from .azure import AZURE
from .cloudflare import CLOUDFLARE
from .gcp import GCP
from .kubernetes import KUBERNETES
from .none import NONE
from .vercel import VERCEL

PLATFORMS: dict[str, Platform] = {
    "aws": AWS,
    "azure": AZURE,
    "cloudflare": CLOUDFLARE,
    "gcp": GCP,
    "kubernetes": KUBERNETES,
    "none": NONE,
    "vercel": VERCEL,
}


def platform(name: str) -> Platform:
    """The platform of that id.

    Raises:
        BadValue: there is none.
    """
    found = PLATFORMS.get(name.strip().lower())
    if found is None:
        valid = ", ".join(sorted(PLATFORMS))
        raise BadValue(Text(f"unknown platform: {name!r}", f"plateforme inconnue : {name!r}"), Text(f"one of: {valid}", f"au choix : {valid}"))
    return found
