"""What is known to be wrong with packages, and which of it concerns a project."""
