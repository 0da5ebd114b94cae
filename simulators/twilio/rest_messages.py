"""What the REST API offers around texts and voicemail files."""

from collections.abc import Mapping

from aiohttp import web

from simulators.twilio import messaging
from simulators.twilio.call import new_sid
from simulators.twilio.exchange import Exchange
from simulators.twilio.forms import ROOT, check_numbers, texts
from simulators.twilio.rest_shapes import ApiError, text_object
from simulators.twilio.texts import Text

_LONGEST_TEXT = 1600


class MessageResources:
    """The handlers for messages and recordings of one carrier's REST server."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def add_to(self, app: web.Application) -> None:
        """Put the routes into `app`."""
        app.add_routes(
            [
                web.post(ROOT + "/Messages.json", self._create),
                web.get(ROOT + "/Messages/{message}.json", self._fetch),
                web.get(ROOT + "/Recordings/{recording}", self._fetch_recording),
            ]
        )

    async def _create(self, request: web.Request) -> web.Response:
        form = texts(await request.post())
        service = form.get("MessagingServiceSid", "")
        if service and not form.get("From"):
            form = {**form, "From": next(iter(self._exchange.numbers), "")}
        check_numbers(self._exchange, form)
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

    async def _fetch(self, request: web.Request) -> web.Response:
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
