"""What the task hands over: the findings, the fix plan, and the project's bill of materials."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed

from ...documents.cyclonedx import cyclonedx
from ...edges.advisory_database import AdvisoryDatabase, default_place, utc_today
from ...edges.osv_service import OsvApi
from ...model.advisory import Scan
from ...model.artefact import Artefact
from ...model.decision import Claim, Decision
from ...model.facts import Evidence, Notice
from ...model.plan import Inputs, Plan
from ...model.text import Text, same
from . import scanning, words
from .looking import Looking

SBOM = "sbom.cdx.json"
MAX_STEPS = 25


@dataclass(frozen=True, slots=True)
class DependenciesSpec:
    """Where the advisories come from."""

    network: Decision[bool]
    """Whether OSV's API may be asked where the local database has nothing fresh."""


def specify(inputs: Inputs) -> DependenciesSpec:
    offline = inputs.request.options.get("offline")
    if offline is None and os.environ.get("DEVOPS_SQUAD_OFFLINE", "") not in ("", "0"):
        return DependenciesSpec(Decision(False, "caller", Text("DEVOPS_SQUAD_OFFLINE is set", "DEVOPS_SQUAD_OFFLINE est défini")))
    if offline:
        return DependenciesSpec(Decision(False, "caller", Text("asked for", "demandé")))
    return DependenciesSpec(Decision(True, "default", Text("a local database that is not fresh leaves out what was published since", "une base locale qui n'est pas récente ignore ce qui a été publié depuis")))


def looking(spec: DependenciesSpec, inputs: Inputs) -> Looking:
    return Looking(AdvisoryDatabase(default_place()), OsvApi() if spec.network.value else None, inputs.request.today or utc_today())


def plan(inputs: Inputs, spec: DependenciesSpec) -> Plan:
    """
    Raises:
        BadPath, BadValue: what is to be scanned is not there, or is no manifest.
        NotLookedUp: packages are stated, and nothing can be said of any of them: an answer without that would be read as an all-clear.
    """
    request = inputs.request
    subject = scanning.of_text(request.package_file) if request.package_file.strip() else scanning.of_directory(request.project) if request.project else scanning.of_text(request.package_file)
    if request.project and subject.tree is None:
        subject = replace(subject, tree=scanning.of_directory(request.project).tree)
    scan = scanning.scanned(subject, looking(spec, inputs))
    if refusal := scanning.nothing_said(scan):
        raise refusal
    language = request.language
    sbom = Artefact(SBOM, cyclonedx(scan, subject.name, tool_version(), language), "json", Text("what the project is made of, and what is known to be wrong with it (CycloneDX 1.6)", "de quoi le projet est fait, et ce qu'on sait de ses défauts (CycloneDX 1.6)"))
    summary = Notice("info" if scan.is_complete and not scan.findings else "warning", "summary", Text(words.summary(scan, "en"), words.summary(scan, "fr")))
    steps = tuple(Text(words.step_line(u, "en"), words.step_line(u, "fr")) for u in scan.upgrades)
    more = (Text(f"… and {len(steps) - MAX_STEPS} more steps", f"… et {len(steps) - MAX_STEPS} étapes de plus"),) if len(steps) > MAX_STEPS else ()
    return Plan((sbom,), (Claim("task", SBOM, r'"bomFormat": "CycloneDX"', "dependencies"),), (), (summary, *_missed(scan), *scan.notices), (*steps[:MAX_STEPS], *more, *_commands(scan)), (*words.rows(scan, language), *incomplete(scan, language)))


def incomplete(scan: Scan, language: str) -> tuple[dict[str, object], ...]:
    """A row for what could not be looked up: the contract's severity is the worst of the rows, and "none" would be an all-clear nobody gave.

    Its own is "low": it demands a look, and is no flaw that was found.
    """
    missed = words.missing(scan)
    if missed is None:
        return ()
    spoken = "fr" if language == "fr" else "en"
    first = min((u.evidence for u in (*scan.unlooked, *scan.unresolved)), default=Evidence(scan.inventory.unreadable[0][0] if scan.inventory.unreadable else "."))
    name = Text("not everything could be looked up", "tout n'a pas pu être recherché").in_(spoken)
    return ({"name": name, "severity": "low", "description": missed.in_(spoken), "id": "not-looked-up", "aliases": [], "package": "", "version": "", "fixed_versions": [], "path": first.path, "line": first.line, "not_looked_up": words.not_looked_up(scan, spoken)},)


def _missed(scan: Scan) -> tuple[Notice, ...]:
    unlooked = tuple(Notice("warning", "not-looked-up", Text(f"{u.package.name} {u.package.version}: {u.reason.en}", f"{u.package.name} {u.package.version} : {u.reason.fr}"), (u.evidence,)) for u in scan.unlooked)
    unresolved = tuple(Notice("warning", "not-looked-up", Text(f"{u.name}: {u.reason.en}", f"{u.name} : {u.reason.fr}"), (u.evidence,)) for u in scan.unresolved)
    return (*unlooked, *unresolved, *(Notice("warning", "not-looked-up", why, (Evidence(path),)) for path, why in scan.inventory.unreadable))


def _commands(scan: Scan) -> tuple[Text, ...]:
    return (same("devops-squad scan . --fix --diff"),) if any(u.kind == "direct" and u.after for u in scan.upgrades) else ()


def tool_version() -> str:
    try:
        return installed("devops-squad")
    except PackageNotFoundError:
        return "0"
