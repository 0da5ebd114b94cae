"""Simulators of the world around the daemon: the carrier, the caller, the providers."""
