"""The server on the official SDK: which handler answers what, and how it is served. Nothing here may print: standard output is the protocol's."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import BoundedSemaphore, Lock, get_ident
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from ..model.errors import BadValue, NotInstalled, SquadError
from ..model.request import Request
from ..model.result import Result
from ..model.text import LANGUAGES, Language, Text
from ..pipeline import engines
from . import answers, places, tools
from .answers import SCHEME, Shelf, uri

if TYPE_CHECKING:
    from mcp.server.lowlevel import Server

    from ..edges.writer import Written
    from ..model.llm import Mind

NAME = "devops-squad"
AT_ONCE = 4
"""Calls that are worked on side by side; more wait for their turn."""
MAX_RESOURCE_CHARACTERS = 4_000_000
"""Clients end a connection over which a message of more than some megabytes comes."""
HEARTBEAT_SECONDS = 5.0
"""How often a client that asked for progress hears of a step that goes on."""

_log = logging.getLogger(__name__)

_ABOUT = Text(
    "Makes what a project needs for production (image, compose file, pipeline, monitoring) and audits its code and dependencies; every file is checked by the program that will consume it.\n"
    "1. Call `profile` for what is known of the project. 2. Call a task; say what is needed in `requirements`, in plain words. "
    "3. Read `checks` (not_run is not passed), `requirements` (met, partly met, not met) and `notices`, and tell the person. Long texts and files are resources: read them by their `uri`.\n",
    "Produit ce dont un projet a besoin en production (image, fichier compose, pipeline, supervision) et audite son code et ses dépendances ; chaque fichier est vérifié par le programme qui le consommera.\n"
    "1. Appelez `profile` pour ce que l'on sait du projet. 2. Appelez une tâche ; dites ce qu'il faut dans `requirements`, en langage courant. "
    "3. Lisez `checks` (not_run n'est pas passed), `requirements` (met, partly met, not met) et `notices`, et dites-le à la personne. Les longs textes et les fichiers sont des ressources : lisez-les par leur `uri`.\n")
_READS = Text("This server only reads: files are returned, none is written.", "Ce serveur ne fait que lire : les fichiers sont renvoyés, aucun n'est écrit.")
_WRITES = Text("With `write: true` files are written into the project; a person's own are left alone.", "Avec `write: true`, les fichiers sont écrits dans le projet ; ceux d'une personne sont laissés tels quels.")


@dataclass(slots=True)
class Service:
    """What the tools do, whatever carries the messages."""

    roots: tuple[Path, ...]
    may_write: bool = False
    language: Language = "en"
    minds: Callable[[str | None, Callable[[str], None]], Mind | None] | None = None
    """A project's directory → the model that is asked what the vocabulary does not know; None: none is."""
    shelf: Shelf = field(default_factory=Shelf)
    writing: Lock = field(default_factory=Lock)
    """Held while files are written: who ends the server waits for it."""
    at_work: set[int] = field(default_factory=set)
    """The threads that work on a call, whether or not somebody still waits for it."""
    turns: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(AT_ONCE))
    """Held by a thread, not by who waits for it: calls that are given up one after the other are not all at work."""

    def instructions(self) -> str:
        return _ABOUT.in_(self.language) + (_WRITES if self.may_write else _READS).in_(self.language)

    def request(self, name: str, arguments: Mapping[str, Any]) -> tuple[Request, bool]:
        """What is asked for, and whether to write it.

        Raises:
            BadPath, BadValue: see :func:`tools.checked` and :func:`places.place`.
        """
        from ..door import request_of
        from ..tasks.dependencies.scanning import names_a_file

        given = tools.checked(name, arguments, may_write=self.may_write)
        write = given.pop("write", False)
        given.setdefault("language", self.language)
        text = given.get("package_file", "")
        if text and names_a_file(text):
            given["package_file"] = str(places.place(text.strip(), self.roots))
        if "project" in given or not any(given.get(key) for key in ("stack", "code", "package_file")):
            given["project"] = str(places.place(given.get("project") or ".", self.roots))
        if write and "project" not in given:
            raise BadValue(Text("there is no project to write into", "il n'y a pas de projet où écrire"), Text("name one with the argument project", "désignez-en un avec l'argument project"))
        return request_of(name, given), write

    def work(self, request: Request, write: bool, progress: Callable[[str], None], note: Callable[[str], None]) -> tuple[Result, tuple[Written, ...]]:
        """One task down the road, and what became of its files.

        Args:
            progress: told of each step; what it raises ends the work, never once it writes.
            note: told what the model is at, from a thread of its own.
        """
        self.at_work.add(get_ident())
        try:
            with self.turns:
                return self._worked(request, write, progress, note)
        finally:
            self.at_work.discard(get_ident())

    def _worked(self, request: Request, write: bool, progress: Callable[[str], None], note: Callable[[str], None]) -> tuple[Result, tuple[Written, ...]]:
        from ..edges.tree import DirectoryTree
        from ..edges.writer import apply
        from ..pipeline import run_many
        from ..platforms.marks import detect_platform

        tree = DirectoryTree(request.project) if request.project else None
        if tree is not None and request.platform is None:
            request = replace(request, platform=detect_platform(tree))
        run = run_many((request,), tree=tree, progress=progress, target=tree.root if write and tree else None, mind=self.minds(request.project, note) if self.minds else None)
        result = run.results[0]
        if not write or tree is None or result.error:
            return result, ()
        progress("write")
        with self.writing:
            return result, apply(tree.root, run.artefacts)

    def looked(self, request: Request) -> Any:
        from ..pipeline import look

        profile, _ = look(request)
        return profile

    def read(self, address: str) -> tuple[str, str] | None:
        """A resource's text and media type; None: there is none, or it is no longer held.

        Raises:
            SquadError: a profile of a project that cannot be looked at.
        """
        kind, _, rest = address.removeprefix(SCHEME).partition("/")
        if not address.startswith(SCHEME):
            return None
        if kind == "profile":
            from ..door import profile_dict

            found = self.looked(Request(tools.PROFILE, project=str(places.place(unquote(rest) or ".", self.roots)), language=self.language))
            return json.dumps(profile_dict(found, self.language), ensure_ascii=False, indent=1), "application/json"
        key, _, path = rest.partition("/")
        kept = self.shelf.get(key)
        if kept is None or bool(path) != (kind == "file"):
            return None
        match kind:
            case "report" if kept.report:
                return kept.report, "text/markdown"
            case "result":
                return json.dumps(kept.whole, ensure_ascii=False, indent=1), "application/json"
            case "file" if (text := kept.files.get(unquote(path))) is not None:
                return text, "text/plain"
        return None


def make(service: Service, version: str) -> Server:
    """The SDK's server with our handlers.

    Raises:
        NotInstalled: the SDK is not there, or is an older one.
    """
    try:
        import mcp_types as types
        from anyio import create_task_group, from_thread, sleep, to_thread
        from mcp.server.lowlevel import Server
        from mcp.shared.exceptions import MCPError
    except ImportError as error:
        raise NotInstalled(Text(f"the MCP SDK is not installed, or too old: {error}", f"le SDK MCP n'est pas installé, ou trop ancien : {error}"),
                           Text("pip install 'devops-squad[mcp]' (mcp 2.3 or newer)", "pip install 'devops-squad[mcp]' (mcp 2.3 ou plus récent)")) from None

    listed = [
        types.Tool(name=name, title=tool.title.in_(service.language), description=tools.description(name, service.language), input_schema=tools.input_schema(name, service.language, may_write=service.may_write), output_schema=tools.output_schema(name),
                   annotations=types.ToolAnnotations(read_only_hint=not (service.may_write and tools.writes(name)), destructive_hint=service.may_write and tools.writes(name), idempotent_hint=True, open_world_hint=tool.asks_the_network or (service.minds is not None and name in engines())))
        for name in tools.names() for tool in (tools.TOOLS[name],)
    ]

    async def list_tools(ctx: Any, params: Any) -> Any:
        return types.ListToolsResult(tools=listed, ttl_ms=3_600_000)

    async def call_tool(ctx: Any, params: Any) -> Any:
        if params.name not in tools.TOOLS:
            raise MCPError(code=types.INVALID_PARAMS, message=f"Unknown tool: {params.name[:80]}")
        arguments = params.arguments or {}
        language = arguments["language"] if arguments.get("language") in LANGUAGES else service.language
        try:
            request, write = service.request(params.name, arguments)
            if params.name == tools.PROFILE:
                profile = await to_thread.run_sync(service.looked, request, abandon_on_cancel=True)
                made = answers.profile_answer(profile, language, service.shelf)
            else:
                result, written = await in_turn(ctx, request, write)
                made = answers.answer(result, written, service.shelf)
        except SquadError as error:
            made = answers.refused(params.name, error, language, is_profile=params.name == tools.PROFILE)
        except Exception:
            # The client is told that, not where, it went wrong; the person who runs the server sees all of it.
            _log.exception("%s failed", params.name)
            unexpected = SquadError(Text("an error of the server itself; its standard error has the details", "une erreur du serveur lui-même ; sa sortie d'erreur a les détails"))
            made = answers.refused(params.name, unexpected, language, is_profile=params.name == tools.PROFILE)
        # A name that is no UTF-8 can be read, but not sent.
        said = json.dumps(made, ensure_ascii=False).encode("utf-8", "replace").decode()
        made = json.loads(said)
        content: list[Any] = [types.TextContent(text=said)]
        if "report" in made:
            content.append(types.ResourceLink(uri=made["report"], name="report", title=Text("The report for a person", "Le rapport pour une personne").in_(language), mime_type="text/markdown"))
        content += [types.ResourceLink(uri=f["uri"], name=f["path"], size=f["size"], mime_type="text/plain") for f in made.get("files", ()) if "content" not in f]
        return types.CallToolResult(content=content, structured_content=made, is_error=made["status"] == "error")

    async def in_turn(ctx: Any, request: Request, write: bool) -> tuple[Result, tuple[Written, ...]]:
        count, step = 0, ""

        async def report(message: str) -> None:
            nonlocal count
            count += 1
            await ctx.session.report_progress(float(count), None, message)

        def progress(name: str) -> None:
            # Here a call that nobody waits for any more ends.
            from_thread.check_cancelled()
            note(name)
            # The answer itself says that it is done; a word right before it may reach a client that has forgotten the call already.
            if name != "done":
                from_thread.run(report, name)

        def note(name: str) -> None:
            nonlocal step
            step = name

        async def heartbeat() -> None:
            seconds = 0.0
            while True:
                await sleep(HEARTBEAT_SECONDS)
                seconds += HEARTBEAT_SECONDS
                await report(f"{step or Text('waiting', 'en attente').in_(request.language)} ({seconds:.0f} s)")

        async with create_task_group() as group:
            group.start_soon(heartbeat)
            try:
                done: Any = await to_thread.run_sync(service.work, request, write, progress, note, abandon_on_cancel=True)
            except Exception as error:
                # The group would wrap it.
                done = error
            group.cancel_scope.cancel()
        if isinstance(done, Exception):
            raise done
        return done

    async def list_resources(ctx: Any, params: Any) -> Any:
        # Answers are no part of it: a list may not change by what was called (2026-07-28), and each names its own.
        title = Text("What is known of the project in {}", "Ce que l'on sait du projet dans {}").in_(service.language)
        return types.ListResourcesResult(resources=[types.Resource(uri=uri("profile", str(root)), name=f"profile of {root.name}", title=title.format(root), mime_type="application/json") for root in service.roots])

    async def list_templates(ctx: Any, params: Any) -> Any:
        rows = (("report/{id}", "report", Text("A task's report for a person", "Le rapport d'une tâche pour une personne"), "text/markdown"), ("result/{id}", "result", Text("All of a task's result: the contract's dict", "Tout le résultat d'une tâche : le dict du contrat"), "application/json"),
                ("file/{id}/{+path}", "file", Text("A file a task made", "Un fichier produit par une tâche"), "text/plain"), ("profile/{+directory}", "profile", Text("What is known of the project in a directory", "Ce que l'on sait du projet dans un répertoire"), "application/json"))
        return types.ListResourceTemplatesResult(resource_templates=[types.ResourceTemplate(uri_template=SCHEME + form, name=name, description=what.in_(service.language), mime_type=mime) for form, name, what, mime in rows])

    async def read_resource(ctx: Any, params: Any) -> Any:
        address = params.uri
        try:
            found = await to_thread.run_sync(service.read, address, abandon_on_cancel=True)
        except SquadError as error:
            raise MCPError(code=types.INVALID_PARAMS, message=f"{error.what.in_(service.language)}"[:2_000], data={"uri": address[:500]}) from None
        except Exception:
            _log.exception("reading %.200s failed", address)
            raise MCPError(code=types.INTERNAL_ERROR, message="Internal error") from None
        if found is None:
            raise MCPError(code=types.INVALID_PARAMS, message="Resource not found: only the latest results are held; call the tool again", data={"uri": address[:500]})
        text, mime = found
        if len(text) > MAX_RESOURCE_CHARACTERS:
            raise MCPError(code=types.INVALID_PARAMS, message=f"The resource has {len(text)} characters, more than a client takes; the command line (devops-squad --json) gives it whole", data={"uri": address[:500]})
        return types.ReadResourceResult(contents=[types.TextResourceContents(uri=address, mime_type=mime, text=text.encode("utf-8", "replace").decode())])

    return Server(NAME, version=version, title="DevOps Squad", instructions=service.instructions(), on_list_tools=list_tools, on_call_tool=call_tool, on_list_resources=list_resources, on_list_resource_templates=list_templates, on_read_resource=read_resource)
