"""Typed errors. Each says what was wrong, where, what is allowed and what to do; the door prints it, nothing else does."""

from __future__ import annotations

from .text import Text


class SquadError(Exception):
    """Base of every error a caller can cause. ``what`` and ``todo`` are for people, ``code`` is for machines."""

    code = "error"

    def __init__(self, what: Text, todo: Text | None = None) -> None:
        super().__init__(what.en)
        self.what, self.todo = what, todo


class BadPath(SquadError):
    """The given path does not exist, is no directory, cannot be read, or leads out of the project."""

    code = "bad-path"


class NothingFound(SquadError):
    """No application could be recognised in the directory."""

    code = "nothing-found"


class BrokenManifest(SquadError):
    """The manifest by which an application was recognised cannot be read: whatever followed from it would be a guess."""

    code = "broken-manifest"


class ChooseApp(SquadError):
    """Several deployable applications and no choice made."""

    code = "choose-app"

    def __init__(self, what: Text, todo: Text, apps: tuple[str, ...]) -> None:
        super().__init__(what, todo)
        self.apps = apps


class NotDeployable(SquadError):
    """Something was recognised, but nothing of it runs as a server or a worker, or is served: a library, a command-line tool, a desktop app."""

    code = "not-deployable"


class BadValue(SquadError):
    """A given value is not one of the allowed ones, or not of the right form."""

    code = "bad-value"


class NoEngine(SquadError):
    """The task exists in the contract but has no engine in this version."""

    code = "no-engine"


class PinMissing(SquadError):
    """No vendored pin answers: the image, action or version asked for is not in ``pins/``."""

    code = "pin-missing"


class WriteRefused(SquadError):
    """A file may not be written there: outside the target, through a link, or not ours."""

    code = "write-refused"


class FetchFailed(SquadError):
    """A service on the network did not answer, or not as it documents."""

    code = "fetch-failed"


class PinsRefused(SquadError):
    """A newly fetched table of pins does not hold: wrong shape, much smaller than the held one, or older."""

    code = "pins-refused"


class AdvisoriesRefused(SquadError):
    """An export of advisories does not hold: no zip, nothing in it that is an advisory, or much less than is held already."""

    code = "advisories-refused"


class DatabaseBroken(SquadError):
    """The local database of advisories cannot be read or written."""

    code = "database-broken"


class NotLookedUp(SquadError):
    """No package of the project could be looked up: nothing can be said of any of them."""

    code = "not-looked-up"


class NotInstalled(SquadError):
    """A package that only this part of the product needs is not there."""

    code = "not-installed"
