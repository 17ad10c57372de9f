"""Environment variables that code declares rather than reads one by one: in a schema that checks ``process.env``, or by taking it apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...model.facts import Evidence, Fact
from ...model.profile import EnvVar, Form
from ...model.tree import Tree, holds
from . import source

_USES = ("process.env", "Bun.env", "import.meta.env", "createEnv(", "cleanEnv(", "fastifyEnv", "@fastify/env", "validationSchema", "envalid", "env-schema", "envSchema", "Env.create(")
"""What a file holds whose schema is the environment's: schemas of requests and bodies are written the same way."""
_KIND = r"(?:z|zod|Joi|joi|yup|v|t|Type|S|s|vine|Env|schema|Schema|type|makeValidator|str|num|bool|port|url|email|host|json|testOnly)"
_ENTRY = re.compile(r"^[ \t]*[\"']?(?P<name>[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)[\"']?[ \t]*:[ \t]*" + _KIND + r"\b(?=[ \t]*[.(\n])", re.M)
_JSON = re.compile(r"^[ \t]*[\"']?(?P<name>[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)[\"']?[ \t]*:[ \t]*\{(?P<body>\s*[\"']?type[\"']?\s*:\s*[\"'](?P<type>string|number|integer|boolean)[\"'](?:[^{}\"']|\"[^\"\n]*\"|'[^'\n]*')*)\}", re.M)
"""A property of a JSON schema, as env-schema and @fastify/env take it; which ones are required is said in a list beside them."""
_REQUIRED = re.compile(r"\brequired[\"']?\s*:\s*\[(?P<names>[^\]]*)\]")
_JSON_FORMS: dict[str, Form] = {"number": "number", "integer": "integer", "boolean": "boolean"}
_NEXT = re.compile(r"^[ \t]*[\"']?[A-Za-z_]\w*[\"']?[ \t]*:|^[ \t]*\}", re.M)
_OPTIONAL = re.compile(r"\.(?:optional|default|nullish|catch|nullable|allow\(\s*[\"']{2})\b|\.allow\(\s*[\"']{2}|\b(?:default|devDefault)\s*:|[oO]ptional\(|isOptional")
_DEFAULT = re.compile(r"(?:\.default\(|\bdefault\s*:)\s*(?:[\"'`](?P<text>[\w .:/@-]{0,100})[\"'`]|(?P<word>\d+|true|false))")
_TAKEN = re.compile(r"\b(?:const|let|var)\s*\{(?P<names>[^{}]{1,2000})\}\s*=\s*process\.env\b")
_ONE = re.compile(r"^\s*(?P<name>[A-Z][A-Z0-9_]+)\s*(?::\s*\w+\s*)?(?:=\s*(?:[\"'`](?P<text>[^\"'`\n]*)[\"'`]|(?P<word>[\w.]+)))?\s*$", re.S)


_FORMS: tuple[tuple[str, Form], ...] = (
    (r"\bemail\(", "email"), (r"\bur[li]\(", "url"), (r"\b(?:int|integer|port|bigint)\(", "integer"), (r"\b(?:num|number|Number)\(", "number"), (r"\b(?:bool|boolean|Boolean|stringbool)\(", "boolean"),
)
"""How zod, Joi, yup, valibot and envalid call what a value must look like."""
_LENGTH = re.compile(r"\b(?:min|minLength|length)\(\s*(?P<length>\d{1,4})\b|\bminLength\s*:\s*(?P<option>\d{1,4})")


def _form(text: str) -> tuple[Form, int]:
    """What a schema's entry asks of a value: its form, and how many characters at least."""
    form: Form = next((form for pattern, form in _FORMS if re.search(pattern, text)), "")
    long = _LENGTH.search(text) if form not in ("integer", "number") else None
    return form, int(long["length"] or long["option"]) if long else 0


def declared(tree: Tree, app: str) -> tuple[Fact[EnvVar], ...]:
    """Each variable once a place, in the order of files."""
    return tuple(fact for path in source.own_files(tree, app) for fact in _of_file(path, tree.text(path) or ""))


def _of_file(path: str, text: str) -> Iterator[Fact[EnvVar]]:
    if len(text) > 200_000 or not holds(text, _USES):
        return
    lines = text.split("\n")
    for match in _ENTRY.finditer(text):
        end = _NEXT.search(text, match.end())
        rest = text[match.end():min(end.start() if end else len(text), match.end() + 600)]
        default = _DEFAULT.search(rest)
        line = text.count("\n", 0, match.start("name")) + 1
        value = (default["text"] or default["word"] or "") if default else ""
        shape, length = _form(text[match.end("name"):match.end()] + rest)
        yield Fact(EnvVar(match["name"], not _OPTIONAL.search(rest), default=value, form=shape, length=length), (Evidence(path, line, lines[line - 1].strip()[:120]),))
    has_json = holds(text, ("env-schema", "@fastify/env", "fastifyEnv"))
    required = {name for found in _REQUIRED.finditer(text) for name in re.findall(r"[A-Z][A-Z0-9_]+", found["names"])} if has_json else set()
    for match in _JSON.finditer(text) if has_json else ():
        default, long = _DEFAULT.search(match["body"]), _LENGTH.search(match["body"])
        line = text.count("\n", 0, match.start("name")) + 1
        named = re.search(r"\bformat[\"']?\s*:\s*[\"'](email|ur[il])\b", match["body"])
        form: Form = _JSON_FORMS.get(match["type"], "") or ("" if not named else "email" if named[1] == "email" else "url")
        yield Fact(EnvVar(match["name"], match["name"] in required and not default, default=(default["text"] or default["word"] or "") if default else "", form=form, length=int(long["length"] or long["option"]) if long else 0),
                   (Evidence(path, line, lines[line - 1].strip()[:120]),))
    for match in _TAKEN.finditer(text):
        at = match.start("names")
        for part in match["names"].split(","):
            one = _ONE.match(part)
            if one:
                line = text.count("\n", 0, at + one.start("name")) + 1
                given = one["text"] if one["text"] is not None else one["word"]
                value = given if given and re.fullmatch(r"[\w .:/@-]{0,100}", given) else ""
                yield Fact(EnvVar(one["name"], given is None, default=value), (Evidence(path, line, one["name"]),))
            at += len(part) + 1
