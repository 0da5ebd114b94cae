"""Where the event loop stands still, and why: told in health and metrics, changes nothing."""
