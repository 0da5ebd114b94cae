"""Scribe, the service's transcription in real time."""
