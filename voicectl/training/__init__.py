"""Trains the shipped intent model from the utterances in `fixtures/utterances` and from calls."""
