"""Repairs by rule: what of a file's text is changed so that a finding is gone, and the proof that it is."""
