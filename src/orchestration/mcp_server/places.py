"""Which directories a client may point at: inside the server's roots, once links and ``..`` are resolved, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..model.errors import BadPath
from ..model.text import Text


def roots(given: Iterable[str]) -> tuple[Path, ...]:
    """The directories allowed; where none is given, the current one.

    Raises:
        BadPath: one is no directory.
    """
    found = []
    for name in tuple(given) or (".",):
        path = _resolved(Path(name), name)
        if not path.is_dir():
            raise BadPath(Text(f"{name} is no directory", f"{name} n'est pas un répertoire"), Text("--root takes a directory", "--root attend un répertoire"))
        found.append(path)
    return tuple(dict.fromkeys(found))


def place(given: str, allowed: tuple[Path, ...]) -> Path:
    """A path a client names, relative to the first root under which it exists.

    What lies outside is refused before anyone looks whether it is there.

    Raises:
        BadPath: it leads out of the roots.
    """
    candidates = [_resolved(Path(given), given, root) for root in allowed]
    inside = [path for path in candidates if any(path.is_relative_to(root) for root in allowed)]
    if not inside:
        listed = ", ".join(map(str, allowed))
        raise BadPath(Text(f"{given!r} is outside of what this server may look at", f"{given!r} est hors de ce que ce serveur peut examiner"),
                      Text(f"inside one of: {listed}; start the server with --root DIR for another", f"sous l'un de : {listed} ; lancez le serveur avec --root DIR pour un autre"))
    return next((path for path in inside if path.exists()), inside[0])


def _resolved(path: Path, given: str, base: Path = Path()) -> Path:
    try:
        return (base / path.expanduser()).resolve()
    except (OSError, RuntimeError, ValueError) as error:
        words = getattr(error, "strerror", None) or str(error)
        raise BadPath(Text(f"{given!r} is no path that can be followed: {words}", f"{given!r} n'est pas un chemin qui puisse être suivi : {words}")) from None
