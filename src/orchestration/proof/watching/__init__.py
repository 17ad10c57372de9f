"""Monitoring proven to watch: faults are played, and every alert is followed to where it lands."""
