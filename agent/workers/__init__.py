"""Local engines run in worker processes: a tiny framed protocol, its two ends and a pool."""
