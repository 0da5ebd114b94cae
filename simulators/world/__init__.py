"""The whole system in virtual time: the one simulator that builds on the agent's own ports."""
