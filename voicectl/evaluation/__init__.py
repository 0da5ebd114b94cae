"""Scores of the pure parsers and the dialogue against written truth files."""
