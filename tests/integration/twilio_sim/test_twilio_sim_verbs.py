"""TwiML on a live call: Dial and whisper, Gather, Play, Record, Reject, fallback and timeouts."""

import asyncio
import io
import wave
from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import web
from twilio.request_validator import RequestValidator

from simulators.twilio import Faults, Phone, Tape
from simulators.twilio.ulaw import is_quiet, to_pcm

pytestmark = pytest.mark.integration

PUBLIC, OFFICE, CALLER, TECH = (
    "https://agent.example",
    "+13035550100",
    "+13035550142",
    "+13035550177",
)
HANGUP = "<Response><Hangup/></Response>"
CALLER_TONE, TECH_TONE = bytes([0x10]) * 160, bytes([0x20]) * 160


def dial(more: str = "", number: str = "", attributes: str = 'action="/after" timeout="1"') -> str:
    inner = number or f'<Number url="/whisper">{TECH}</Number>'
    return f"<Response><Dial {attributes}>{inner}</Dial>{more}</Response>"


def run_call(
    open_world: Any,
    pages: dict[str, Any],
    during: Callable[..., Any] | None = None,
    party: Tape | None = None,
    faults: Faults | None = None,
    **options: Any,
) -> Any:
    """Dial, run `during(call)`, wait for the end; return (carrier, customer, call)."""

    async def play() -> Any:
        async with open_world(pages, **options) as (carrier, customer):
            call = await carrier.dial(CALLER, OFFICE, party or Tape(), faults=faults)
            if during:
                await during(carrier, call)
            await call.wait_end()
            await carrier.settle()
            return carrier, customer, call

    return asyncio.run(play())


async def callee(carrier: Any, call: Any) -> Any:
    """Wait for the answered leg that Dial made."""
    while True:
        for leg in carrier.calls.values():
            if leg.parent_sid == call.sid and leg.answered_at:
                return leg
        await asyncio.sleep(0.01)


# --- Dial ---------------------------------------------------------------------------------


def test_a_whispered_transfer_joins_the_two_people(open_world: Any) -> None:
    """Ring, whisper with a key to accept, talk both ways, then action with the result."""
    whisper = '<Response><Gather numDigits="1" action="/accept" timeout="2"/><Hangup/></Response>'
    pages = {
        "/voice": dial(),
        "/whisper": whisper,
        "/accept": "<Response/>",
        "/after": HANGUP,
    }

    async def during(carrier: Any, call: Any) -> None:
        leg = await callee(carrier, call)
        await asyncio.sleep(0.1)
        await leg.press("1")
        await asyncio.sleep(0.5)
        await leg.hang_up()

    caller = Tape(CALLER_TONE * 200)
    plan = {TECH: Phone(ring=0.2, party=lambda: Tape(TECH_TONE * 200))}
    carrier, customer, call = run_call(open_world, pages, during, caller, plan=plan)
    leg = next(leg for leg in carrier.calls.values() if leg.parent_sid)
    (accepted,) = customer.posts_to("/accept")
    assert accepted["Digits"] == "1"
    assert (accepted["CallSid"], accepted["ParentCallSid"]) == (leg.sid, call.sid)
    assert accepted["Direction"] == "outbound-dial"
    (after,) = customer.posts_to("/after")
    assert (after["DialCallStatus"], after["DialBridged"]) == ("completed", "true")
    assert (after["DialCallSid"], after["DialCallDuration"]) == (leg.sid, "1")
    assert TECH_TONE * 10 in bytes(call.recording.right)
    assert CALLER_TONE * 10 in bytes(leg.recording.right)
    assert TECH_TONE * 10 in bytes(leg.recording.left)


def test_a_person_who_does_not_accept_is_not_joined(open_world: Any) -> None:
    """The whisper hangs up: completed, but not bridged."""
    pages = {"/voice": dial(), "/whisper": HANGUP, "/after": HANGUP}
    plan = {TECH: Phone(ring=0.1)}
    _, customer, _ = run_call(open_world, pages, plan=plan)
    (after,) = customer.posts_to("/after")
    assert (after["DialCallStatus"], after["DialBridged"]) == ("completed", "false")


@pytest.mark.parametrize("outcome", ["busy", "no-answer", "failed"])
def test_a_phone_that_is_not_answered_is_reported(open_world: Any, outcome: str) -> None:
    """DialCallStatus as the plan says; the number's own callback tells the same."""
    number = f'<Number statusCallback="/leg" statusCallbackEvent="initiated">{TECH}</Number>'
    pages = {"/voice": dial(number=number, attributes='action="/after" timeout="0.2"')}
    plan = {TECH: Phone(ring=0.1, outcome=outcome)}
    _, customer, call = run_call(open_world, pages, plan=plan)
    (after,) = customer.posts_to("/after")
    assert (after["DialCallStatus"], after["DialBridged"]) == (outcome, "false")
    assert "DialCallDuration" not in after
    (leg,) = customer.posts_to("/leg")
    assert (leg["CallStatus"], leg["ParentCallSid"]) == ("initiated", call.sid)


def test_without_an_action_the_next_verb_runs(open_world: Any) -> None:
    """Dial falls through to the next number."""
    first = f"<Dial timeout='0.1'>{TECH}</Dial><Redirect>/next</Redirect>"
    pages = {"/voice": f"<Response>{first}</Response>", "/next": HANGUP}
    _, customer, _ = run_call(open_world, pages)
    assert len(customer.posts_to("/next")) == 1


def test_the_first_of_several_phones_wins(open_world: Any) -> None:
    """The others stop ringing."""
    other = "+13035550178"
    numbers = f"<Number>{other}</Number><Number>{TECH}</Number>"
    pages = {"/voice": dial(number=numbers, attributes='action="/after"'), "/after": HANGUP}
    plan = {TECH: Phone(ring=0.1), other: Phone(ring=5.0)}

    async def during(carrier: Any, call: Any) -> None:
        leg = await callee(carrier, call)
        await asyncio.sleep(0.1)
        await leg.hang_up()

    carrier, _, _ = run_call(open_world, pages, during, plan=plan)
    legs = {leg.to: leg for leg in carrier.calls.values() if leg.parent_sid}
    assert (legs[TECH].status, legs[other].status) == ("completed", "canceled")
    assert legs[other].ended_at < legs[TECH].ended_at


def test_a_caller_who_hangs_up_ends_the_other_leg(open_world: Any) -> None:
    """Action is still told, with CallStatus completed."""
    pages = {"/voice": dial(number=f"<Number>{TECH}</Number>"), "/after": HANGUP}

    async def during(carrier: Any, call: Any) -> None:
        await callee(carrier, call)
        await call.hang_up()

    carrier, customer, _ = run_call(open_world, pages, during, plan={TECH: Phone(ring=0.1)})
    assert all(leg.over for leg in carrier.calls.values())
    (after,) = customer.posts_to("/after")
    assert (after["CallStatus"], after["DialBridged"]) == ("completed", "true")


def test_answer_on_bridge_leaves_the_caller_ringing(open_world: Any) -> None:
    """The caller's leg is answered when the other person is."""
    attributes = 'answerOnBridge="true"'
    pages = {"/voice": dial(number=f"<Number>{TECH}</Number>", attributes=attributes)}

    async def during(carrier: Any, call: Any) -> None:
        leg = await callee(carrier, call)
        await call.wait_answer()
        await leg.hang_up()

    carrier, _, call = run_call(open_world, pages, during, plan={TECH: Phone(ring=0.3)})
    leg = next(leg for leg in carrier.calls.values() if leg.parent_sid)
    assert call.answered_at >= leg.answered_at > call.dialed_at + 0.3


# --- Gather, Play, Record, Say --------------------------------------------------------------


def test_gather_takes_keys_and_cuts_the_prompt(open_world: Any) -> None:
    """Digits end at numDigits; the long prompt does not hold them up."""
    gather = '<Gather numDigits="3" action="/digits"><Say>a long prompt</Say></Gather>'

    async def voice(text: str, language: str) -> bytes:
        return TECH_TONE * 500

    pages = {"/voice": f"<Response>{gather}</Response>", "/digits": HANGUP}

    async def during(carrier: Any, call: Any) -> None:
        await call.wait_answer()
        await asyncio.sleep(0.1)
        await call.press("4*", gap=0.15)
        await call.press("2")

    _, customer, call = run_call(open_world, pages, during, voice=voice)
    assert customer.posts_to("/digits")[0]["Digits"] == "4*2"
    keys = [stamp.sample for stamp in call.recording.stamps if stamp.kind == "digit"]
    assert TECH_TONE in bytes(call.recording.right)
    assert TECH_TONE not in bytes(call.recording.right)[keys[0] + 2 * 160 :]


def test_gather_takes_speech(open_world: Any) -> None:
    """SpeechResult and Confidence as text."""
    gather = '<Gather input="dtmf speech" action="/speech" speechTimeout="0.1"/>'
    pages = {"/voice": f"<Response>{gather}</Response>", "/speech": HANGUP}

    async def during(carrier: Any, call: Any) -> None:
        await call.say("no heat", confidence=0.8)

    _, customer, _ = run_call(open_world, pages, during)
    (form,) = customer.posts_to("/speech")
    assert (form["SpeechResult"], form["Confidence"]) == ("no heat", "0.8000")


def test_gather_tells_the_words_so_far(open_world: Any) -> None:
    """Numbered from 0, one a word, the last one complete; the answers are ignored."""
    gather = (
        '<Gather input="speech" action="/speech" speechTimeout="0.2" language="es-US" '
        'partialResultCallback="/so-far"/>'
    )
    pages = {"/voice": f"<Response>{gather}</Response>", "/speech": HANGUP, "/so-far": 500}

    async def during(carrier: Any, call: Any) -> None:
        await call.say("no hay calefacción", seconds=0.6)

    _, customer, _ = run_call(open_world, pages, during)
    said = {
        form["SequenceNumber"]: f"{form['StableSpeechResult']}|{form['UnstableSpeechResult']}"
        for form in customer.posts_to("/so-far")
    }
    assert said == {
        "0": "|no",
        "1": "no|hay",
        "2": "no hay|calefacción",
        "3": "no hay calefacción|",
    }
    assert customer.posts_to("/speech")[0]["SpeechResult"] == "no hay calefacción"


def test_somebody_who_talks_on_is_heard_to_the_end(open_world: Any) -> None:
    """Neither the timeout nor a short pause ends what is being said."""
    gather = '<Gather input="dtmf speech" action="/speech" timeout="0.2" speechTimeout="0.6"/>'
    pages = {"/voice": f"<Response>{gather}</Response>", "/speech": HANGUP}

    async def during(carrier: Any, call: Any) -> None:
        await call.say("my furnace", seconds=0.5)
        await call.say("is dead")

    _, customer, _ = run_call(open_world, pages, during)
    assert customer.posts_to("/speech")[0]["SpeechResult"] == "my furnace is dead"


def test_copies_of_a_webhook_carry_one_token_or_several(open_world: Any) -> None:
    """The retries that a customer must recognise, all at the same time."""
    pages = {"/voice": '<Response><Pause length="0.1"/></Response>'}
    _, customer, _ = run_call(open_world, pages, faults=Faults(copies=3))
    assert len(customer.posts_to("/voice")) == 3


@pytest.mark.parametrize(("empty", "asked"), [("false", 0), ("true", 1)])
def test_gather_without_input(open_world: Any, empty: str, asked: int) -> None:
    """Falls through, or asks action with empty fields when told to."""
    gather = f'<Gather timeout="0.1" action="/digits" actionOnEmptyResult="{empty}"/>'
    pages = {"/voice": f"<Response>{gather}<Redirect>/next</Redirect></Response>"}
    _, customer, _ = run_call(open_world, pages)
    assert [form["Digits"] for form in customer.posts_to("/digits")] == [""] * asked
    assert len(customer.posts_to("/next")) == 1 - asked


def test_play_fetches_a_wav_file(open_world: Any) -> None:
    """A 16-bit file is heard as its µ-law samples; a missing one is skipped with an alert."""
    audio = bytes(n % 251 for n in range(800))
    file = io.BytesIO()
    with wave.open(file, "wb") as wav:
        wav.setparams((1, 2, 8000, 0, "NONE", ""))
        wav.writeframes(to_pcm(audio))

    async def clip(request: web.Request) -> web.Response:
        return web.Response(body=file.getvalue(), content_type="audio/wav")

    plays = "<Play>/lost.wav</Play><Play>/clip.wav</Play>"
    pages = {"/voice": f"<Response>{plays}</Response>", "/clip.wav": clip, "/lost.wav": 404}
    carrier, _, call = run_call(open_world, pages)
    assert to_pcm(audio) in to_pcm(bytes(call.recording.right))
    assert carrier.log.alerts() == [11217]


def test_record_takes_a_message(open_world: Any) -> None:
    """Voicemail: what was said after the beep, until silence; the file is there to fetch."""
    record = '<Record action="/done" timeout="0.2" recordingStatusCallback="/kept"/>'
    pages = {"/voice": f"<Response>{record}</Response>", "/done": HANGUP}
    carrier, customer, _ = run_call(open_world, pages, party=Tape(CALLER_TONE * 40))
    (form,) = customer.posts_to("/done")
    audio = carrier.recordings[form["RecordingSid"]]
    assert to_pcm(CALLER_TONE * 20) in audio
    assert form["RecordingUrl"].startswith(carrier.api_base)
    assert customer.posts_to("/kept")[0]["RecordingStatus"] == "completed"


def test_say_uses_the_given_voice(open_world: Any) -> None:
    """The carrier's own voice is a plug."""

    async def voice(text: str, language: str) -> bytes:
        return TECH_TONE * len(text)

    pages = {"/voice": '<Response><Say language="es-US">hola</Say></Response>'}
    _, _, call = run_call(open_world, pages, voice=voice)
    assert call.texts == ["hola"]
    assert bytes(call.recording.right).count(TECH_TONE) == 4


# --- webhooks -------------------------------------------------------------------------------


@pytest.mark.parametrize(("reason", "status"), [("busy", "busy"), ("rejected", "no-answer")])
def test_reject_never_answers(open_world: Any, reason: str, status: str) -> None:
    """No audio, no answer; the final callback says why."""
    pages = {"/voice": f'<Response><Reject reason="{reason}"/></Response>'}
    _, customer, call = run_call(open_world, pages)
    assert (call.status, call.answered_at) == (status, 0.0)
    (form,) = customer.posts_to("/status")
    assert (form["CallStatus"], form["CallDuration"]) == (status, "0")


async def slow(request: web.Request) -> web.Response:
    await asyncio.sleep(1)
    return web.Response(text=HANGUP, content_type="text/xml")


@pytest.mark.parametrize(
    ("page", "code"),
    [(500, "11217"), ("<Response><Oops>", "12100"), ("<Response><Sing/></Response>", "12200")],
)
def test_a_broken_page_leads_to_the_fallback(open_world: Any, page: Any, code: str) -> None:
    """The fallback URL gets the original fields plus ErrorCode and ErrorUrl."""
    pages = {"/voice": page, "/fallback": HANGUP}
    _, customer, _ = run_call(open_world, pages, fallback=f"{PUBLIC}/fallback")
    (form,) = customer.posts_to("/fallback")
    assert form["ErrorCode"] == code
    assert form["ErrorUrl"] == f"{PUBLIC}/voice"
    assert form["From"] == CALLER
    assert len(customer.posts_to("/voice")) == 1


def test_a_slow_page_is_retried_only_if_asked(open_world: Any) -> None:
    """rp=rt retries a read timeout with the same idempotency token."""
    pages = {"/voice": "<Response><Redirect>/slow#rt=100&amp;rc=1&amp;rp=rt</Redirect></Response>"}
    pages["/slow"] = slow
    pages["/fallback"] = HANGUP
    _, customer, _ = run_call(open_world, pages, fallback=f"{PUBLIC}/fallback")
    tokens = [h["I-Twilio-Idempotency-Token"] for p, _, h in customer.posts if p == "/slow"]
    assert len(tokens) == 2
    assert len(set(tokens)) == 1
    assert customer.posts_to("/fallback")[0]["ErrorCode"] == "11200"


def test_without_a_fallback_the_caller_hears_an_apology(open_world: Any) -> None:
    """And is hung up."""
    _, _, call = run_call(open_world, {"/voice": 500})
    assert len(call.texts) == 1
    assert call.status == "completed"


def test_redirects_and_cookies_are_followed(open_world: Any) -> None:
    """302 becomes a signed GET with the fields in the query; a cookie comes back."""

    async def first(request: web.Request) -> web.Response:
        moved = web.Response(status=302, headers={"Location": "/moved?x=1"})
        moved.set_cookie("seen", "yes")
        return moved

    seen: list[Any] = []

    async def moved(request: web.Request) -> web.Response:
        url = PUBLIC + request.raw_path
        seen.append((request.method, request.cookies.get("seen"), url, request.headers))
        return web.Response(text=HANGUP, content_type="text/xml")

    carrier, _, call = run_call(open_world, {"/voice": first, "/moved": moved})
    ((method, cookie, url, headers),) = seen
    assert (method, cookie) == ("GET", "yes")
    assert f"CallSid={call.sid}" in url
    validator = RequestValidator(carrier.account.token)
    assert validator.validate(url, {}, headers["X-Twilio-Signature"])


@pytest.mark.parametrize("signing", ["missing", "wrong", "http"])
def test_forged_signatures(open_world: Any, signing: Any) -> None:
    """Every forgery fails the SDK's check."""
    carrier, customer, _ = run_call(open_world, {"/voice": HANGUP}, faults=Faults(signing=signing))
    _, form, headers = customer.posts[0]
    validator = RequestValidator(carrier.account.token)
    signature = headers.get("X-Twilio-Signature", "")
    assert not validator.validate(f"{PUBLIC}/voice", form, signature)


def test_strange_fields_and_a_repeated_webhook(open_world: Any) -> None:
    """Future fields are signed too; the repeat has the same idempotency token."""
    faults = Faults(unknown_fields=True, webhook_twice=0.0)
    carrier, customer, _ = run_call(open_world, {"/voice": HANGUP}, faults=faults)
    posts = [(form, headers) for path, form, headers in customer.posts if path == "/voice"]
    assert len(posts) == 2
    assert len({headers["I-Twilio-Idempotency-Token"] for _, headers in posts}) == 1
    form, headers = posts[0]
    assert form["Übertragung"] == "ja"
    validator = RequestValidator(carrier.account.token)
    assert validator.validate(f"{PUBLIC}/voice", form, headers["X-Twilio-Signature"])


def test_completed_can_come_before_the_first_answer(open_world: Any) -> None:
    """The callback arrives while the voice webhook is being served, and once more at the end."""
    order: list[str] = []

    async def voice(request: web.Request) -> web.Response:
        await asyncio.sleep(0.2)
        order.append("voice")
        return web.Response(text=HANGUP, content_type="text/xml")

    async def status(request: web.Request) -> web.Response:
        order.append("status")
        return web.Response()

    pages = {"/voice": voice, "/status": status}
    run_call(open_world, pages, faults=Faults(early_completed=True))
    assert order == ["status", "voice", "status"]


def test_a_star_or_the_time_limit_ends_the_talk(open_world: Any) -> None:
    """hangupOnStar gives the caller a way back; timeLimit ends it anyway."""
    number = f"<Number>{TECH}</Number>"
    star = f'<Dial hangupOnStar="true">{number}</Dial>'
    limit = f'<Dial timeLimit="0.2" action="/after">{number}</Dial>'
    pages = {"/voice": f"<Response>{star}{limit}</Response>", "/after": HANGUP}

    async def during(carrier: Any, call: Any) -> None:
        await callee(carrier, call)
        await asyncio.sleep(0.1)
        await call.press("1*")

    carrier, customer, _ = run_call(open_world, pages, during, plan={TECH: Phone(ring=0.05)})
    assert [leg.status for leg in carrier.calls.values()] == ["completed"] * 3
    assert customer.posts_to("/after")[0]["DialCallStatus"] == "completed"


def test_gather_ends_typed_digits_by_silence_or_key(open_world: Any) -> None:
    """The finish key is not part of the digits; without it the timeout ends them."""
    pages = {
        "/voice": '<Response><Gather timeout="0.3" action="/one"/></Response>',
        "/one": '<Response><Gather timeout="3" action="/two"/></Response>',
        "/two": HANGUP,
    }

    async def during(carrier: Any, call: Any) -> None:
        await call.wait_answer()
        await asyncio.sleep(0.1)
        await call.press("12", gap=0.02)
        await asyncio.sleep(0.5)
        await call.press("34#", gap=0.02)

    _, customer, _ = run_call(open_world, pages, during)
    (one,), (two,) = customer.posts_to("/one"), customer.posts_to("/two")
    assert (one["Digits"], two["Digits"], two["FinishedOnKey"]) == ("12", "34", "#")


def test_a_message_is_kept_when_the_caller_hangs_up(open_world: Any) -> None:
    """Recorded so far, reported, and action is not asked."""
    record = '<Record action="/done" playBeep="false" recordingStatusCallback="/kept"/>'

    async def during(carrier: Any, call: Any) -> None:
        await call.wait_answer()
        await asyncio.sleep(0.3)
        await call.hang_up()

    pages = {"/voice": f"<Response>{record}</Response>"}
    _, customer, _ = run_call(open_world, pages, during, party=Tape(CALLER_TONE * 40))
    assert len(customer.posts_to("/kept")) == 1
    assert customer.posts_to("/done") == []


def test_plain_text_is_spoken_and_other_types_are_an_error(open_world: Any) -> None:
    """text/plain becomes Say; JSON is 12300."""

    async def plain(request: web.Request) -> web.Response:
        return web.Response(text="hello")

    async def data(request: web.Request) -> web.Response:
        return web.json_response({})

    _, _, call = run_call(open_world, {"/voice": plain})
    assert call.texts == ["hello"]
    carrier, _, _ = run_call(open_world, {"/voice": data})
    assert carrier.log.alerts() == [12300]


def test_play_digits_are_tones(open_world: Any) -> None:
    """100 ms of sound per key."""
    _, _, call = run_call(open_world, {"/voice": '<Response><Play digits="1w#"/></Response>'})
    loud = sum(
        not is_quiet(bytes(call.recording.right[n : n + 160]))
        for n in range(0, len(call.recording.right), 160)
    )
    assert loud == 10


def test_nobody_listening_is_a_connection_error(open_world: Any) -> None:
    """11205 for a webhook, 31902 for a stream; the next verb still runs."""
    nowhere = "ws://127.0.0.1:9/stream"
    connect = f'<Connect action="/after"><Stream url="{nowhere}"/></Connect>'
    pages = {
        "/voice": f"<Response>{connect}</Response>",
        "/after": "<Response><Redirect>http://127.0.0.1:9/</Redirect></Response>",
        "/fallback": HANGUP,
    }
    carrier, customer, _ = run_call(open_world, pages, fallback=f"{PUBLIC}/fallback")
    assert carrier.log.alerts() == [31902, 11205]
    tried = [r for r in carrier.log.of("webhook") if r.data["url"] == "http://127.0.0.1:9/"]
    assert len(tried) == 2  # connection failures are tried once more by default
    assert customer.posts_to("/fallback")[0]["ErrorCode"] == "11205"
