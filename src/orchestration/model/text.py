"""One sentence for a person, in both languages the product speaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "fr"]
LANGUAGES: tuple[Language, ...] = ("en", "fr")


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """A sentence in English and in French; neither may be empty."""

    en: str
    fr: str

    def __post_init__(self) -> None:
        if not self.en.strip() or not self.fr.strip():
            raise ValueError(f"a text needs both languages: en={self.en!r} fr={self.fr!r}")

    def in_(self, language: Language) -> str:
        return self.fr if language == "fr" else self.en

    def __str__(self) -> str:
        return self.en


def same(words: str) -> Text:
    """Words that read alike in both languages: a command, a name, a tool's own message."""
    return Text(words, words)
