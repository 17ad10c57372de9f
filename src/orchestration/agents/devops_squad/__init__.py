"""The DevOps Squad: three agents, one contract. Names are loaded when first used, so that importing stays cheap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .infrastructure_engineer import InfrastructureEngineerAgent
    from .monitoring_engineer import MonitoringEngineerAgent
    from .security_engineer import SecurityEngineerAgent

__all__ = ["InfrastructureEngineerAgent", "MonitoringEngineerAgent", "SecurityEngineerAgent"]
_HOMES = {"InfrastructureEngineerAgent": "infrastructure_engineer", "MonitoringEngineerAgent": "monitoring_engineer", "SecurityEngineerAgent": "security_engineer"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
