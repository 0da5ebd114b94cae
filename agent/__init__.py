"""The phone agent: one call is an event log, and the conversation is a pure function over it."""
