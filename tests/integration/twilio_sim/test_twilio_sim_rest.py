"""The unmodified Twilio SDK against the carrier's REST server, and texts both ways."""

import asyncio
import json
from typing import Any

import pytest
from aiohttp import web
from twilio.base.exceptions import TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from simulators.twilio import ApiFault, Phone, Tape

pytestmark = pytest.mark.integration

PUBLIC, OFFICE, CALLER, TECH = (
    "https://agent.example",
    "+13035550100",
    "+13035550142",
    "+13035550177",
)
HANGUP = "<Response><Hangup/></Response>"
WAITING = "<Response><Pause length='30'/></Response>"
STREAM = '<Response><Connect><Stream url="wss://agent.example/stream"/></Connect></Response>'

CALL_KEYS = {
    "sid",
    "date_created",
    "date_updated",
    "parent_call_sid",
    "account_sid",
    "to",
    "to_formatted",
    "from",
    "from_formatted",
    "phone_number_sid",
    "status",
    "start_time",
    "end_time",
    "duration",
    "price",
    "price_unit",
    "direction",
    "answered_by",
    "api_version",
    "forwarded_from",
    "group_sid",
    "caller_name",
    "queue_time",
    "trunk_sid",
    "uri",
    "subresource_uris",
}
TEXT_KEYS = {
    "sid",
    "account_sid",
    "messaging_service_sid",
    "body",
    "num_segments",
    "num_media",
    "direction",
    "from",
    "to",
    "status",
    "price",
    "price_unit",
    "error_code",
    "error_message",
    "api_version",
    "uri",
    "date_created",
    "date_sent",
    "date_updated",
    "subresource_uris",
}


class Detour(TwilioHttpClient):
    """Sends the SDK's requests to the carrier and keeps the last answer."""

    def __init__(self, base: str) -> None:
        super().__init__(timeout=5)
        self.base = base
        self.keys: set[str] = set()
        self.headers: Any = {}

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        url = url.replace("https://api.twilio.com", self.base)
        response = super().request(method, url, *args, **kwargs)
        self.keys = set(json.loads(response.text)) if response.text[:1] == "{" else set()
        self.headers = response.headers
        return response


def with_sdk(open_world: Any, use: Any, pages: Any = None, **options: Any) -> Any:
    """Run `use(carrier, customer, sdk)`, where sdk(function) calls it with a Client."""

    async def play() -> Any:
        async with open_world(pages or {}, **options) as (carrier, customer):
            account = carrier.account
            detour = Detour(carrier.api_base)
            client = Client(account.sid, account.token, http_client=detour)

            async def sdk(function: Any) -> Any:
                return await asyncio.to_thread(function, client)

            await use(carrier, customer, sdk, detour)
            await carrier.settle()
            return carrier, customer

    return asyncio.run(play())


def test_the_sdk_ends_a_call(open_world: Any) -> None:
    """Status=completed: the object turns completed; a second update is refused with 21220."""

    async def use(carrier: Any, customer: Any, sdk: Any, detour: Detour) -> None:
        call = await carrier.dial(CALLER, OFFICE, Tape())
        await call.wait_answer()
        fetched = await sdk(lambda client: client.calls(call.sid).fetch())
        assert (fetched.status, fetched.direction, fetched.from_formatted) == (
            "in-progress",
            "inbound",
            "(303) 555-0142",
        )
        assert detour.keys == CALL_KEYS
        assert detour.headers["Twilio-Request-Id"].startswith("RQ")
        ended = await sdk(lambda client: client.calls(call.sid).update(status="completed"))
        assert ended.status == "completed"
        assert ended.duration.isdigit()
        assert await call.wait_end() == "completed"
        with pytest.raises(TwilioRestException) as error:
            await sdk(lambda client: client.calls(call.sid).update(twiml=HANGUP))
        assert (error.value.status, error.value.code) == (400, 21220)
        with pytest.raises(TwilioRestException) as error:
            await sdk(lambda client: client.calls("CA0").fetch())
        assert (error.value.status, error.value.code) == (404, 20404)

    with_sdk(open_world, use, {"/voice": WAITING})


def test_new_twiml_replaces_a_stream(open_world: Any) -> None:
    """The stream is stopped and closed, then the new document runs."""

    streaming = asyncio.Event()

    async def talk(socket: Any) -> None:
        await socket.until("media")
        streaming.set()
        while not socket.closed:
            await socket.read()

    async def use(carrier: Any, customer: Any, sdk: Any, detour: Detour) -> None:
        call = await carrier.dial(CALLER, OFFICE, Tape())
        await streaming.wait()
        twiml = "<Response><Redirect>https://agent.example/next</Redirect></Response>"
        await sdk(lambda client: client.calls(call.sid).update(twiml=twiml))
        assert await call.wait_end() == "completed"
        assert customer.sockets[0].messages[-1]["event"] == "stop"
        assert len(customer.posts_to("/next")) == 1

    with_sdk(open_world, use, {"/voice": STREAM, "/next": HANGUP}, talk=talk)


def test_the_sdk_places_a_call(open_world: Any) -> None:
    """queued, then the chosen progress events in order of their sequence numbers."""

    async def use(carrier: Any, customer: Any, sdk: Any, detour: Detour) -> None:
        made = await sdk(
            lambda client: client.calls.create(
                to=TECH,
                from_=OFFICE,
                url=f"{PUBLIC}/out",
                status_callback=f"{PUBLIC}/progress",
                status_callback_event=["initiated", "ringing", "answered", "completed"],
            )
        )
        assert made.status == "queued"
        assert await carrier.calls[made.sid].wait_end() == "completed"

    plan = {TECH: Phone(ring=0.1)}
    _, customer = with_sdk(open_world, use, {"/out": HANGUP}, plan=plan)
    assert customer.posts_to("/out")[0]["Direction"] == "outbound-api"
    progress = sorted(customer.posts_to("/progress"), key=lambda form: form["SequenceNumber"])
    assert [form["CallStatus"] for form in progress] == [
        "initiated",
        "ringing",
        "in-progress",
        "completed",
    ]


def test_wrong_credentials_are_refused(open_world: Any) -> None:
    """401 with code 20003."""

    async def use(carrier: Any, customer: Any, sdk: Any, detour: Detour) -> None:
        stranger = Client(carrier.account.sid, "guess", http_client=detour)
        with pytest.raises(TwilioRestException) as error:
            await asyncio.to_thread(stranger.calls("CA0").fetch)
        assert (error.value.status, error.value.code) == (401, 20003)

    with_sdk(open_world, use)


def test_spoiled_requests(open_world: Any) -> None:
    """429 legacy, 503 as HTML, 500 as RFC 9457; each once, then the API works again."""

    async def use(carrier: Any, customer: Any, sdk: Any, detour: Detour) -> None:
        def send(client: Client) -> Any:
            return client.messages.create(to=TECH, from_=OFFICE, body="hi")

        carrier.spoil(
            ApiFault("Messages", 429),
            ApiFault("Messages", 503, shape="html"),
            ApiFault("Messages", 500, shape="rfc9457", processed=True),
        )
        with pytest.raises(TwilioRestException) as error:
            await sdk(send)
        assert (error.value.status, error.value.code) == (429, 20429)
        with pytest.raises(TwilioRestException) as error:
            await sdk(send)
        assert error.value.status == 503
        with pytest.raises(TwilioServiceException) as problem:
            await sdk(send)
        assert problem.value.code == 20500
        assert len(carrier.texts) == 1  # the last failure had taken effect
        assert (await sdk(send)).status == "queued"

    with_sdk(open_world, use)


def test_a_text_is_delivered_and_answered(open_world: Any) -> None:
    """SMS log, status callbacks, and the on-call person's reply as a signed webhook."""

    async def use(carrier: Any, customer: Any, sdk: Any, detour: Detour) -> None:
        made = await sdk(
            lambda client: client.messages.create(
                to=TECH, from_=OFFICE, body="No heat. Reply 1.", status_callback=f"{PUBLIC}/sent"
            )
        )
        assert (made.num_segments, made.direction) == ("1", "outbound-api")
        assert detour.keys == TEXT_KEYS
        await carrier.settle()
        assert (await sdk(lambda client: client.messages(made.sid).fetch())).status == "delivered"

    plan = {TECH: Phone(reply="1", reply_after=0.1)}
    pages = {"/sms": "<Response><Message>Thanks</Message></Response>"}
    carrier, customer = with_sdk(open_world, use, pages, plan=plan)
    states = [form["MessageStatus"] for form in customer.posts_to("/sent")]
    assert states == ["queued", "sent", "delivered"]
    path, form, headers = next(post for post in customer.posts if post[0] == "/sms")
    assert (form["From"], form["To"], form["Body"]) == (TECH, OFFICE, "1")
    validator = RequestValidator(carrier.account.token)
    assert validator.validate(PUBLIC + path, form, headers["X-Twilio-Signature"])
    bodies = [text.body for text in carrier.texts]
    assert bodies[:3] == ["No heat. Reply 1.", "1", "Thanks"]


def test_a_text_can_fail(open_world: Any) -> None:
    """201 first, undelivered with its code later; bad numbers and STOP at once."""

    async def use(carrier: Any, customer: Any, sdk: Any, detour: Detour) -> None:
        def send(to: str, body: str = "hi") -> Any:
            return sdk(
                lambda client: client.messages.create(
                    to=to, from_=OFFICE, body=body, status_callback=f"{PUBLIC}/sent"
                )
            )

        await send(TECH)
        await carrier.settle()
        assert customer.posts_to("/sent")[-1]["ErrorCode"] == "30003"
        await carrier.text(TECH, OFFICE, "stop")
        for to, body, code in (
            ("12", "hi", 21211),
            (CALLER, "x" * 1601, 21617),
            (TECH, "hi", 21610),
        ):
            with pytest.raises(TwilioRestException) as error:
                await send(to, body)
            assert error.value.code == code

    with_sdk(open_world, use, plan={TECH: Phone(sms_error=30003)})


def test_a_call_recording_can_be_fetched(open_world: Any) -> None:
    """Recordings.create during the call, the file afterwards, with its callback."""

    async def use(carrier: Any, customer: Any, sdk: Any, detour: Detour) -> None:
        call = await carrier.dial(CALLER, OFFICE, Tape())
        await call.wait_answer()
        made = await sdk(
            lambda client: client.calls(call.sid).recordings.create(
                recording_channels="dual", recording_status_callback=f"{PUBLIC}/kept"
            )
        )
        assert (made.status, made.source) == ("in-progress", "StartCallRecordingAPI")
        await call.hang_up()
        await call.wait_end()
        await carrier.settle()
        assert carrier.recordings[made.sid].startswith(b"RIFF")
        assert customer.posts_to("/kept")[0]["RecordingSid"] == made.sid

    with_sdk(open_world, use, {"/voice": WAITING})


def test_the_carrier_hangs_up_everything_when_it_stops(open_world: Any) -> None:
    """Leaving the context ends open calls with their callbacks; nothing keeps running."""

    async def status(request: web.Request) -> web.Response:
        return web.Response()

    async def play() -> Any:
        async with open_world({"/voice": WAITING, "/status": status}) as (carrier, customer):
            call = await carrier.dial(CALLER, OFFICE, Tape())
            await call.wait_answer()
        assert len(asyncio.all_tasks()) == 1
        return call, customer

    call, customer = asyncio.run(play())
    assert call.status == "completed"
    assert len(customer.posts_to("/status")) == 1
