"""Measurements of turn-taking against a real daemon and the simulated carrier, from recordings.

They print figures and never fail for a slow machine: read them with `late_ticks` and the load.
"""
