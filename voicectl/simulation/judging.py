"""Judges an hour by all rules."""

from voicectl.simulation.rules import books, nodes, sound, talk
from voicectl.simulation.rules.violation import Violation
from voicectl.simulation.town import Hour


def violations(hour: Hour) -> list[Violation]:
    """Every breach, by the time it came."""
    records = hour.records.values()
    found = [*nodes.faults(hour), *talk.resumed(records, hour.weather)]
    for record in records:
        found += talk.faults(record, hour.weather)
        found += sound.faults(record, hour.weather, hour.words, hour.stood)
    found += books.faults(hour)  # the last: it takes seats
    return sorted(found, key=lambda one: one.at)
