"""A room with a person in it, on a sound card that exists in software only."""
