"""A port of this machine that only this machine reaches."""

from __future__ import annotations

import socket

from ..model.errors import BadValue
from ..model.text import Text

ADDRESS = "127.0.0.1"


def listening(port: int) -> socket.socket:
    """A socket that listens there; 0: on a free one.

    Raises:
        BadValue: something else listens there, or the port is not ours to take.
    """
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((ADDRESS, port))
        made.listen()
    except OSError as error:
        made.close()
        raise BadValue(Text(f"cannot listen on port {port}: {error.strerror}", f"impossible d'écouter sur le port {port} : {error.strerror}"), Text("choose another; 0 takes a free one", "choisissez-en un autre ; 0 en prend un libre")) from None
    return made
