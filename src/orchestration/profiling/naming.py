"""Names that are safe in every file we write, made from whatever a project calls itself."""

from __future__ import annotations

import re
import unicodedata


def slug(name: str, fallback: str = "app") -> str:
    """``"@acme/Web App" → "web-app"``: lower-case letters, digits and single hyphens, 1–50 characters, starting with a letter."""
    scope, _, own = name.rpartition("/")
    # "@acme/source" is what Nx calls the one package of a repository that it made for Acme.
    name = scope if own == "source" and scope.startswith("@") else own
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:50].strip("-")
    if not words:
        return fallback
    return words if words[0].isalpha() else f"{fallback}-{words}"[:50].strip("-")
