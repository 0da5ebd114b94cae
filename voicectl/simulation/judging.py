"""Judges an hour by all rules."""

from voicectl.simulation.rules import books, nodes, sound, talk
from voicectl.simulation.rules.violation import Violation
from voicectl.simulation.town import Hour


def violations(hour: Hour) -> list[Violation]:
    """Every breach, by the time it came."""
    found = [*books.faults(hour), *nodes.faults(hour)]
    for record in hour.records.values():
        found += talk.faults(record, hour.weather)
        found += sound.faults(record, hour.weather, hour.words, hour.stood)
    return sorted(found, key=lambda one: one.at)
