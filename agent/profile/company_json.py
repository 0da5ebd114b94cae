"""The evaluation data's company (``company.json``) in the words of a profile.

Its dialogues assume one visit per slot and no seats held back for emergencies; its confirmation
codes stay as they are.
"""

from collections.abc import Mapping
from typing import Any

_ZONE = "service"
_CITIES = (
    "denver",
    "glendale",
    "aurora",
    "lakewood",
    "englewood",
    "littleton",
    "arvada",
    "westminster",
    "thornton",
    "broomfield",
    "centennial",
    "edgewater",
    "sheridan",
    "northglenn",
    "wheat ridge",
    "cherry hills village",
    "commerce city",
    "greenwood village",
)
_JOBS: Mapping[str, Mapping[str, object]] = {
    "book_service": {
        "spoken": "a service visit",
        "spoken_es": "una visita de servicio",
        "tier": "E4",
    },
    "no_heat": {
        "spoken": "no heat",
        "spoken_es": "falta de calefacción",
        "tier": "triage",
        "skill": "heat",
    },
    "no_cooling": {
        "spoken": "no cooling",
        "spoken_es": "falla del aire acondicionado",
        "tier": "triage",
        "skill": "cool",
    },
    "water_leak": {
        "spoken": "a water leak",
        "spoken_es": "una fuga de agua",
        "tier": "triage",
    },
    "strange_noise_or_smell": {
        "spoken": "a strange noise or smell",
        "spoken_es": "un ruido u olor extraño",
        "tier": "triage",
    },
    "maintenance_tuneup": {
        "spoken": "a maintenance tune-up",
        "spoken_es": "un mantenimiento",
        "tier": "E4",
        "minutes": 75,
        "fee": "tuneup",
    },
    "install_quote": {
        "spoken": "an installation estimate",
        "spoken_es": "un presupuesto de instalación",
        "tier": "E4",
        "minutes": 60,
        "skill": "sales",
        "fee": "free",
    },
}


def is_company_json(data: object) -> bool:
    """Whether parsed JSON is the evaluation's company and not a profile."""
    return isinstance(data, dict) and "service_zips" in data


def to_profile_data(company: Mapping[str, Any]) -> dict[str, Any]:
    """The company as data of the profile's schema (prices there are whole dollars)."""
    weekday, saturday = company["slots_weekday"], company.get("slots_saturday", [])
    zips = [str(code) for code in company["service_zips"]]
    return {
        "company": {
            "name": company["name"],
            "tz": company["tz"],
            "languages": ["en", "es"],
            "agent_name": "Riley",
        },
        "numbers": {"office": "+17205550190", "oncall": ["+17205550191", "+17205550192"]},
        "hours": dict(company["office_hours"]),
        "area": {
            "zones": {_ZONE: zips},
            "cities": dict.fromkeys(_CITIES, "CO"),
            "city_zips": {"denver": zips},
        },
        "fees": {
            "service": company["diagnostic_fee_usd"] * 100,
            "after_hours": company["after_hours_fee_usd"] * 100,
            "credit_to_repair": company["fee_waived_with_repair"],
            "tuneup": company["tuneup_usd"] * 100,
        },
        "windows": {
            "slots": {"mon-fri": weekday, "sat": saturday},
            "crews": {_ZONE: 1},
            "jobs_per_window": 1,
            "rescue_share": 0.0,
            "horizon_days": 60,
        },
        "job_types": {name: dict(job) for name, job in _JOBS.items()},
        "membership": {
            "name": "maintenance plan",
            "price_month_cents": company["membership_usd_month"] * 100,
        },
        "policy": {"min_notice_h": 0},
        "full": [
            {"date": day["date"], "starts": [slot.split("-")[0] for slot in day["slots"]]}
            for day in company.get("full", [])
        ],
        "existing": [_existing(visit) for visit in company.get("appointments", [])],
    }


def _existing(visit: Mapping[str, str]) -> dict[str, str]:
    start, end = visit["slot"].split("-")
    return {
        "code": visit["confirmation"],
        "name": visit["name"],
        "phone": visit["phone"],
        "date": visit["date"],
        "start": start,
        "end": end,
        "job_type": visit["service"],
        "address": visit["address"],
    }
