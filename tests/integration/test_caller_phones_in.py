"""A spoken caller against a stand-in agent: understands prompts, answers, interrupts, is bridged.

The stand-in follows a fixed list of prompts; it
knows nothing of the words it hears, only when the caller has finished speaking.
"""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest
from aiohttp import WSMsgType, web

from simulators.caller.audio import FRAME, loudness
from simulators.caller.persona import Named, Scenario
from simulators.caller.run import CallReport, run_scenario, studio
from simulators.caller.technician import Technician
from simulators.caller.voice import Voice
from simulators.serving import served
from simulators.twilio.carrier import Carrier
from simulators.twilio.numbers import Number, Phone

pytestmark = [pytest.mark.integration, pytest.mark.audio]

COMPANY = "+12145550100"
ONCALL = "+12145550111"
TURN_END_FRAMES = 30


class StandIn:
    """Plays prompts one after the other, each when the caller has answered the one before."""

    def __init__(self, prompts: list[str], voice: Voice, after: str) -> None:
        self.prompts, self.voice, self.after = prompts, voice, after
        self.cleared = 0
        self.keys = ""
        self.url = ""

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/voice", self.voice_hook)
        app.router.add_post("/whisper", self.whisper)
        app.router.add_post("/after", self.hang_up)
        app.router.add_get("/stream", self.stream)
        return app

    async def voice_hook(self, request: web.Request) -> web.Response:
        stream = self.url.replace("http", "ws") + "/stream"
        connect = f'<Connect><Stream url="{stream}"/></Connect>'
        return self._twiml(connect + self.after)

    async def whisper(self, request: web.Request) -> web.Response:
        gather = (
            '<Gather numDigits="1" action="/after" timeout="8"><Say>Gas. Press 1.</Say></Gather>'
        )
        return self._twiml(gather + "<Hangup/>")

    async def hang_up(self, request: web.Request) -> web.Response:
        digits = (await request.post()).get("Digits", "")
        return self._twiml("" if digits else "<Hangup/>")

    def _twiml(self, body: str) -> web.Response:
        return web.Response(text=f"<Response>{body}</Response>", content_type="text/xml")

    async def stream(self, request: web.Request) -> web.WebSocketResponse:
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        sid, queue = "", list(self.prompts)
        spoke, quiet, playing = True, TURN_END_FRAMES, 0
        async for message in ws:
            if message.type is not WSMsgType.TEXT:
                break
            event = json.loads(message.data)
            if event["event"] == "start":
                sid = event["streamSid"]
            if event["event"] == "dtmf":
                self.keys += event["dtmf"]["digit"]
                spoke, quiet = True, 0
            if event["event"] != "media":
                continue
            loud = max(loudness(base64.b64decode(event["media"]["payload"])), default=0) > 400
            if loud and playing > 0:
                playing = 0
                self.cleared += 1
                await ws.send_json({"event": "clear", "streamSid": sid})
            spoke, quiet = spoke or loud, 0 if loud else quiet + 1
            playing -= 1
            if playing <= 0 and spoke and quiet >= TURN_END_FRAMES:
                if not queue:
                    break
                clip = await self.voice.speak(queue.pop(0))
                spoke, playing = False, len(clip) // FRAME
                payload = base64.b64encode(clip).decode()
                media = {"event": "media", "streamSid": sid, "media": {"payload": payload}}
                await ws.send_json(media)
        await ws.close()
        return ws


@asynccontextmanager
async def serving(stand_in: StandIn) -> AsyncIterator[str]:
    async with served(stand_in.app()) as stand_in.url:
        yield stand_in.url


def phone_in(
    scenario: dict[str, object],
    prompts: list[str],
    clips: Path,
    *,
    after: str = "<Hangup/>",
    check: Callable[[StandIn], None] = lambda _: None,
) -> CallReport:
    named = Named("test", msgspec.convert(scenario, Scenario), Path())

    async def call() -> CallReport:
        stand_in = StandIn(prompts, Voice(clips), after)
        sentence = await Voice(clips, "awb").speak("This is the technician. I am on my way. Bye.")
        async with serving(stand_in) as url, studio(clips) as booth, asyncio.TaskGroup() as tasks:
            number = Number(COMPANY, voice_url=f"{url}/voice")
            plan = {ONCALL: Phone(ring=0.3, party=lambda: Technician(tasks, sentence))}
            async with Carrier([number], plan=plan) as carrier:
                report = await run_scenario(carrier, named, booth, to=COMPANY)
        check(stand_in)
        return report

    return asyncio.run(call())


def said(report: CallReport) -> list[str]:
    return [one.text for one in report.lines if one.role == "caller"]


FACTS = {
    "name": "Bob Hill",
    "street": "twelve fourteen Maple Street",
    "house": "1214",
    "city": "Dallas",
    "zip": "75201",
}
BASE: dict[str, object] = {
    "about": "test",
    "facts": FACTS,
    "answers": {"need": ["My air conditioner is broken."]},
    "expect": {"outcome": ["booked"]},
    "longest_s": 60.0,
}


def test_answers_what_was_asked(tmp_path: Path) -> None:
    prompts = [
        "Thanks for calling Comfort Air. How can I help you?",
        "What is the zip code of the home?",
        "I have two one four, five five five, zero one four three. Is that right?",
        "Thank you for calling. Goodbye.",
    ]
    report = phone_in(BASE, prompts, tmp_path)
    assert said(report) == [
        "My air conditioner is broken.",
        "It's seven five two zero one.",
        "Yes, that's right.",
        "Bye.",
    ]
    heard = " ".join(one.text.lower() for one in report.lines if one.role == "agent")
    assert "how can i help" in heard
    assert len(report.responses) == 3
    assert all(500 <= one.latency_ms <= 1500 for one in report.responses)
    assert report.bad_messages == 0


def test_interrupts_and_presses_keys(tmp_path: Path) -> None:
    scenario = BASE | {
        "interruptions": [{"turn": 1, "after_ms": 1500, "say": "No no, listen.", "answers": True}]
    }
    prompts = [
        "Thanks for calling Comfort Air. We are open from eight to six on weekdays, and from eight "
        "to noon on Saturdays, and we also do tune ups. How can I help you?",
        "Please type your ten digit number on the keypad.",
        "Thank you for calling. Goodbye.",
    ]

    def check(stand_in: StandIn) -> None:
        assert stand_in.cleared == 1
        assert stand_in.keys == "2145550143"

    report = phone_in(scenario, prompts, tmp_path, check=check)
    assert said(report) == ["No no, listen.", "2145550143", "Bye."]
    (stop,) = report.interruptions
    assert stop.silent_after_ms is not None
    assert stop.silent_after_ms <= 400


def test_is_bridged_to_the_technician(tmp_path: Path) -> None:
    scenario = BASE | {"answers": {"need": ["I smell gas in my basement."]}}
    dial = f'<Dial timeout="20"><Number url="/whisper">{ONCALL}</Number></Dial><Hangup/>'
    prompts = [
        "Thanks for calling Comfort Air. How can I help you?",
        "This is an emergency. Please get everyone out now. Is everyone outside and safe?",
    ]
    report = phone_in(scenario, prompts, tmp_path, after=dial)
    assert said(report)[:2] == ["I smell gas in my basement.", "Yes, everybody is outside."]
    assert report.dialed == [ONCALL]
    heard = " ".join(one.text.lower() for one in report.lines if one.role == "agent")
    assert "on my way" in heard
