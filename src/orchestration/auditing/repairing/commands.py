"""A command's text as the words a shell would make of it, where that is the same with no shell."""

from __future__ import annotations

from collections.abc import Sequence

from ...model.text import Text
from .pieces import Part, Piece

_OF_A_SHELL = frozenset("|&;<>()$`*?[]~#{}\n\\!=%")
SHELL = Text("the command needs a shell (a pipe, a redirection, a pattern): run its parts one by one, or quote what comes from outside", "la commande a besoin d'un shell (tube, redirection, motif) : lancez ses parties une à une, ou protégez ce qui vient de l'extérieur")
PROGRAM = Text("the program itself comes from outside: choose it from a list of your own", "le programme lui-même vient de l'extérieur : choisissez-le dans une liste à vous")


def words(parts: Sequence[Piece]) -> list[list[Part]] | Text:
    found: list[list[Part]] = [[]]
    quote, is_open = "", False
    for piece in parts:
        if not isinstance(piece.part, str):
            found[-1].append(piece.part)
            is_open = True
            continue
        for character in piece.part:
            if quote:
                if character == quote:
                    quote = ""
                elif quote == '"' and character in "$`\\":
                    return SHELL
                else:
                    _add(found[-1], character)
            elif character in "'\"":
                quote, is_open = character, True
            elif character in " \t":
                if found[-1] or is_open:
                    found.append([])
                is_open = False
            elif character in _OF_A_SHELL and not (character in "=%" and (found[0] and len(found) > 1)):
                return SHELL
            else:
                _add(found[-1], character)
    if quote:
        return SHELL
    if not found[-1] and not is_open:
        found.pop()
    if not found or not found[0] or not all(isinstance(p, str) for p in found[0]):
        return PROGRAM
    if found[0][0] in ("sh", "bash", "cmd", "cmd.exe", "/bin/sh", "/bin/bash", "powershell", "eval"):
        return SHELL
    return found


def _add(word: list[Part], character: str) -> None:
    if word and isinstance(word[-1], str):
        word[-1] += character
    else:
        word.append(character)
