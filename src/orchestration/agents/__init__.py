"""The public faces."""
