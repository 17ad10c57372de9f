"""``devops-squad mcp``: the tasks as tools of an MCP server."""

from __future__ import annotations

import click

from .options import default_language, language_option


@click.command("mcp", epilog="""\b
A client starts it: in Claude Code, Cursor or VS Code the command is devops-squad, its arguments are mcp and these options.
  claude mcp add devops-squad -- devops-squad mcp --root .

\b
Needs the extra: pip install 'devops-squad[mcp]'
""")
@click.option("--root", "given", multiple=True, metavar="DIR", help="A directory the client may point at, with all that is in it; may be repeated. Default: the current one.")
@click.option("--allow-write", is_flag=True, help="Let the tools write files into projects; without it nothing is written.")
@language_option
def mcp(given: tuple[str, ...], allow_write: bool, language: str | None) -> None:
    """Serve the tasks as tools over standard input and output (Model Context Protocol), until the client closes them."""
    from ..mcp_server.places import roots
    from ..mcp_server.server import Service
    from ..mcp_server.serving import serve
    from ..tasks.dependencies.plan import tool_version

    serve(Service(roots(given), allow_write, language or default_language()), tool_version())


def command(name: str) -> click.Command:
    return mcp
