"""The tasks as tools of an MCP server: a door, where a client's call becomes a Request and the Result an answer of bounded size."""
