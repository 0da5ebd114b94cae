"""The daemon's HTTP: every route in one place."""

from aiohttp import web

from agent.http.api import Api
from agent.http.clips import CLIPS, ClipShelf
from agent.http.guard import MAX_BODY, Guard, Trust
from agent.http.health import Health
from agent.http.recorded import RecordedLine
from agent.http.stream import Streams
from agent.http.twiml import Hooks
from agent.http.webhooks import Webhooks

STREAM = "/twilio/stream"


def hooks(public_url: str, stream_url: str = "") -> Hooks:
    """Absolute URLs of our webhooks below the public origin.

    Streams and clips are this node's own: `stream_url` leads to it, past whatever stands before.
    """
    base = public_url.rstrip("/")
    stream = stream_url or f"ws{base.removeprefix('http')}{STREAM}"
    return Hooks(
        stream=stream,
        next=f"{base}/twilio/next",
        dial_result=f"{base}/twilio/dial-result",
        whisper=f"{base}/twilio/whisper",
        stream_status=f"{base}/twilio/stream-status",
        recorded=f"{base}/twilio/recorded",
        gather=f"{base}/twilio/gather",
        clips=f"http{stream.removeprefix('ws').removesuffix(STREAM)}{CLIPS}",
    )


def build(
    webhooks: Webhooks,
    line: RecordedLine,
    streams: Streams,
    clips: ClipShelf,
    api: Api,
    health: Health,
    trust: Trust,
) -> web.Application:
    """The application with all its routes."""
    app = web.Application(client_max_size=MAX_BODY)
    guard = Guard(trust, webhooks.trouble)
    for path, webhook in {
        "voice": webhooks.voice,
        "next": webhooks.next,
        "dial-result": webhooks.dial_result,
        "whisper": webhooks.whisper,
        "status": webhooks.status,
        "fallback": webhooks.fallback,
        "stream-status": webhooks.stream_status,
        "recorded": line.left,
        "recorded/wanted": line.wanted,
        "recorded/screen": line.screen,
        "sms": webhooks.sms,
        "sms-status": webhooks.sms_status,
        "gather/turn": webhooks.gather_turn,
        "gather/more": webhooks.gather_more,
        "gather/partial": webhooks.gather_partial,
    }.items():
        app.router.add_post(f"/twilio/{path}", guard.wrap(webhook))
    app.router.add_get(STREAM, streams.handle)
    app.router.add_get(f"{CLIPS}/{{name}}", clips.handle)
    app.router.add_get("/health", health.all)
    app.router.add_get("/health/live", health.live)
    app.router.add_get("/health/ready", health.is_ready)
    app.router.add_get("/metrics", api.access.looking(health.metrics))
    api.add_to(app)
    return app
