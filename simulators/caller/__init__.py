"""Simulated callers: people who phone in by voice and react only to what they hear."""
