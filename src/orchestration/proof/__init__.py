"""Proof that a project's container files work: built, run hardened, looked at from outside, stopped, removed.

``conductor.prove`` does it; everything that decides or parses is pure and lives in the other modules.
"""
