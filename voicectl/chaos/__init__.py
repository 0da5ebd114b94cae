"""Load and faults on real processes: shapes of traffic, callers, objectives, reports, scenarios."""
