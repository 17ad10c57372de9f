"""Settings that several platforms ask for in the same words."""

from __future__ import annotations

from ..model.platform import Setting
from ..model.text import Text

APP_URL = Setting("APP_URL", Text("the public address of that environment, which the smoke test asks", "l'adresse publique de cet environnement, que le test de fumée interroge"),
                  example="https://staging.example.com")
IMAGE_REPOSITORY = Setting("IMAGE_REPOSITORY", Text("where images are pushed to, without a tag", "où les images sont poussées, sans étiquette"), per_environment=False)
