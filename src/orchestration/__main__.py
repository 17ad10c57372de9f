"""``python -m orchestration``: the same as ``devops-squad``."""

from .cli import main

main()
