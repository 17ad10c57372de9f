"""Dependabot's and Renovate's configuration: updates in groups, and only after a version has been out for some days."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from .yaml import Flow, Note, dump

COOLDOWN_DAYS = 7
"""A poisoned release is usually found and withdrawn within days; security updates are not held back by it."""


@dataclass(frozen=True, slots=True)
class Updates:
    """One ecosystem in one directory."""

    ecosystem: str
    directory: str
    """As Dependabot wants it: starts with ``/``."""


def dependabot(updates: Iterable[Updates], header: str, why_cooldown: str) -> str:
    entries = []
    for i, update in enumerate(updates):
        entry = {
            "package-ecosystem": update.ecosystem,
            "directory": update.directory,
            "schedule": {"interval": "weekly", "day": "monday"},
            "cooldown": Note({"default-days": COOLDOWN_DAYS}, above=why_cooldown if i == 0 else ""),
            "open-pull-requests-limit": 5,
            "groups": {f"{update.ecosystem}-minor": {"update-types": Flow(["minor", "patch"]), "patterns": Flow(["*"])}},
        }
        entries.append(Note(entry, gap=bool(i)))
    return dump({"version": 2, "updates": entries}, header)


def renovate(ignored: Iterable[str] = ()) -> str:
    """Renovate's configuration; it is JSON, so it carries no comments but ``description``."""
    data = {
        "$schema": "https://docs.renovatebot.com/renovate-schema.json",
        "description": "Updates in groups, a week after their release; security updates at once.",
        "extends": ["config:recommended", "helpers:pinGitHubActionDigests", ":semanticCommitsDisabled"],
        "minimumReleaseAge": f"{COOLDOWN_DAYS} days",
        "internalChecksFilter": "strict",
        "schedule": ["before 6am on monday"],
        "vulnerabilityAlerts": {"minimumReleaseAge": None, "schedule": ["at any time"]},
        "packageRules": [{"groupName": "minor and patch", "matchUpdateTypes": ["minor", "patch"]}],
    }
    if paths := sorted(ignored):
        data["ignorePaths"] = paths
    return json.dumps(data, indent=2) + "\n"
