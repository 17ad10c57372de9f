"""The tasks that have an engine, by the contract's names."""

from __future__ import annotations

from ..model.provider import Task
from . import dockerfile

TASKS: dict[str, Task] = {
    "dockerfile": dockerfile.TASK,
}
