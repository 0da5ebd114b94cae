"""Clients of others run in environments of their own (`scripts/clients`), and nowhere else."""

from importlib.util import find_spec

collect_ignore = [] if find_spec("pipecat") else ["pipecat"]
