"""Days with the same office hours, to be said together."""

from collections.abc import Sequence

from agent.profile.schema import WEEKDAYS, CompanyProfile


def office_days(
    profile: CompanyProfile, names: Sequence[str]
) -> list[tuple[list[str], tuple[str, str]]]:
    """Days that follow one another with their hours (local HH:MM); `names` from Monday on."""
    runs: list[tuple[list[str], tuple[str, str]]] = []
    for weekday, name in zip(WEEKDAYS, names, strict=True):
        span = profile.hours.days.get(weekday)
        if span is None:
            continue
        if runs and runs[-1][1] == span:
            runs[-1][0].append(name)
        else:
            runs.append(([name], span))
    return runs
