"""composer.json: what a project of PHP asks for; PHP itself and its extensions are no packages. https://getcomposer.org/doc/04-schema.md"""

from __future__ import annotations

import re

from ...model.dependency import Scope
from .. import reasons
from ..graph import Graph
from ..located_json import line_of
from ..reading import Format, Reading, Wish, declare, finish
from ..source import Source, Unreadable, table

_GROUPS: tuple[tuple[str, Scope], ...] = (("require", "production"), ("require-dev", "development"))


def wishes(source: Source) -> list[Wish]:
    data = source.json
    if not isinstance(data, dict):
        raise Unreadable("it is no object, as a composer.json is", "ce n'est pas un objet, comme l'est un composer.json")
    found = []
    for group, scope in _GROUPS:
        for name, stated in table(data, group).items():
            if isinstance(stated, str) and "/" in name:
                reason = reasons.GIT if re.match(r"dev-|.*[-.]dev(?:@dev)?(?:#|$)", stated.strip()) and not re.match(r"[\^~><=]", stated.strip()) else None
                found.append(Wish(name.lower(), stated, scope, source.at(line_of(source, data[group], name)), reason))
    return found


def _read(source: Source) -> Reading:
    graph = Graph("Packagist")
    declare(graph, wishes(source))
    return finish(graph)


FORMAT = Format("composer-json", _read)
