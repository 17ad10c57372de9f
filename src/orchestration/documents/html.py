"""A page as data: elements with their attributes, escaped by the standard library's own serialiser; styles stand in the page, nothing is fetched."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any
from xml.etree import ElementTree

from ..model.text import Language

Element = ElementTree.Element
Inside = Element | str | Iterable[Any] | None
_KEPT = "\n\t\u200d"
"""Control characters that mean something in a text; the joiner holds an emoji together."""
_BLOCKS = frozenset(["html", "head", "body", "title", "meta", "style", "header", "main", "section", "article", "footer", "div", "h1", "h2", "h3", "p", "ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "figure", "figcaption", "details", "summary", "svg", "g", "caption"])


def plain(text: str) -> str:
    """Without what would steer the reader's view instead of being read: control and direction characters, stray halves of surrogates."""
    return "".join("�" if unicodedata.category(ch)[0] == "C" and ch not in _KEPT else ch for ch in text)


def element(tag: str, *inside: Inside, **attributes: Any) -> Element:
    """``element("p", "a < b", class_="note")``; in names of attributes ``_`` is ``-``, a last one is dropped; None and False leave an attribute out."""
    given = {name.rstrip("_").replace("_", "-"): plain(_shown(value)) for name, value in attributes.items() if value is not None and value is not False}
    made = Element(tag, given)
    _put(made, inside)
    if tag in _BLOCKS:
        made.tail = "\n"
    return made


def _shown(value: Any) -> str:
    if value is True:
        return ""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _put(into: Element, inside: Inside) -> None:
    if inside is None:
        return
    if isinstance(inside, Element):
        into.append(inside)
    elif isinstance(inside, str):
        last = into[-1] if len(into) else None
        if last is None:
            into.text = (into.text or "") + plain(inside)
        else:
            last.tail = (last.tail or "") + plain(inside)
    else:
        for one in inside:
            _put(into, one)


def table(caption: str, head: Iterable[Inside], rows: Iterable[Iterable[Inside]], numbers: frozenset[int] = frozenset()) -> Element:
    """
    Args:
        numbers: columns that hold figures, counted from 0.
    """
    def cell(tag: str, column: int, inside: Inside, **more: str) -> Element:
        return element(tag, inside, class_="n" if column in numbers else None, **more)

    return element("div", element(
        "table", element("caption", caption),
        element("thead", element("tr", [cell("th", i, h, scope="col") for i, h in enumerate(head)])),
        element("tbody", [element("tr", [cell("th", i, c, scope="row") if i == 0 else cell("td", i, c) for i, c in enumerate(row)]) for row in rows])), class_="scroll", tabindex=0, role="region", aria_label=caption)


def page(title: str, language: Language, style: str, *body: Inside) -> str:
    """The whole document, for a file of its own."""
    head = element("head", element("meta", charset="utf-8"), element("meta", name="viewport", content="width=device-width, initial-scale=1"), element("meta", name="color-scheme", content="light dark"),
                   # Nothing is loaded and nothing runs; a browser is told so, too.
                   element("meta", http_equiv="Content-Security-Policy", content="default-src 'none'; style-src 'unsafe-inline'"),
                   element("title", title), element("style", "\n" + style))
    root = element("html", head, element("body", *body), lang=language)
    return "<!DOCTYPE html>\n" + ElementTree.tostring(root, encoding="unicode", method="html")
