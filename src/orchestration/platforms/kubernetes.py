"""Any Kubernetes cluster whose API server trusts the CI system's OIDC issuer; images in the CI system's own registry.

No kubeconfig is stored: kubectl asks a script for the job's own OIDC token. That is the API server's structured
authentication (stable since Kubernetes 1.34) or, on EKS, an associated identity provider. Clusters that cannot be told
to trust an issuer (GKE, AKS) are reached through their cloud's sign-in instead, which is a change of ``ci/login.sh``.
"""

from __future__ import annotations

from dataclasses import replace

from .. import pins
from ..model.command import Command
from ..model.platform import GitHubAccess, GitLabAccess, Platform, Setting
from ..model.text import Text
from .common import APP_URL

_NAMES = ("KUBE_SERVER", "KUBE_CA_DATA", "KUBE_AUDIENCE", "KUBE_NAMESPACE", "KUBE_DEPLOYMENT", "KUBE_CONTAINER")

KUBERNETES = Platform(
    id="kubernetes",
    title="Kubernetes",
    ships="image",
    registry="ci",
    scripts={role: f"kubernetes/ci/{role}.sh" for role in ("credential", "deploy", "login", "preview", "preview-remove", "rollback")},
    settings=(
        Setting("KUBE_SERVER", Text("the API server", "le serveur d'API"), example="https://k8s.example.com:6443"),
        Setting("KUBE_CA_DATA", Text("its certificate authority, PEM in base64 (public)", "son autorité de certification, PEM en base64 (publique)")),
        Setting("KUBE_AUDIENCE", Text("the audience the API server accepts", "l'audience que le serveur d'API accepte"), example="kubernetes"),
        Setting("KUBE_NAMESPACE", Text("the namespace", "l'espace de noms")),
        Setting("KUBE_DEPLOYMENT", Text("the deployment", "le déploiement")),
        Setting("KUBE_CONTAINER", Text("the container in it that runs the app", "le conteneur qui y exécute l'application")),
        Setting("PREVIEW_DOMAIN", Text("a domain whose subdomains lead to the ingress (environment preview)",
                                       "un domaine dont les sous-domaines mènent à l'ingress (environnement preview)"), needed=False, example="preview.example.com", for_previews=True),
        replace(APP_URL),
    ),
    github=GitHubAccess(
        login=(Command("bash", "ci/login.sh"),),
        uses_oidc=True,
        env={name: f"${{{{ vars.{name} }}}}" for name in (*_NAMES, "PREVIEW_DOMAIN")},
    ),
    gitlab=GitLabAccess(
        image=pins.tool_image("alpine/k8s"),
        id_token="KUBE_ID_TOKEN",
        audience="$KUBE_AUDIENCE",
        login=(Command("bash", "ci/login.sh"),),
    ),
    next_steps=(
        Text("Kubernetes: let the API server trust the CI system's issuer (structured authentication, or an associated identity provider on EKS), and give "
             "this repository's subject a Role in its namespace only: get and patch deployments, get replicasets",
             "Kubernetes : faites accepter l'émetteur du système de CI par le serveur d'API (authentification structurée, ou fournisseur d'identité associé sur EKS), "
             "et donnez au sujet de ce dépôt un Role dans son seul espace de noms : lire et modifier les déploiements, lire les replicasets"),
        Text("GKE and AKS trust no other issuer: there, replace ci/login.sh by the cloud's own sign-in",
             "GKE et AKS n'acceptent aucun autre émetteur : remplacez-y ci/login.sh par la connexion propre au nuage"),
    ),
)
