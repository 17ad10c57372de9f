"""Java and Kotlin with Maven or Gradle: what their builds say without running them, and how a program of theirs becomes an image."""

from __future__ import annotations

from ...model.provider import Toolchain
from .ci import ci
from .container import container
from .dependencies import FILE_URLS, SERVICE_CLIENTS, SYSTEM_PACKAGES
from .reading import detect, manifest, read, workspaces

TOOLCHAIN = Toolchain(
    id="jvm",
    title="Java",
    runtime_product="eclipse-temurin",
    source_suffixes=(".java", ".kt"),
    manifest_names=("pom.xml", "build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts"),
    detect=detect,
    workspaces=workspaces,
    manifest=manifest,
    read=read,
    container=container,
    ci=ci,
    plain_stack="java",
    env_patterns=(
        r"getenv\(\s*\"(?P<name>[A-Za-z_]\w*)\"\s*\)(?:\s*\?:\s*(?P<default>\"[^\"\n]*\"))?",
        r"getenv\(\)\s*(?:\.get|\.getOrDefault|\[)\(?\s*\"(?P<name>[A-Za-z_]\w*)\"(?:\s*,\s*(?P<default>\"[^\"\n]*\"))?",
    ),
    service_clients=SERVICE_CLIENTS,
    file_urls=FILE_URLS,
    system_packages=SYSTEM_PACKAGES,
)
