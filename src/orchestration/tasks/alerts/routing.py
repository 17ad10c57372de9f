"""Alertmanager's configuration: who gets which message, grouped, and one cause silencing its consequences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ...documents.yaml import Flow, Note
from ...model.rules import PRIORITIES, Priority
from ..routes import Route
from .spec import AlertsSpec

SECRETS = "/etc/alertmanager/secrets"
"""Where Alertmanager finds the keys, one file each; no key stands in the configuration."""
TEMPLATES = "templates/*.tmpl"
HEARTBEAT = "https://dead-mans-switch.invalid/"
"""Until a real one is named: nothing can be delivered to a name that ends in .invalid (RFC 2606)."""
_WAIT: Mapping[Priority, tuple[str, str]] = {"P0": ("10s", "30m"), "P1": ("30s", "2h"), "P2": ("1m", "12h"), "P3": ("5m", "3d")}
"""Wait for others of the group, then repeat after. A lesser priority waits longer, so that its cause has arrived and inhibits it."""


def configuration(spec: AlertsSpec, heartbeat: str, zone: str, say: Callable[[str, str], str]) -> dict[str, Any]:
    """The document, in Alertmanager's own keys."""
    routes: list[Any] = [Note({"matchers": ['alertname="Watchdog"'], "receiver": "dead-mans-switch", "group_wait": "0s", "group_interval": "1m", "repeat_interval": "1m"},
                              above=say("Arrives for ever; whoever expects it calls when it stops.", "Arrive sans cesse ; qui l'attend appelle quand elle cesse."))]
    for priority in PRIORITIES:
        wait, repeat = _WAIT[priority]
        hours = {"active_time_intervals": Flow(["working-hours"])} if priority in spec.hours_only.value else {}
        routes.append({"matchers": [f'priority="{priority}"'], "receiver": priority, "group_wait": wait, "repeat_interval": repeat, **hours})
    used = sorted({r for d in spec.routes.values() for r in d.value})
    document: dict[str, Any] = {}
    if "email" in used:
        document["global"] = {"smtp_smarthost": "smtp:587", "smtp_from": "alerts@example.com", "smtp_auth_username": "alerts@example.com", "smtp_auth_password_file": f"{SECRETS}/smtp_password"}
    document["templates"] = [TEMPLATES]
    document["route"] = Note({"receiver": PRIORITIES[2], "group_by": Flow(["service", "alertname"]), "group_wait": "30s", "group_interval": "5m", "repeat_interval": "4h", "routes": routes}, gap=True)
    document["inhibit_rules"] = Note(_inhibitions(say), gap=True)
    if spec.hours_only.value:
        document["time_intervals"] = Note([{"name": "working-hours", "time_intervals": [{"weekdays": ["monday:friday"], "times": [{"start_time": "09:00", "end_time": "18:00"}], "location": zone}]}], gap=True)
    document["receivers"] = Note([*({"name": p, **_receiver(p, spec.routes[p].value)} for p in PRIORITIES),
                                  {"name": "dead-mans-switch", "webhook_configs": [{"url": heartbeat, "send_resolved": False}]}], gap=True)
    return document


def _inhibitions(say: Callable[[str, str], str]) -> list[Any]:
    return [
        Note({"source_matchers": ['alertname="ServiceDown"'], "target_matchers": ['alertname!~"ServiceDown|Watchdog"'], "equal": Flow(["service"])},
             above=say("A service that does not answer also fails in every other way.", "Un service qui ne répond pas échoue aussi de toutes les autres façons.")),
        Note({"source_matchers": ['alertname=~".*BurnsFast"'], "target_matchers": ['alertname=~".*BurnsSlowly"'], "equal": Flow(["service", "slo"])},
             above=say("What burns fast burns slowly too.", "Ce qui brûle vite brûle aussi lentement.")),
    ]


def _receiver(priority: Priority, routes: tuple[Route, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "pagerduty" in routes:
        found["pagerduty_configs"] = [{
            "routing_key_file": f"{SECRETS}/pagerduty_routing_key", "severity": "critical" if priority == "P0" else "error" if priority == "P1" else "warning", "description": '{{ template "squad.title" . }}',
            "details": {"text": '{{ template "squad.text" . }}', "priority": priority},
            "links": [{"href": "{{ (index .Alerts 0).Annotations.runbook_url }}", "text": "Runbook"}]}]
    if "slack" in routes:
        found["slack_configs"] = [{"api_url_file": f"{SECRETS}/slack_webhook_url", "send_resolved": True, "title": '{{ template "squad.title" . }}', "text": '{{ template "squad.text" . }}',
                                   "color": '{{ if eq .Status "firing" }}' + ("danger" if priority in ("P0", "P1") else "warning") + "{{ else }}good{{ end }}"}]
    if "email" in routes:
        found["email_configs"] = [{"to": "oncall@example.com", "send_resolved": True, "headers": {"Subject": '{{ template "squad.title" . }}'}, "text": '{{ template "squad.text" . }}', "html": ""}]
    return found
