"""The daemon's HTTP: every route in one place."""

from aiohttp import web

from agent.http.clips import ClipShelf
from agent.http.control import Control
from agent.http.guard import MAX_BODY, Guard, Trust
from agent.http.health import Health
from agent.http.stream import Streams
from agent.http.twiml import Hooks
from agent.http.webhooks import Webhooks


def hooks(public_url: str, stream_url: str = "") -> Hooks:
    """Absolute URLs of our webhooks below the public origin."""
    base = public_url.rstrip("/")
    return Hooks(
        stream=stream_url or f"ws{base.removeprefix('http')}/twilio/stream",
        next=f"{base}/twilio/next",
        dial_result=f"{base}/twilio/dial-result",
        whisper=f"{base}/twilio/whisper",
        stream_status=f"{base}/twilio/stream-status",
        recorded=f"{base}/twilio/recorded",
        gather=f"{base}/twilio/gather",
    )


def build(
    webhooks: Webhooks,
    streams: Streams,
    clips: ClipShelf,
    control: Control,
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
        "recorded": webhooks.recorded,
        "sms": webhooks.sms,
        "sms-status": webhooks.sms_status,
        "gather/turn": webhooks.gather_turn,
        "gather/more": webhooks.gather_more,
        "gather/partial": webhooks.gather_partial,
    }.items():
        app.router.add_post(f"/twilio/{path}", guard.wrap(webhook))
    app.router.add_get("/twilio/stream", streams.handle)
    app.router.add_get("/twilio/gather/clip/{name}", clips.handle)
    app.router.add_get("/health", health.all)
    app.router.add_get("/health/live", health.live)
    app.router.add_get("/health/ready", health.is_ready)
    app.router.add_get("/metrics", control.guarded(health.metrics))
    app.router.add_get("/v1/calls", control.guarded(control.calls))
    app.router.add_get("/v1/calls/{sid}", control.guarded(control.call))
    app.router.add_get("/v1/calls/{sid}/events", control.guarded(control.events))
    app.router.add_get("/v1/checkpoints", control.guarded(control.checkpoints))
    app.router.add_post("/v1/checkpoints/{sid}/recover", control.guarded(control.recover))
    app.router.add_get("/v1/circuits", control.guarded(control.circuits))
    circuit = "/v1/circuits/{provider}/{operation:.+}"
    app.router.add_post(f"{circuit}/open", control.guarded(control.open_circuit))
    app.router.add_post(f"{circuit}/reset", control.guarded(control.reset_circuit))
    app.router.add_get("/v1/level", control.guarded(control.level))
    app.router.add_put("/v1/level", control.guarded(control.set_level))
    app.router.add_put("/v1/level/schedule", control.guarded(control.set_schedule))
    app.router.add_delete("/v1/level", control.guarded(control.release_level))
    return app
