"""The pure core of the conversation: events in, commands out; no clock, no socket, no randomness."""
