"""An audit as its readers want it: rows for programs, lines for a terminal, Markdown, SARIF, a page."""
