"""Texts (SMS): out to people's phones with their status callbacks, in from people as webhooks."""

import asyncio
import math
from datetime import UTC, datetime
from random import Random

from simulators.twilio import verbs
from simulators.twilio.call import new_sid
from simulators.twilio.callbacks import deliver_spoiled
from simulators.twilio.exchange import Exchange
from simulators.twilio.fields import API_VERSION, geography
from simulators.twilio.texts import Text, TextStatus
from simulators.twilio.twiml import TwimlError, parse
from simulators.twilio.webhooks import WebhookError

_STOP_WORDS = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"})
_START_WORDS = frozenset({"START", "YES", "UNSTOP"})
_CHARACTERS_A_SEGMENT = 153
_STEP_SECONDS = 0.05


def segments(body: str) -> int:
    """Return how many parts a text is sent in (7-bit alphabet: 160 alone, 153 each in a row)."""
    return 1 if len(body) <= 160 else math.ceil(len(body) / _CHARACTERS_A_SEGMENT)


def send(exchange: Exchange, text: Text) -> None:
    """Take a text to send: log it and deliver it in the background."""
    exchange.texts.append(text)
    exchange.log.add("sms", sid=text.sid, sender=text.from_, to=text.to, body=text.body)
    exchange.deliver(_deliver(exchange, text))


async def _deliver(exchange: Exchange, text: Text) -> None:
    phone = exchange.phone(text.to)
    random = Random(exchange.faults.seed)
    last: TextStatus = "undelivered" if phone.sms_error else "delivered"
    for status in ("queued", "sent", last):
        await asyncio.sleep(_STEP_SECONDS)
        text.status = status
        if status == "sent":
            text.sent = datetime.now(UTC)
        if status == last:
            text.error_code = phone.sms_error
        if text.status_callback:
            url, fields = text.status_callback, _status_fields(exchange, text)
            faults = exchange.faults
            deliver_spoiled(exchange, faults, random, exchange.webhooks(), url, fields)
    if phone.reply and last == "delivered" and text.direction == "outbound-api":
        await asyncio.sleep(phone.reply_after)
        await receive(exchange, text.to, text.from_, phone.reply)


def _status_fields(exchange: Exchange, text: Text) -> dict[str, str]:
    fields = {
        "AccountSid": exchange.account.sid,
        "ApiVersion": API_VERSION,
        "From": text.from_,
        "To": text.to,
        "MessageSid": text.sid,
        "MessageStatus": text.status,
        "SmsSid": text.sid,
        "SmsStatus": text.status,
    }
    if text.error_code:
        fields["ErrorCode"] = str(text.error_code)
    if text.status in ("delivered", "undelivered"):
        fields["RawDlrDoneDate"] = datetime.now(UTC).strftime("%y%m%d%H%M")
    return fields


async def receive(exchange: Exchange, from_: str, to: str, body: str) -> Text:
    """Take a text from a person's phone to a number of the account and ask its SMS URL.

    STOP and START change whom the account may text; a `<Message>` in the answer is sent.
    """
    text = Text(new_sid("SM"), "inbound", from_, to, body, "received")
    exchange.texts.append(text)
    exchange.log.add("sms.in", sid=text.sid, sender=from_, to=to, body=body)
    word = body.strip().upper()
    if word in _STOP_WORDS:
        exchange.stopped.add((from_, to))
    if word in _START_WORDS:
        exchange.stopped.discard((from_, to))
    number = exchange.numbers.get(to)
    if number is not None and number.sms_url:
        await _ask(exchange, text, number.sms_url, number.sms_method)
    return text


async def _ask(exchange: Exchange, text: Text, url: str, method: str) -> None:
    try:
        answer = await exchange.webhooks().ask(url, _inbound_fields(exchange, text), method)
        document = parse(answer.body) if answer.body.strip() else None
    except (WebhookError, TwimlError) as error:
        exchange.alert(error.code, str(error))
        return
    for verb in document.verbs if document else ():
        if isinstance(verb, verbs.Message):
            to = verb.to or text.from_
            reply = Text(new_sid("SM"), "outbound-reply", text.to, to, verb.body, "queued")
            send(exchange, reply)


def _inbound_fields(exchange: Exchange, text: Text) -> dict[str, str]:
    return {
        "ToCountry": "US",
        "SmsMessageSid": text.sid,
        "NumMedia": "0",
        "SmsSid": text.sid,
        "SmsStatus": "received",
        "Body": text.body,
        "To": text.to,
        "NumSegments": str(segments(text.body)),
        "MessageSid": text.sid,
        "AccountSid": exchange.account.sid,
        "From": text.from_,
        "ApiVersion": API_VERSION,
        **geography("From", text.from_),
        **geography("To", text.to),
    }
