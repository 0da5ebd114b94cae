"""`GET /v2/voices`, `GET /v1/voices/{voice}` and `GET /v1/models`."""

from typing import Any

from aiohttp import web

from simulators.elevenlabs.errors import Refused
from simulators.elevenlabs.plan import DIALOGUE_MODELS
from simulators.elevenlabs.service import SERVICE

_PAGE = 10
_LANGUAGES = [{"language_id": "en", "name": "English"}, {"language_id": "es", "name": "Spanish"}]


async def voices(request: web.Request) -> web.Response:
    """A page of voices; `search` looks in names, `voice_ids` picks."""
    query = request.query
    wanted, ids = query.get("search", "").lower(), query.getall("voice_ids", [])
    known = request.app[SERVICE].plan.voices
    found = [
        _voice(one, name)
        for one, name in known.items()
        if wanted in name.lower() and (not ids or one in ids)
    ]
    try:
        start = int(query.get("next_page_token") or 0)
        size = int(query.get("page_size") or _PAGE)
    except ValueError as error:
        raise Refused(400, param="page_size") from error
    more = start + size < len(found)
    return web.json_response(
        {
            "voices": found[start : start + size],
            "has_more": more,
            "total_count": len(found),
            "next_page_token": str(start + size) if more else None,
        }
    )


async def voice(request: web.Request) -> web.Response:
    """One voice."""
    one, known = request.match_info["voice"], request.app[SERVICE].plan.voices
    if one not in known:
        raise Refused(404, "voice_not_found", f"A voice with voice_id {one} was not found.")
    return web.json_response(_voice(one, known[one]))


def _voice(one: str, name: str) -> dict[str, Any]:
    return {"voice_id": one, "name": name, "category": "premade", "labels": {}, "settings": None}


async def models(request: web.Request) -> web.Response:
    """Every model of the plan."""
    return web.json_response([_model(one) for one in request.app[SERVICE].plan.models])


def _model(name: str) -> dict[str, Any]:
    dialogue = name in DIALOGUE_MODELS
    return {
        "model_id": name,
        "name": name.replace("_", " ").title(),
        "can_do_text_to_speech": True,
        "can_do_voice_conversion": False,
        "can_use_style": not dialogue,
        "can_use_speaker_boost": not dialogue,
        "token_cost_factor": 0.5 if "flash" in name or "turbo" in name else 1.0,
        "maximum_text_length_per_request": 40_000 if name.endswith("v2_5") else 10_000,
        "languages": _LANGUAGES,
        "concurrency_group": "turbo" if "flash" in name or "turbo" in name else "standard",
    }
