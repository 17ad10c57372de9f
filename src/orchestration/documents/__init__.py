"""Data → text, one emitter a format; comments are part of the data. Knows formats, never a task, stack or platform."""
