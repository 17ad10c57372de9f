"""The Agent's OpenMetrics check, run twice over a configuration of ours: what it would send, as JSON."""

from __future__ import annotations

import json
import sys

import yaml
from datadog_checks.base import OpenMetricsBaseCheckV2
from datadog_checks.base.stubs import aggregator

configuration, address = sys.argv[1:]
sent = []
with open(configuration) as file:
    instances = yaml.safe_load(file)["instances"]
for instance in instances:
    aggregator.reset()
    check = OpenMetricsBaseCheckV2("openmetrics", {}, [instance | {"openmetrics_endpoint": address}])
    for _ in range(2):
        if said := check.run():
            sys.exit(said)
    for name in aggregator.metric_names:
        sent += [{"name": name, "kind": {0: "gauge", 3: "count"}.get(one.type, str(one.type)), "tags": list(one.tags), "value": one.value} for one in aggregator.metrics(name)]
    for name, buckets in aggregator._histogram_buckets.items():
        sent += [{"name": name, "kind": "distribution", "tags": list(one.tags), "value": one.value} for one in buckets]
    for name, checks in aggregator._service_checks.items():
        sent += [{"name": name, "kind": "check", "tags": list(one.tags), "value": one.status} for one in checks]
print(json.dumps(sent))
