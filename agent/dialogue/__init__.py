"""The pure core of the conversation: events in, commands out; no clock, socket or randomness."""
