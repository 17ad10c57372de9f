"""The files by which a repository shows where it is deployed."""

from __future__ import annotations

from ..model.tree import Tree

MARKS: dict[str, tuple[str, ...]] = {
    "vercel": ("vercel.json", "vercel.ts", ".vercel/project.json", "**/vercel.json"),
    "cloudflare": ("wrangler.toml", "wrangler.json", "wrangler.jsonc", "**/wrangler.toml", "**/wrangler.jsonc"),
    "gcp": ("cloudbuild.yaml", "cloudbuild.yml", "app.yaml", ".gcloudignore"),
    "aws": ("samconfig.toml", "cdk.json", "buildspec.yml", "copilot/.workspace", "Dockerrun.aws.json", ".ebextensions/*", "task-definition.json"),
    "azure": ("azure-pipelines.yml", "azure.yaml", "*.bicep", "infra/*.bicep"),
    "kubernetes": ("kustomization.yaml", "k8s/*.yaml", "k8s/**/*.yaml", "kubernetes/**/*.yaml", "helm/**/Chart.yaml", "charts/**/Chart.yaml", "skaffold.yaml"),
}
"""Platform → paths or globs its own tools read, as their documentation names them."""


def detect_platform(tree: Tree) -> str:
    """The one platform the repository shows; ``"none"`` where it shows none, or several."""
    found = [name for name, patterns in MARKS.items() if any(tree.glob(p) for p in patterns)]
    return found[0] if len(found) == 1 else "none"
