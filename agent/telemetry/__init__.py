"""Logs and figures of a running node."""
