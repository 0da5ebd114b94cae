"""What a demonstration needs before the first call: scenarios, and a company with their visits."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from simulators.caller.persona import Named, ScenarioError, Visit, find, load
from voicectl.errors import CommandError

if TYPE_CHECKING:
    from agent.profile.schema import CompanyProfile

SCENARIOS = Path(__file__).resolve().parents[1] / "fixtures" / "scenarios"
ALL = "all"
_HORIZON = 60


def scenarios(name: str, skipped: list[str]) -> list[Named]:
    """Load the scenario of this name (or file), or all; those that lack a file are `skipped`.

    Raises ScenarioError.
    """
    if name != ALL:
        path = Path(name)
        return [load(path) if path.suffix == ".toml" else find(SCENARIOS, name)]
    found = []
    for path in sorted(SCENARIOS.glob("*.toml")):
        named = load(path)
        try:
            named.check_files()
        except ScenarioError as fault:
            skipped.append(str(fault))
            continue
        found.append(named)
    return found


def multilingual(chosen: list[Named], folder: Path) -> Path | None:
    """The recogniser of callers who speak Spanish; None when nobody does. Raises ModelMissing."""
    if all(named.scenario.language == "en" for named in chosen):
        return None
    from agent import models

    return models.whisper(models.Shelf(folder), models.WHISPER_BASE)


def company(source: Path | None, chosen: list[Named], target: Path) -> "CompanyProfile":
    """Write the company's profile with the scenarios' visits in its books, and return it.

    Raises ProfileError, or CommandError for a folder of companies.
    """
    import yaml

    import agent.profile
    from agent.profile.load import load_profile

    path = source or Path(agent.profile.__file__).with_name("default.yaml")
    if path.is_dir():
        raise CommandError(f"{path} is a folder; name one company's file with --profile")
    profile = load_profile(path)
    visits = [visit for named in chosen for visit in named.scenario.visits]
    text = path.read_text(encoding="utf-8")
    if visits:
        facts = yaml.safe_load(text)
        facts["existing"] = [*facts.get("existing", []), *(_existing(profile, v) for v in visits)]
        text = yaml.safe_dump(facts, allow_unicode=True, sort_keys=False)
    target.write_text(text, encoding="utf-8")
    return load_profile(target)


def _existing(profile: "CompanyProfile", visit: Visit) -> dict[str, Any]:
    """A visit in the first window of the n-th open day from tomorrow on."""
    today = datetime.now(ZoneInfo(profile.company.tz)).date()
    days = (today + timedelta(days=ahead) for ahead in range(1, _HORIZON))
    open_days = [day for day in days if profile.slots_on(day)]
    day = open_days[min(visit.days, len(open_days)) - 1]
    start, end = profile.slots_on(day)[0]
    return {
        "code": visit.code,
        "name": visit.name,
        "phone": visit.phone,
        "date": day.isoformat(),
        "start": start,
        "end": end,
        "job_type": visit.job_type,
        "address": visit.address,
    }
