"""Profiles: the human-friendly shape, and errors that name file, line and key."""

import json
from datetime import date, datetime
from pathlib import Path

import msgspec
import pytest

from agent.profile import document
from agent.profile.load import (
    Directory,
    build,
    from_company_json,
    hash_of,
    key_of,
    load_default,
    load_directory,
    load_profile,
    overridden,
)
from agent.profile.problems import ProfileError
from agent.profile.schema import CompanyProfile

ROOT = Path(__file__).parents[2]
DEFAULT = (ROOT / "agent/profile/default.yaml").read_text("utf-8")

SMALL = """
company: {name: Tiny Air, tz: America/Denver}
numbers: {office: "+13035550100"}
hours: {mon-fri: "8:00-17:00", sat: closed}
area: {zones: {N: ["802*"]}}
fees: {service: $89, after_hours: $149.50}
windows: {slots: ["08:00-12:00", ["13:00", "17:00"], "17:00-19:00"], crews: {N: 2}}
job_types: {no_heat: {tier: triage}}
"""


def parse(text: str) -> CompanyProfile:
    return build(document.parse_yaml(text, "x.yaml"))


def lines(text: str) -> tuple[str, ...]:
    with pytest.raises(ProfileError) as caught:
        parse(text)
    return caught.value.lines


def test_the_demo_company_answers_everything_it_should() -> None:
    profile = load_default()
    assert profile.company.name == "KC Comfort Air"
    assert set(profile.job_types) == {
        "book_service",
        "no_heat",
        "no_cooling",
        "water_leak",
        "strange_noise_or_smell",
        "maintenance_tuneup",
        "install_quote",
    }
    assert profile.fees.tuneup == 12900
    assert profile.windows.slots["sat"] == (("08:00", "12:00"),)
    assert profile.zone_of("76039") == "FTW"
    assert profile.zone_of("76013") == "ARL"
    assert profile.escalation.paths == {"billing_payment": "billing"}
    assert profile.triage.vulnerable_no_heat_indoor_f == 66
    assert profile.notices.recording == ""
    assert len(profile.faq) > 20


def test_people_write_the_short_shape() -> None:
    profile = parse(SMALL)
    assert profile.hours.days["mon"] == ("08:00", "17:00")
    assert "sat" not in profile.hours.days
    assert profile.windows.slots["fri"] == (("08:00", "12:00"), ("13:00", "17:00"))
    assert (profile.fees.service, profile.fees.after_hours) == (8900, 14950)
    assert profile.job_types["no_heat"].spoken == "no heat"


def test_a_dumped_profile_loads_again_as_the_same() -> None:
    profile = load_default()
    again = build(document.parse_yaml(msgspec.json.encode(profile).decode(), "dump.json"))
    assert again == profile
    assert hash_of(again) == hash_of(profile)


def test_toml_says_the_same_as_yaml(tmp_path: Path) -> None:
    path = tmp_path / "tiny.toml"
    path.write_text(
        """
[company]
name = "Tiny Air"
tz = "America/Denver"
[numbers]
office = "+13035550100"
[hours]
mon-fri = "8:00-17:00"
[area.zones]
N = ["802*"]
[fees]
service = "$89"
after_hours = "$149.50"
[windows]
slots = ["08:00-12:00", "13:00-17:00"]
crews = {N = 2}
[job_types.no_heat]
tier = "triage"
"""
    )
    assert load_profile(path) == parse(SMALL)
    path.write_text(path.read_text().replace("$89", "89 bucks"))
    with pytest.raises(ProfileError, match=r"tiny.toml:12: fees.service: .*write cents"):
        load_profile(path)
    path.write_text("[company\n")
    with pytest.raises(ProfileError, match=r"tiny.toml: .*line 1"):
        load_profile(path)


def test_the_hash_follows_every_fact() -> None:
    profile = load_default()
    (other,) = overridden(load_directory(None), transfer_phone="+12145550777").profiles
    assert hash_of(profile) == hash_of(load_default())
    assert hash_of(other) != hash_of(profile)
    assert len(hash_of(profile)) == 16


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("service: 8900", "service: 89", "fees.service: 89 means 89 cents"),
        ("  after_hours: 14900", "  after_hour: 14900", "fees.after_hour: unknown key; did you"),
        ('mon-fri: "08:00', 'mon-fry: "08:00', "hours.mon-fry: 'mon-fry' is not a weekday"),
        ('sat: "08:00-12:00"', "sat: morning", "hours.sat: 'morning' is not a time range"),
        ('sat: "08:00-12:00"', 'sat: "12:00-08:00"', "hours.days.sat: 12:00 is not before"),
        ("America/Chicago", "Texas", "company.tz: 'Texas' is no time zone"),
        ("window: 2", "window: two", "windows.jobs_per_window: expected int, got str"),
        ("  water_leak: {", "  water_leek: {", "water_leek: is not one of the intent labels; did"),
        ("crews: {DAL: 3", "crews: {DLA: 3", "windows.crews.DLA: no such zone"),
        ("share: 0.15", "share: 15", "windows.rescue_share: must be between 0 and 1"),
        ('office: "+12145550100"', "office: 555-0100", "numbers.office: '555-0100' is no number"),
        ("2026-12-25", "2026-13-25", "hours.holidays[1]: '2026-13-25' is no day"),
        ('"76039"', '"7603"', "'7603' is no ZIP"),
        ('["760*"]', '["760*", "76039"]', "76039 is also in zone FTW"),
        ("tier: E4}", "tier: E9}", "job_types.book_service.tier: invalid enum value"),
        ("enabled: false", "enable: false", "notices.recording.enable: unknown key"),
        ("service: 8900", "service: a lot", "fees.service: 'a lot' is not a price"),
        ("{intents: [billing_payment]", "{intents: billing_payment", "escalation.paths[0]: write"),
        ("    addison: TX", "    Addison: TX", "area.cities.Addison: write it in lower case"),
        ('euless: ["76039"', 'euless: ["99999"', "area.city_zips.euless: 99999: outside"),
        ("horizon_days: 30", "horizon_days: 0", "windows.horizon_days: must be at least 1"),
        ("lead_min: 60", "lead_min: -1", "windows.lead_min: must not be negative"),
        ('release: "10:00"', "release: ten", "windows.rescue_release: is no time"),
        ("  name: KC Comfort Air", "  name: ''", "company.name: is empty"),
        ('slots: ["08:00-12:00"', 'slots: ["8 to 12"', "windows.slots[0]: '8 to 12' is not"),
    ],
)
def test_a_mistake_is_named_with_line_and_key(old: str, new: str, expected: str) -> None:
    assert DEFAULT.count(old) >= 1
    found = lines(DEFAULT.replace(old, new, 1))
    at = DEFAULT[: DEFAULT.index(old)].count("\n") + 1
    hit = [line for line in found if expected in line]
    assert hit, found
    written = int(hit[0].split(":")[1])
    # A converted section points at the key people wrote, or at its section.
    assert abs(written - at) <= 3, hit


def test_a_missing_key_is_named() -> None:
    found = lines(DEFAULT.replace("  tz: America/Chicago\n", ""))
    assert found == ("x.yaml:5: company.tz: is missing; add it",)


def test_all_unknown_keys_are_told_at_once() -> None:
    found = lines(SMALL.replace("fees: {", "fees: {sevice: 1, ").replace("name:", "nam: x, name:"))
    assert len(found) == 2


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("company: [", "correct the YAML"),
        ("company: {name: a}\ncompany: {name: b}", "x.yaml:2: company is written twice"),
        ("- a\n- b", "a profile is a mapping"),
        ("", "a profile is a mapping"),
        ("a: &a [*a]", "referring to itself"),
        ("faq: {warranty: " + "word " * 36 + "}", "company"),
    ],
)
def test_broken_documents_are_told(text: str, word: str) -> None:
    assert any(word in line for line in lines(text))


def test_an_alias_bomb_is_refused() -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9)
    )
    assert "too large" in lines(bomb)[0]


def test_long_answers_are_refused() -> None:
    found = lines(SMALL + "faq: {warranty: " + "word " * 36 + "}")
    assert found == ("x.yaml:9: faq.warranty: en has 36 words; at most 35",)


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("none.yaml", None, "No such file"),
        ("a.txt", b"x", "unknown kind of file"),
        ("a.yaml", b"\xff\xfe", "not UTF-8"),
        ("a.yaml", b"#" * 1_000_001, "larger than 1 MB"),
    ],
)
def test_unreadable_files_are_told(
    name: str, content: bytes | None, word: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ProfileError, match=word):
        load_profile(path)


def test_a_directory_is_chosen_by_called_number(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(DEFAULT)
    (tmp_path / "b.yaml").write_text(
        (ROOT / "fixtures/profiles/lone_star_plumbing.yaml").read_text("utf-8")
    )
    found = load_directory(tmp_path)
    plumber = found.by_number("+15125550142")
    assert plumber is not None
    assert plumber.company.trade == "plumbing"
    assert found.by_number("+15125550140") is plumber
    assert found.by_number("+10000000000") is None
    assert set(found.by_key()) == {"kc-comfort-air", "lone-star-plumbing"}
    (tmp_path / "c.yaml").write_text(DEFAULT.replace("KC Comfort Air", "Other Air"))
    with pytest.raises(ProfileError, match=r"c.yaml: \+\d+ is also in .*a.yaml"):
        load_directory(tmp_path)


def test_a_sole_company_answers_every_number(tmp_path: Path) -> None:
    assert load_directory(None).by_number("+1") == load_default()
    with pytest.raises(ProfileError, match="holds no profile"):
        load_directory(tmp_path)


def test_the_environment_may_replace_facts() -> None:
    (profile,) = overridden(
        load_directory(None),
        company_name="Cool Co",
        emergency_phone="+12145550112",
        transfer_phone="+12145550777",
    ).profiles
    assert key_of(profile) == "cool-co"
    assert profile.numbers.oncall == ("+12145550112", "+12145550111")
    assert profile.numbers.office == "+12145550777"


COMPANY_JSON = {
    "name": "Example Heating and Air",
    "tz": "America/Denver",
    "office_hours": {"mon-fri": ["07:00", "19:00"], "sat": ["08:00", "14:00"], "sun": None},
    "slots_weekday": ["08:00-10:00", "10:00-12:00"],
    "slots_saturday": ["08:00-10:00"],
    "service_zips": ["80206", "80209"],
    "diagnostic_fee_usd": 89,
    "tuneup_usd": 129,
    "after_hours_fee_usd": 150,
    "fee_waived_with_repair": True,
    "membership_usd_month": 19,
    "full": [{"date": "2026-09-16", "slots": ["08:00-10:00"]}],
    "appointments": [
        {
            "confirmation": "4412",
            "name": "Ann Lee",
            "phone": "+13035550144",
            "date": "2026-09-17",
            "slot": "08:00-10:00",
            "service": "maintenance_tuneup",
            "address": "19 Oak St, Denver, CO 80209",
        }
    ],
}


def test_the_evaluation_company_becomes_a_profile(tmp_path: Path) -> None:
    path = tmp_path / "company.json"
    path.write_text(json.dumps(COMPANY_JSON))
    profile = from_company_json(path)
    assert profile == load_profile(path)
    assert profile.slots_on(date(2026, 9, 19)) == (("08:00", "10:00"),)
    assert profile.slots_on(date(2026, 9, 20)) == ()
    assert profile.is_open(datetime(2026, 9, 15, 18, 59))  # noqa: DTZ001  (local on purpose)
    assert profile.zone_of("80206")
    assert profile.zone_of("80299") is None
    assert profile.windows.rescue_share == 0
    assert (profile.fees.service, profile.fees.tuneup) == (8900, 12900)
    assert profile.membership is not None
    assert profile.membership.price_month_cents == 1900
    assert profile.existing[0].code == "4412"
    assert profile.full[0].starts == ("08:00",)
    assert profile.area.cities["denver"] == "CO"


def test_a_wrong_company_json_is_told(tmp_path: Path) -> None:
    path = tmp_path / "company.json"
    path.write_text(json.dumps({**COMPANY_JSON, "fees": {}}))
    assert from_company_json(path)
    broken = {key: value for key, value in COMPANY_JSON.items() if key != "tuneup_usd"}
    path.write_text(json.dumps(broken))
    with pytest.raises(ProfileError, match="tuneup_usd"):
        from_company_json(path)
    path.write_text("{}")
    with pytest.raises(ProfileError, match="this is no company"):
        from_company_json(path)


def test_several_companies_keep_their_names() -> None:
    profile = load_default()
    company = msgspec.structs.replace(profile.company, name="Other Air")
    both = Directory((profile, msgspec.structs.replace(profile, company=company)))
    assert overridden(both, company_name="Cool Co") == both
