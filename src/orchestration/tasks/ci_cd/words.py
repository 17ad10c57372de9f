"""Comments of generated files, in the caller's language."""

from __future__ import annotations

from dataclasses import dataclass

from ...model.text import Language, Text


@dataclass(frozen=True, slots=True)
class Words:
    language: Language

    def __call__(self, en: str, fr: str) -> str:
        return fr if self.language == "fr" else en

    def of(self, text: Text) -> str:
        return text.in_(self.language)
