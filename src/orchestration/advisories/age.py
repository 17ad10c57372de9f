"""How old advisories may be, and which source answers for an ecosystem: written once, for every door.

Up to 7 days a local export is fresh and answers. An older one only answers where OSV's API may not be asked or does not answer, and says so; past 30
days it is stale: what it finds holds, that it finds nothing does not.
"""

from __future__ import annotations

from datetime import date

FRESH_DAYS = 7
STALE_DAYS = 30


def is_fresh(taken_on: date, today: date) -> bool:
    return (today - taken_on).days <= FRESH_DAYS


def is_stale(taken_on: date, today: date) -> bool:
    return (today - taken_on).days > STALE_DAYS
