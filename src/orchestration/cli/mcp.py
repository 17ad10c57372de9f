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
@click.option("--http", "port", type=click.IntRange(0, 65535), default=None, metavar="PORT", help="Instead of standard streams: on this port of 127.0.0.1, for who has the token that is printed (or in DEVOPS_SQUAD_MCP_TOKEN); 0: a free one.")
@language_option
def mcp(given: tuple[str, ...], allow_write: bool, port: int | None, language: str | None) -> None:
    """Serve the tasks as tools over standard input and output (Model Context Protocol), until the client closes them."""
    from ..mcp_server.places import roots
    from ..mcp_server.server import Service
    from ..mcp_server.serving import serve, serve_http
    from ..tasks.dependencies.plan import tool_version

    service = Service(roots(given), allow_write, language or default_language())
    if port is None:
        serve(service, tool_version())
    else:
        serve_http(service, tool_version(), port)


def command(name: str) -> click.Command:
    return mcp
