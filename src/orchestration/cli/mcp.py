"""``devops-squad mcp``: the tasks as tools of an MCP server."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from .asking import Asking
from .options import default_language, language_option

if TYPE_CHECKING:
    from ..llm.mind import LlmMind
    from ..model.text import Language


@click.command("mcp", epilog="""\b
A client starts it: in Claude Code, Cursor or VS Code the command is devops-squad, its arguments are mcp and these options.
  claude mcp add devops-squad -- devops-squad mcp --root .

\b
Needs the extra: pip install 'devops-squad[mcp]'
""")
@click.option("--root", "given", multiple=True, metavar="DIR", help="A directory the client may point at, with all that is in it; may be repeated. Default: the current one.")
@click.option("--allow-write", is_flag=True, help="Let the tools write files into projects; without it nothing is written.")
@click.option("--http", "port", type=click.IntRange(0, 65535), default=None, metavar="PORT", help="Instead of standard streams: on this port of 127.0.0.1, for who has the token that is printed (or in DEVOPS_SQUAD_MCP_TOKEN); 0: a free one.")
@click.option("--offline", is_flag=True, help="Ask no language model, even where OPENROUTER_API_KEY is set.")
@click.option("--model", default=None, metavar="NAME", help="The gateway's name of the model; default: DEVOPS_SQUAD_MODEL, else one that is known to do.")
@click.option("--budget", type=click.FloatRange(0), default=None, metavar="USD", help="The most the model may cost while the server runs; default: 1.00.")
@language_option
def mcp(given: tuple[str, ...], allow_write: bool, port: int | None, offline: bool, model: str | None, budget: float | None, language: str | None) -> None:
    """Serve the tasks as tools over standard input and output (Model Context Protocol), until the client closes them."""
    from ..mcp_server.places import roots
    from ..mcp_server.server import Service
    from ..mcp_server.serving import serve, serve_http
    from ..tasks.dependencies.plan import tool_version

    spoken = language or default_language()
    service = Service(roots(given), allow_write, spoken, _minds(Asking(offline, model), budget, spoken))
    if port is None:
        serve(service, tool_version())
    else:
        serve_http(service, tool_version(), port)


def _minds(asking: Asking, budget: float | None, language: Language) -> Callable[[str | None, Callable[[str], None]], LlmMind | None] | None:
    """Who is asked for each project, out of one purse; None: nobody is."""
    if asking.mind(None, lambda _: None, language) is None:
        return None
    from ..llm.leash import USD_PER_AGENT, Purse

    purse = Purse(USD_PER_AGENT if budget is None else budget)
    return lambda project, say: asking.mind(project, say, language, purse)


def command(name: str) -> click.Command:
    return mcp
