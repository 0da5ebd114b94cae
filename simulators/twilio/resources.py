"""What the REST API offers: calls, messages, and voicemail recordings."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from simulators.twilio import messaging
from simulators.twilio.call import Call, Status, new_sid
from simulators.twilio.callbacks import Progress
from simulators.twilio.exchange import Exchange
from simulators.twilio.fields import API_VERSION
from simulators.twilio.leg import live
from simulators.twilio.outbound import NotAnswered, ring
from simulators.twilio.pages import Pages
from simulators.twilio.program import run
from simulators.twilio.rest_shapes import ApiError, call_object, text_object
from simulators.twilio.texts import Text
from simulators.twilio.verbs import Source

_ROOT = f"/{API_VERSION}/Accounts/{{account}}"
_LONGEST_TEXT = 1600


class Resources:
    """The handlers of one carrier's REST server."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def add_to(self, app: web.Application) -> None:
        """Put the routes into `app`."""
        app.add_routes(
            [
                web.get(_ROOT + ".json", self._account),
                web.post(_ROOT + "/Calls.json", self._create_call),
                web.get(_ROOT + "/Calls.json", self._list_calls),
                web.get(_ROOT + "/Calls/{call}.json", self._fetch_call),
                web.post(_ROOT + "/Calls/{call}.json", self._update_call),
                web.post(_ROOT + "/Messages.json", self._create_message),
                web.get(_ROOT + "/Messages/{message}.json", self._fetch_message),
                web.get(_ROOT + "/Recordings/{recording}", self._fetch_recording),
            ]
        )

    # --- calls ----------------------------------------------------------------------------

    async def _account(self, request: web.Request) -> web.Response:
        account = self._exchange.account
        body = {"sid": account.sid, "friendly_name": "simulated", "status": "active"}
        return web.json_response({**body, "type": "Full"})

    async def _list_calls(self, request: web.Request) -> web.Response:
        wanted = request.query.get("Status")
        calls = [self._json(c) for c in self._exchange.calls.values() if wanted in (None, c.status)]
        page = {"page": 0, "page_size": 50, "start": 0, "end": len(calls), "next_page_uri": None}
        return web.json_response({**page, "uri": request.path, "calls": calls})

    async def _fetch_call(self, request: web.Request) -> web.Response:
        return web.json_response(self._json(self._call(request)))

    async def _update_call(self, request: web.Request) -> web.Response:
        """Hang up, or replace the running TwiML."""
        call, form = self._call(request), _texts(await request.post())
        if call.over:
            raise ApiError(400, 21220, "Call is not in-progress. Cannot redirect.")
        status = form.get("Status")
        if status == "canceled" and call.answered_at:
            raise ApiError(400, 21220, "Call was answered. Cannot cancel.")
        if status in ("completed", "canceled"):
            call.drop()
        elif "Twiml" in form or "Url" in form:
            call.orders.put_nowait(_source(form))
        else:
            raise ApiError(400, 20001, "Nothing to update: Status, Twiml or Url is needed")
        return web.json_response(self._json(call))

    async def _create_call(self, request: web.Request) -> web.Response:
        raw = await request.post()
        form = _texts(raw)
        self._check_numbers(form)
        if not ("Url" in form or "Twiml" in form):
            raise ApiError(400, 21205, "Url or Twiml is required")
        events = tuple(str(event) for event in raw.getall("StatusCallbackEvent", ["completed"]))
        phone = self._exchange.phone(form["To"])
        call = Call(
            form["From"],
            form["To"],
            phone.party(),
            direction="outbound-api",
            faults=self._exchange.faults,
        )
        self._exchange.calls[call.sid] = call
        body = self._json(call)
        self._exchange.carry(self._place(call, form, events))
        return web.json_response(body, status=201)

    async def _place(self, call: Call, form: Mapping[str, str], events: tuple[str, ...]) -> None:
        """The life of a call that the API asked for."""
        progress = Progress(self._exchange, call, form.get("StatusCallback", ""), events)
        pages = Pages(self._exchange, call, form.get("FallbackUrl", ""))

        async def resume(source: Source) -> Status:
            await run(self._exchange, call, pages, await pages.load(source))
            return "completed"

        async def program() -> Status:
            try:
                await ring(self._exchange, call, progress, float(form.get("Timeout", "60")))
            except NotAnswered as reason:
                return reason.status
            return await resume(_source(form))

        await live(call, program(), resume)
        progress.report("completed")

    def _json(self, call: Call) -> dict[str, Any]:
        return call_object(call, self._exchange.account.sid)

    def _call(self, request: web.Request) -> Call:
        call = self._exchange.calls.get(request.match_info["call"])
        if call is None:
            raise ApiError(404, 20404, f"The requested resource {request.path} was not found")
        return call

    def _check_numbers(self, form: Mapping[str, str]) -> None:
        if not _dialable(form.get("To", "")):
            raise ApiError(400, 21211, f"Invalid 'To' Phone Number: {form.get('To', '')}")
        if form.get("From", "") not in self._exchange.numbers:
            raise ApiError(400, 21212, f"Invalid From Number (caller ID): {form.get('From', '')}")

    # --- texts and recordings -------------------------------------------------------------

    async def _create_message(self, request: web.Request) -> web.Response:
        form = _texts(await request.post())
        service = form.get("MessagingServiceSid", "")
        if service and not form.get("From"):
            form = {**form, "From": next(iter(self._exchange.numbers), "")}
        self._check_numbers(form)
        self._check_body(form)
        text = Text(
            sid=new_sid("SM"),
            direction="outbound-api",
            from_=form["From"],
            to=form["To"],
            body=form["Body"],
            status="accepted" if service else "queued",
            messaging_service_sid=service,
            status_callback=form.get("StatusCallback", ""),
        )
        messaging.send(self._exchange, text)
        body = text_object(text, self._exchange.account.sid)
        if service:
            body["from"] = None  # the service picks a sender later
        return web.json_response(body, status=201)

    def _check_body(self, form: Mapping[str, str]) -> None:
        if not form.get("Body"):
            raise ApiError(400, 21602, "Message body is required.")
        if len(form["Body"]) > _LONGEST_TEXT:
            raise ApiError(400, 21617, f"The message body is over {_LONGEST_TEXT} characters")
        if (form["To"], form["From"]) in self._exchange.stopped:
            raise ApiError(400, 21610, "Attempt to send to unsubscribed recipient")

    async def _fetch_message(self, request: web.Request) -> web.Response:
        for text in self._exchange.texts:
            if text.sid == request.match_info["message"]:
                return web.json_response(text_object(text, self._exchange.account.sid))
        raise ApiError(404, 20404, f"The requested resource {request.path} was not found")

    async def _fetch_recording(self, request: web.Request) -> web.Response:
        sid = request.match_info["recording"].removesuffix(".wav")
        audio = self._exchange.recordings.get(sid)
        if audio is None:
            raise ApiError(404, 20404, f"The requested resource {request.path} was not found")
        return web.Response(body=audio, content_type="audio/x-wav")


def _texts(form: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in form.items()}


def _source(form: Mapping[str, str]) -> Source:
    return Source(
        form.get("Url", ""), form.get("Method", "POST").upper(), twiml=form.get("Twiml", "")
    )


def _dialable(phone: str) -> bool:
    return phone.startswith("+") and phone[1:].isdigit() and 8 <= len(phone) <= 16
