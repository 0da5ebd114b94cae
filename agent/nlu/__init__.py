"""Pure parsers: what a caller's words mean, without context beyond their arguments."""
