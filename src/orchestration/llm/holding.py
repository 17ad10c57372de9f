"""Whether an answer holds: its form, its numbers, its files; what does not is told in words the model can act on."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import Any

from ..model.artefact import Artefact, Kind
from ..model.llm import Answer, Question, Written
from ..model.text import Text
from ..requirements.parse import reread
from .errand import Broken, each, items, texts

KINDS: Mapping[str, Kind] = {".yaml": "yaml", ".yml": "yaml", ".json": "json", ".toml": "toml", ".md": "markdown"}
"""Ending of a file a model may write → its kind. Nothing that a shell, an interpreter or a pipeline runs."""
MOST_CHARACTERS = 8_000
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_SPELLED: Mapping[str, tuple[str, ...]] = {
    "one": ("1",), "two": ("2",), "three": ("3", "99.9"), "four": ("4", "99.99"), "five": ("5", "99.999"), "six": ("6",), "seven": ("7",), "eight": ("8",), "nine": ("9",), "ten": ("10",), "twelve": ("12",), "hundred": ("100",), "thousand": ("1000",),
    "un": ("1",), "une": ("1",), "deux": ("2",), "trois": ("3", "99.9"), "quatre": ("4", "99.99"), "cinq": ("5", "99.999"), "sept": ("7",), "huit": ("8",), "neuf": ("9",), "dix": ("10",), "douze": ("12",), "cent": ("100",), "mille": ("1000",),
    "half": ("0.5", "500", "50"), "demi": ("0.5", "500", "50"), "demie": ("0.5", "500", "50"), "moitié": ("50",), "quarter": ("0.25", "250", "25"), "quart": ("0.25", "250", "25"),
    "week": ("7",), "semaine": ("7",), "month": ("30", "28"), "mois": ("30", "28"), "day": ("1", "24"), "jour": ("1", "24"), "hour": ("1", "60"), "heure": ("1", "60"), "minute": ("1", "60"), "second": ("1", "1000"), "seconde": ("1", "1000"), "year": ("1", "365"), "an": ("1", "365"), "gigabyte": ("1", "1024"), "gigaoctet": ("1", "1024"),
}
"""Words that are numbers, and what "three nines", "half a second" and "each week" make of them."""
_FIXED = re.compile(r"\b[0-9a-f]{7,64}\b|\bv?\d+\.\d+(?:\.\d+)+\b|@\s*v?\d|[\w./-]+:v?\d[\w.-]*(?=[\s\"']|$)|==\s*\d|sha\d+[:-]|https?://|\b(?:image|uses|from)\s*[:=]", re.I)
"""What only pins or a registry may say: a digest, a version, an image, an action; and an address, which is nobody's to make up."""
_TAKEN = re.compile(r"(?:^|/)(?:\.git|\.github|\.gitlab|\.circleci|\.devops-squad|\.ssh|\.vscode|\.husky|node_modules)(?:/|$)|(?:^|/)\.(?!prettierrc|editorconfig)|(?:^|/)(?:package(?:-lock)?|tsconfig|composer|deno)\.json$|(?:^|/)(?:pyproject|Cargo|Pipfile)\.toml$|(?:^|/)(?:docker-)?compose[\w.-]*\.ya?ml$|(?:^|/)(?:readme|contributing|security|agents|claude)\.md$", re.I)
"""Where a file would be run, obeyed or built from."""


def answer(arguments: Any, question: Question, model: str, is_last: bool = False) -> Answer:
    """The tool's arguments as an Answer.

    Args:
        model: whose they are.
        is_last: see :meth:`orchestration.llm.errand.Errand.judged`.

    Raises:
        Broken: a shape, words, a phrase, a number or a file that cannot be.
    """
    readings = each(items(arguments, "readings"), lambda item: _reading(item, question), is_last)
    files = each(items(arguments, "files"), lambda item: _file(item, question, model), is_last)
    if len({f.artefact.path for f in files}) < len(files):
        raise Broken("two files have the same path")
    return Answer(tuple(dict.fromkeys(readings)), tuple(files))


def _clause(item: Mapping[str, Any], question: Question) -> int:
    number = item.get("clause")
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < len(question.clauses) or not question.clauses[number].is_open:
        raise Broken(f"{number!r} is the number of no clause that was asked about")
    return number


def _reading(item: Any, question: Question) -> tuple[int, str, str]:
    words, says = texts(item, "words", "says")
    number = _clause(item, question)
    clause = question.clauses[number]
    if len(says) > 100 or not says.isprintable():
        raise Broken("says must be one short phrase")
    given = _numbers(clause.text)
    for told in _NUMBER.findall(says):
        if told.replace(",", ".") not in given:
            raise Broken(f"the clause {clause.text!r} does not give the number {told}")
    try:
        reread(clause, ((words, says),))
    except ValueError as error:
        raise Broken(str(error)) from None
    return number, " ".join(words.split()), " ".join(says.split())


def _numbers(text: str) -> set[str]:
    """The numbers a text gives, in digits or in words; a thousandth and a thousandfold too, since units change."""
    found = {n.replace(",", ".") for n in _NUMBER.findall(text)}
    for word in re.findall(r"[^\W\d_]+", text.lower()):
        found.update(_SPELLED.get(word, ()), _SPELLED.get(word.removesuffix("s"), ()))
    for number in [n for n in found if n.count(".") <= 1]:
        value = float(number)
        found |= {f"{v:.10f}".rstrip("0").rstrip(".") for v in (value * 1000, value / 1000, value * 1024, value * 60, 100 - value if value < 100 else value)}
    return found


def _file(item: Any, question: Question, model: str) -> Written:
    path, text, why = texts(item, "path", "text", "why")
    number = _clause(item, question)
    normal = posixpath.normpath(path)
    if path != normal or path.startswith(("/", "~")) or ".." in path.split("/") or "\\" in path or len(path) > 120 or not re.fullmatch(r"[\w.@+ -]+(?:/[\w.@+ -]+)*", path) or _TAKEN.search(path):
        raise Broken(f"a file may not stand at {path!r}")
    if posixpath.splitext(path)[1].lower() not in KINDS:
        raise Broken(f"{path!r}: only {', '.join(KINDS)} may be written")
    if not text.strip() or len(text) > MOST_CHARACTERS or any(ord(c) < 32 and c not in "\n\t" for c in text):
        raise Broken(f"{path!r} is empty, too long, or holds control characters")
    if found := _FIXED.search(text):
        raise Broken(f"{path!r} holds {found[0].strip()!r}: versions, images, digests and addresses are not yours to write")
    return Written(number, _marked(path, text if text.endswith("\n") else text + "\n", " ".join(why.split())[:300], model))


def _marked(path: str, text: str, why: str, model: str) -> Artefact:
    """The file as it is handed over, marked as what it is."""
    kind = KINDS[posixpath.splitext(path)[1].lower()]
    mark = Text(f"written by the language model {model}, not by the engine: read it before you use it", f"écrit par le modèle de langage {model}, pas par le moteur : relisez-le avant usage")
    note = {"markdown": f"<!-- {mark.en} -->\n", "json": ""}.get(kind, f"# {mark.en}\n")
    return Artefact(path, note + text, kind, Text(f"{mark.en}. {why}", f"{mark.fr}. {why}"), origin="llm")
