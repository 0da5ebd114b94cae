"""The carrier's REST side: ending and redirecting calls, text messages, and the outbox."""
