"""Whom a company has rung for each kind of transfer."""

from agent.profile.schema import CompanyProfile


def queues(profile: CompanyProfile) -> dict[str, tuple[str, ...]]:
    """Numbers to ring for each transfer queue, in order; the office stands in where none is set."""
    numbers = profile.numbers
    office = (numbers.office,) if numbers.office else ()
    boss = (numbers.supervisor,) if numbers.supervisor else ()
    return {
        "office": office,
        "billing": (numbers.billing,) if numbers.billing else office,
        "sales": (numbers.sales,) if numbers.sales else office,
        "oncall": tuple(dict.fromkeys((*numbers.oncall, *boss))) or office,
    }
