"""The know-how: one folder a task. No stack and no platform is named in here."""

from __future__ import annotations
