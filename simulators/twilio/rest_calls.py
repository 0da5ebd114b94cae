"""What the REST API offers around calls: place, fetch, list, redirect, end, record."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from simulators.twilio import callbacks
from simulators.twilio.call import Call, Status, new_sid
from simulators.twilio.callbacks import Progress
from simulators.twilio.exchange import Exchange
from simulators.twilio.fields import API_VERSION, rfc2822
from simulators.twilio.forms import ROOT, check_numbers, texts
from simulators.twilio.leg import live
from simulators.twilio.outbound import NotAnswered, ring
from simulators.twilio.pages import Pages
from simulators.twilio.program import run
from simulators.twilio.recording import wav_file
from simulators.twilio.rest_shapes import ApiError, call_object
from simulators.twilio.verbs import Source


class CallResources:
    """The handlers for calls of one carrier's REST server."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def add_to(self, app: web.Application) -> None:
        """Put the routes into `app`."""
        app.add_routes(
            [
                web.get(ROOT + ".json", self._account),
                web.post(ROOT + "/Calls.json", self._create_call),
                web.get(ROOT + "/Calls.json", self._list_calls),
                web.get(ROOT + "/Calls/{call}.json", self._fetch_call),
                web.post(ROOT + "/Calls/{call}.json", self._update_call),
                web.post(ROOT + "/Calls/{call}/Recordings.json", self._record_call),
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
        call, form = self._call(request), texts(await request.post())
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
        form = texts(raw)
        check_numbers(self._exchange, form)
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

    async def _record_call(self, request: web.Request) -> web.Response:
        """Keep the recording of the whole call as a file; it always has two channels."""
        call, form = self._call(request), texts(await request.post())
        if call.over:
            raise ApiError(400, 21220, "Call is not in-progress. Cannot record.")
        sid, account = new_sid("RE"), self._exchange.account.sid
        self._exchange.deliver(self._keep(call, sid, form.get("RecordingStatusCallback", "")))
        uri = f"/{API_VERSION}/Accounts/{account}/Calls/{call.sid}/Recordings/{sid}.json"
        now = rfc2822(datetime.now(UTC))
        body = {
            "sid": sid,
            "account_sid": account,
            "call_sid": call.sid,
            "conference_sid": None,
            "status": "in-progress",
            "source": "StartCallRecordingAPI",
            "channels": 2,
            "track": form.get("RecordingTrack", "both"),
            "duration": None,
            "price": None,
            "price_unit": "USD",
            "error_code": None,
            "encryption_details": None,
            "api_version": API_VERSION,
            "date_created": now,
            "date_updated": now,
            "start_time": now,
            "uri": uri,
        }
        return web.json_response(body, status=201)

    async def _keep(self, call: Call, sid: str, callback: str) -> None:
        """Store the file when the call is over and report it."""
        await call.wait_end()
        exchange = self._exchange
        exchange.recordings[sid] = wav_file(call.recording.pcm(), 2)
        if not callback:
            return
        root = f"{exchange.api_base}/{API_VERSION}/Accounts/{exchange.account.sid}"
        fields = {
            "AccountSid": exchange.account.sid,
            "CallSid": call.sid,
            "RecordingSid": sid,
            "RecordingUrl": f"{root}/Recordings/{sid}",
            "RecordingStatus": "completed",
            "RecordingDuration": str(round(call.recording.seconds)),
            "RecordingChannels": "2",
            "RecordingSource": "StartCallRecordingAPI",
        }
        callbacks.post(exchange, call, callback, fields)

    def _json(self, call: Call) -> dict[str, Any]:
        return call_object(call, self._exchange.account.sid)

    def _call(self, request: web.Request) -> Call:
        call = self._exchange.calls.get(request.match_info["call"])
        if call is None:
            raise ApiError(404, 20404, f"The requested resource {request.path} was not found")
        return call


def _source(form: Mapping[str, str]) -> Source:
    return Source(
        form.get("Url", ""), form.get("Method", "POST").upper(), twiml=form.get("Twiml", "")
    )
