"""Reading deployment files so that every value keeps its line; nothing here judges."""
