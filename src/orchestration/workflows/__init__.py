"""Several requests in an order."""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    if name == "DevOpsWorkflow":
        from .devops import DevOpsWorkflow

        return DevOpsWorkflow
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
