"""Whole hours of calls in virtual time: seeded callers, seeded faults, rules no hour may break."""
