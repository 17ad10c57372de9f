"""An MCP client's first words to ``devops-squad mcp``, from starting it to the list of its tools: ``python handshake.py ROOT``. Standard library alone, so that what is measured is the server."""

from __future__ import annotations

import json
import subprocess
import sys

SERVER = (sys.executable, "-c", "from orchestration.cli import main; main()", "mcp", "--root", sys.argv[1] if len(sys.argv) > 1 else ".")


def main() -> None:
    with subprocess.Popen(SERVER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8") as server:
        assert server.stdin and server.stdout

        def ask(number: int, method: str, params: dict[str, object]) -> dict[str, object]:
            assert server.stdin and server.stdout
            server.stdin.write(json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}) + "\n")
            server.stdin.flush()
            return json.loads(server.stdout.readline())["result"]

        ask(1, "initialize", {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "benchmark", "version": "1"}})
        server.stdin.write('{"jsonrpc": "2.0", "method": "notifications/initialized"}\n')
        if len(ask(2, "tools/list", {})["tools"]) < 2:  # type: ignore[arg-type]
            sys.exit("handshake: no tools")
        server.stdin.close()
    sys.exit(server.returncode)


if __name__ == "__main__":
    main()
