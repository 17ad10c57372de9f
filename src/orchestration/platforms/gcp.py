"""Google Cloud: images in Artifact Registry, services on Cloud Run; GitHub and GitLab sign in by Workload Identity Federation."""

from __future__ import annotations

from dataclasses import replace

from .. import pins
from ..model.ci import ActionUse
from ..model.command import Command
from ..model.platform import GitHubAccess, GitLabAccess, Platform, Setting
from ..model.text import Text
from .common import APP_URL, IMAGE_REPOSITORY

GCP = Platform(
    id="gcp",
    title="Google Cloud (Artifact Registry + Cloud Run)",
    ships="image",
    # Cloud Run's container contract: x86-64 Linux only.
    architectures=("linux/amd64",),
    registry="own",
    scripts={role: f"gcp/ci/{role}.sh" for role in ("deploy", "login", "preview", "preview-remove", "registry-login", "rollback")},
    settings=(
        replace(IMAGE_REPOSITORY, example="europe-west1-docker.pkg.dev/my-project/apps/my-app"),
        Setting("GCP_WORKLOAD_IDENTITY_PROVIDER", Text("the provider that trusts the CI system", "le fournisseur qui fait confiance au système de CI"),
                per_environment=False, example="projects/123456789/locations/global/workloadIdentityPools/ci/providers/ci"),
        Setting("GCP_SERVICE_ACCOUNT", Text("whom to act as: for the repository an account that may push images, for each environment one that may deploy there",
                                            "au nom de qui agir : pour le dépôt, un compte qui peut pousser des images ; pour chaque environnement, un compte qui "
                                            "peut y déployer"), example="deploy@my-project.iam.gserviceaccount.com"),
        Setting("GCP_PROJECT", Text("the project", "le projet")),
        Setting("GCP_REGION", Text("the region", "la région"), example="europe-west1"),
        Setting("CLOUD_RUN_SERVICE", Text("the service", "le service")),
        replace(APP_URL, needed=False),
    ),
    github=GitHubAccess(
        login=(ActionUse("google-github-actions/auth",
                         {"workload_identity_provider": "${{ vars.GCP_WORKLOAD_IDENTITY_PROVIDER }}", "service_account": "${{ vars.GCP_SERVICE_ACCOUNT }}"},
                         Text("Sign in to Google Cloud", "Connexion à Google Cloud")),),
        registry=(Command.shell('gcloud auth configure-docker "${IMAGE_REPOSITORY%%/*}" --quiet'),),
        uses_oidc=True,
        env={name: f"${{{{ vars.{name} }}}}" for name in ("CLOUD_RUN_SERVICE", "GCP_PROJECT", "GCP_REGION")},
    ),
    gitlab=GitLabAccess(
        image=pins.tool_image("gcr.io/google.com/cloudsdktool/google-cloud-cli"),
        id_token="GCP_ID_TOKEN",
        audience="https://iam.googleapis.com/$GCP_WORKLOAD_IDENTITY_PROVIDER",
        login=(Command("bash", "ci/login.sh"),),
        client_setup=(Command.shell("apt-get update -qq && apt-get install -qq --yes --no-install-recommends curl jq"),),
    ),
    next_steps=(
        Text("Google Cloud: create a workload identity pool whose provider has an attribute condition on this repository; grant each service account only its own project",
             "Google Cloud : créez un pool d'identités de charge de travail dont le fournisseur a une condition d'attribut sur ce dépôt ; limitez chaque compte de "
             "service à son propre projet"),
        Text("Cloud Run: create the service once (revisions can only be added to one)",
             "Cloud Run : créez le service une première fois (on ne peut ajouter de révisions qu'à un service existant)"),
    ),
)
