"""A piece of code that came without a file: which language it is in, by its own words first and the stack it is said to be of second."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..edges.tree import MemoryTree
from ..model.errors import BadValue
from ..model.text import Text
from .languages import reader
from .syntax import Assign, Block, Call, Class, Const, Function, Import, Module, Name, Some, walk

MOST_CHARACTERS = 1_000_000
_OF_TOOLCHAIN: Mapping[str, str] = {"node": "javascript", "deno": "typescript", "static": "javascript", "python": "python", "jvm": "java", "go": "go", "php": "php", "ruby": "ruby", "dotnet": "csharp"}
SUFFIX = {"python": ".py", "javascript": ".js", "typescript": ".ts", "java": ".java", "go": ".go", "php": ".php", "ruby": ".rb", "csharp": ".cs"}
_MARKS: Mapping[str, re.Pattern[str]] = {language: re.compile(pattern, re.M) for language, pattern in (
    ("python", r"^[ \t]*(?:async +)?def +\w+ *\(|^[ \t]*from +[\w.]+ +import\b|^[ \t]*import +[\w.]+(?: +as +\w+)? *$|^[ \t]*(?:if|elif|for|while|with|try|except|class)\b[^{};\n]*:[ \t]*(?:#.*)?$|\bself\.\w|^[ \t]*@\w[\w.]*(?:\([^\n]*\))?[ \t]*$|\bNone\b|\bnot in\b|[ (=]f['\"]"),
    ("javascript", r"\b(?:const|let|var) +[\w${\[]|=>|\bfunction\b *\w* *\(|\brequire\(|===|!==|\bmodule\.exports\b|\b(?:app|router)\.(?:get|post|put|delete|patch|use|all)\(|\bres\.\w+\(|\breq\.(?:body|query|params)|^import +[\w*{][^;\n]* +from +['\"]|\bawait +\w|\bdocument\.|\bconsole\.\w|`[^`\n]*\$\{"),
    ("typescript", r"^[ \t]*(?:export +)?interface +\w+ *\{|\b(?:const|let) +\w+ *: *[A-Z]?\w+|\(\w+: *[A-Z]?\w+[,)]|\bas +(?:any|unknown|string)\b|@(?:Controller|Get|Post|Injectable|Body|Query|Param)\("),
    ("java", r"\b(?:public|private|protected) +(?:static +)?(?:final +)?[\w<>\[\]]+ +\w+ *[({=;]|^[ \t]*import +(?:static +)?[\w.]+\*?;|^[ \t]*package +[\w.]+;|\b(?:String|Integer|HttpServletRequest|List<\w+>) +\w+ *[=;,)]|\bnew +[A-Z]\w+ *\(|@Override\b|\bSystem\.out\."),
    ("go", r"^package +\w+ *$|^func +(?:\(\w+ +\*?\w+\) *)?\w*\(|\w+ *:= |\bfmt\.\w+\(|^import +\($|\bif +err +!= +nil\b"),
    ("php", r"<\?(?:php|=)|\$\w+ *=[^=>]|\$_(?:GET|POST|REQUEST|COOKIE|SERVER|FILES)\b|\$this->|\becho +[\"'$]"),
    ("ruby", r"^[ \t]*def +[\w.?!]+(?:\([^\n]*\))? *$|^[ \t]*end *$|\bdo *\|[\w, ]+\||^[ \t]*require +['\"]|\bparams\[:|^[ \t]*class +\w+ *< *[\w:]+ *$"),
    ("csharp", r"^[ \t]*using +[\w.]+;|^[ \t]*namespace +[\w.]+|\[Http(?:Get|Post|Put|Delete)\b|\bpublic +(?:async +)?(?:Task<)?IActionResult\b|\bvar +\w+ *= *new +\w|\bstring +\w+ *[=;,)]|\bConsole\.Write|\$\"")) }
_MOST_MARKS = 12


@dataclass(frozen=True, slots=True)
class Snippet:
    tree: MemoryTree
    path: str
    language: str
    why: Text
    """What told the language."""
    shift: int = 0
    """Columns all of its lines were moved to the left by."""
    is_empty: bool = False
    """There are only comments."""
    presumed: tuple[tuple[str, str], ...] = ()
    """Imports that were left out when it was cut from its file."""


def snippet(code: str, toolchain: str) -> Snippet:
    """
    Args:
        toolchain: of the stack it is said to be of; it decides where the text does not.

    Raises:
        BadValue: there is no code, too much, or nothing that any of the languages reads as code.
    """
    if not code.strip():
        raise BadValue(Text("there is no code: nothing was looked at", "il n'y a pas de code : rien n'a été examiné"), Text("give the code's text, or a project's directory", "donnez le texte du code, ou le répertoire d'un projet"))
    if len(code) > MOST_CHARACTERS:
        raise BadValue(Text(f"a piece of code of {len(code)} characters; at most {MOST_CHARACTERS} are looked at", f"un morceau de code de {len(code)} caractères ; au plus {MOST_CHARACTERS} sont examinés"), Text("give it as a project's directory", "donnez-le comme répertoire d'un projet"))
    if "\0" in code:
        raise BadValue(Text("this is no text: it holds a zero byte", "ce n'est pas un texte : il contient un octet nul"))
    code = code.replace("\r\n", "\n")
    scores = {language: sum(1 for _, _ in zip(range(_MOST_MARKS), pattern.finditer(code), strict=False)) for language, pattern in _MARKS.items()}
    said = _OF_TOOLCHAIN.get(toolchain, "javascript")
    if scores["typescript"] and scores["javascript"]:
        scores["typescript"] += scores["javascript"]
    order = sorted(scores, key=lambda language: (-scores[language] - (0.5 if language == said else 0), language))
    candidates = [said, *(language for language in order if scores[language] > 0 and language != said)] if scores[order[0]] == 0 or order[0] == said else [language for language in order if scores[language] > 0]
    best: tuple[tuple[float, int], Snippet] | None = None
    for place, language in enumerate(candidates[:3]):
        made, share = _read(code, language)
        by_text = scores[language] > 0
        why = Text("by the code itself", "d'après le code lui-même") if by_text else Text("by the stack it is said to be of", "d'après la pile annoncée")
        if best is None or (share, place) < best[0]:
            best = (share, place), replace(made, why=why)
        if share == 0:
            break
    assert best is not None
    (share, _), found = best
    if share > 0.5 and not any(scores.values()):
        raise BadValue(Text("this reads as no code in any of the languages known here: nothing was looked at", "ce texte ne se lit comme du code dans aucun des langages connus ici : rien n'a été examiné"),
                       Text("one of: " + ", ".join(SUFFIX), "au choix : " + ", ".join(SUFFIX)))
    return found


def _read(code: str, language: str) -> tuple[Snippet, float]:
    """As a file of this language, and the share of its lines that are none."""
    best: tuple[Snippet, float] | None = None
    for text, shift in dict.fromkeys((_dedented(code), (code, 0))):
        path = "code" + SUFFIX[language]
        try:
            module = reader(language)(path, text.encode("utf-8", "replace"))
        except ImportError:
            continue
        share = _broken(module, text)
        if best is None or share < best[1]:
            best = Snippet(MemoryTree({path: text}, "code"), path, language, Text("-", "-"), shift, not module.body and bool(module.comments), _presumed(module) if language == "python" else ()), share
        if share == 0:
            break
    return best if best is not None else (Snippet(MemoryTree({"code": code}, "code"), "code", language, Text("-", "-")), 1.0)


_USUAL = {name: f"flask.{name}" for name in ("request", "session", "redirect", "make_response", "render_template_string", "render_template", "send_file", "jsonify", "Response")}


def _presumed(module: Module) -> tuple[tuple[str, str], ...]:
    """Names that mean one thing wherever nothing in the text binds them."""
    bound: set[str] = set()
    used: set[str] = set()
    for node in walk(module.body):
        if isinstance(node, Import):
            bound.update(name for name, _ in node.names)
        elif isinstance(node, Function):
            bound.add(node.name)
            bound.update(p.target.id for p in node.parameters if isinstance(p.target, Name))
        elif isinstance(node, Class):
            bound.add(node.name)
        elif isinstance(node, Assign) and isinstance(node.target, Name):
            bound.add(node.target.id)
        elif isinstance(node, Name):
            used.add(node.id)
    return tuple((name, path) for name, path in _USUAL.items() if name in used - bound)


def _broken(module: Module, text: str) -> float:
    lines = [i for i, line in enumerate(text.split("\n"), 1) if line.strip()]
    broken = {line for first, _, last, _ in module.broken for line in range(first, last + 1)}
    share = len(broken.intersection(lines)) / max(len(lines), 1)
    if share == 0 and module.body and not any(isinstance(node, Call) or not isinstance(node, (Name, Const, Some, Block)) for node in walk(module.body)):
        # Words that stand alone are a program in some languages.
        return 0.9
    return share


def _dedented(code: str) -> tuple[str, int]:
    lines = code.expandtabs(4).split("\n") if "\t" in code and re.search(r"^ ", code, re.M) else code.split("\n")
    indents = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    shift = min(indents, default=0)
    return "\n".join(line[shift:] if line.strip() else "" for line in lines), shift
