"""AWS: images in ECR, services on ECS; GitHub and GitLab sign in by OIDC with a role."""

from __future__ import annotations

from dataclasses import replace

from .. import pins
from ..model.ci import ActionUse
from ..model.command import Command
from ..model.platform import GitHubAccess, GitLabAccess, Platform, Setting
from ..model.text import Text
from .common import APP_URL, IMAGE_REPOSITORY

AWS = Platform(
    id="aws",
    title="AWS (ECR + ECS)",
    ships="image",
    registry="own",
    scripts={role: f"aws/ci/{role}.sh" for role in ("deploy", "registry-login", "rollback")},
    settings=(
        replace(IMAGE_REPOSITORY, example="123456789012.dkr.ecr.eu-west-1.amazonaws.com/my-app"),
        Setting("AWS_REGION", Text("the region of registry and cluster", "la région du registre et du cluster"), per_environment=False, example="eu-west-1"),
        Setting("AWS_ROLE_ARN", Text("the role to assume: for the repository one that may push images, for each environment one that may deploy there",
                                     "le rôle à assumer : pour le dépôt, un rôle qui peut pousser des images ; pour chaque environnement, un rôle qui peut y déployer"),
                example="arn:aws:iam::123456789012:role/my-app-staging"),
        Setting("ECS_CLUSTER", Text("the cluster", "le cluster")),
        Setting("ECS_SERVICE", Text("the service", "le service")),
        Setting("ECS_CONTAINER", Text("the container of the task definition that runs the app", "le conteneur de la définition de tâche qui exécute l'application")),
        APP_URL,
    ),
    github=GitHubAccess(
        login=(ActionUse("aws-actions/configure-aws-credentials",
                         {"role-to-assume": "${{ vars.AWS_ROLE_ARN }}", "aws-region": "${{ vars.AWS_REGION }}"}, Text("Sign in to AWS", "Connexion à AWS")),),
        registry=(ActionUse("aws-actions/amazon-ecr-login", {}, Text("Sign in to ECR", "Connexion à ECR")),),
        uses_oidc=True,
        env={name: f"${{{{ vars.{name} }}}}" for name in ("ECS_CLUSTER", "ECS_SERVICE", "ECS_CONTAINER")},
    ),
    gitlab=GitLabAccess(
        image=pins.tool_image("amazon/aws-cli"),
        id_token="AWS_ID_TOKEN",
        audience="$CI_SERVER_URL",
        login=(
            # Both names are what the AWS clients look for by themselves.
            Command.shell('export AWS_WEB_IDENTITY_TOKEN_FILE="$(mktemp)" AWS_ROLE_SESSION_NAME="gitlab-$CI_PIPELINE_ID"'),
            Command.shell('printf %s "$AWS_ID_TOKEN" > "$AWS_WEB_IDENTITY_TOKEN_FILE"'),
        ),
        client_setup=(Command.shell("dnf install --quiet --assumeyes jq tar gzip"),),
        registry_packages=("aws-cli",),
    ),
    no_preview=Text(
        "ECS gives a task no address of its own: a preview needs a service, a target group and a listener rule per merge request, which are infrastructure",
        "ECS ne donne pas d'adresse propre à une tâche : un aperçu demande un service, un groupe cible et une règle d'écouteur par demande de fusion, "
        "ce qui relève de l'infrastructure"),
    next_steps=(
        Text("AWS: add the CI system as an OIDC identity provider in IAM; let each role's trust policy name this repository and its environment, never '*'",
             "AWS : ajoutez le système de CI comme fournisseur d'identité OIDC dans IAM ; que la politique de confiance de chaque rôle nomme ce dépôt et son "
             "environnement, jamais « * »"),
        Text("ECS: switch on the service's deployment circuit breaker; ECR: make tags immutable",
             "ECS : activez le disjoncteur de déploiement du service ; ECR : rendez les étiquettes immuables"),
    ),
)
