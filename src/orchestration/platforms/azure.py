"""Azure: images in a container registry, apps on Container Apps; GitHub and GitLab sign in by federated credentials."""

from __future__ import annotations

from dataclasses import replace

from .. import pins
from ..model.ci import ActionUse
from ..model.command import Command
from ..model.platform import GitHubAccess, GitLabAccess, Platform, Setting
from ..model.text import Text
from .common import APP_URL, IMAGE_REPOSITORY

AZURE = Platform(
    id="azure",
    title="Azure (Container Registry + Container Apps)",
    ships="image",
    # Azure Container Apps, "Containers": Linux-based x86-64 images only.
    architectures=("linux/amd64",),
    registry="own",
    scripts={role: f"azure/ci/{role}.sh" for role in ("deploy", "preview", "preview-remove", "registry-login", "rollback")},
    settings=(
        replace(IMAGE_REPOSITORY, example="myregistry.azurecr.io/my-app"),
        Setting("AZURE_TENANT_ID", Text("the directory", "l'annuaire"), per_environment=False),
        Setting("AZURE_SUBSCRIPTION_ID", Text("the subscription", "l'abonnement")),
        Setting("AZURE_CLIENT_ID", Text("whom to act as: for the repository an identity that may push images, for each environment one that may deploy there",
                                        "au nom de qui agir : pour le dépôt, une identité qui peut pousser des images ; pour chaque environnement, une identité qui "
                                        "peut y déployer")),
        Setting("RESOURCE_GROUP", Text("the resource group", "le groupe de ressources")),
        Setting("CONTAINER_APP", Text("the container app", "l'application conteneur")),
        replace(APP_URL, needed=False),
    ),
    github=GitHubAccess(
        login=(ActionUse("Azure/login", {"client-id": "${{ vars.AZURE_CLIENT_ID }}", "tenant-id": "${{ vars.AZURE_TENANT_ID }}",
                                         "subscription-id": "${{ vars.AZURE_SUBSCRIPTION_ID }}"}, Text("Sign in to Azure", "Connexion à Azure")),),
        registry=(Command.shell('az acr login --name "${IMAGE_REPOSITORY%%.*}"'),),
        uses_oidc=True,
        env={name: f"${{{{ vars.{name} }}}}" for name in ("CONTAINER_APP", "RESOURCE_GROUP")},
    ),
    gitlab=GitLabAccess(
        image=pins.tool_image("mcr.microsoft.com/azure-cli"),
        id_token="AZURE_ID_TOKEN",
        audience="api://AzureADTokenExchange",
        login=(Command.shell('az login --service-principal --username "$AZURE_CLIENT_ID" --tenant "$AZURE_TENANT_ID" --federated-token "$AZURE_ID_TOKEN" --output none'),
               Command.shell('az account set --subscription "$AZURE_SUBSCRIPTION_ID"')),
        client_setup=(),
    ),
    next_steps=(
        Text("Azure: give each identity a federated credential for this repository and its environment; roles: AcrPush, and Contributor on one container app",
             "Azure : donnez à chaque identité un identifiant fédéré pour ce dépôt et son environnement ; rôles : AcrPush, et Contributeur sur une seule application"),
        Text("Container Apps: set the revision mode to multiple once, or there is no revision to go back to",
             "Container Apps : passez une fois en mode révisions multiples, sinon il n'y a aucune révision vers laquelle revenir"),
    ),
)
