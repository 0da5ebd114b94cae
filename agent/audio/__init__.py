"""Telephone-band audio: mu-law, resampling, voice activity."""
