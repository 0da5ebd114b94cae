"""Visits, seats, tasks and messages: the schema and the stores behind `agent.ports.Desk`."""
