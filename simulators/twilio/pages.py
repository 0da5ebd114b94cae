"""Fetch TwiML for a leg: from a URL with its fallback, or given in place."""

from dataclasses import dataclass

from simulators.twilio import verbs
from simulators.twilio.call import Call
from simulators.twilio.exchange import Exchange
from simulators.twilio.fields import call_fields
from simulators.twilio.twiml import TwimlError, parse
from simulators.twilio.verbs import Source, Verb
from simulators.twilio.webhooks import Answer, WebhookError, ask_later


@dataclass(frozen=True, slots=True)
class Page:
    """A document ready to run; `url` is where it came from ("" if it was given in place)."""

    verbs: tuple[Verb, ...]
    url: str = ""


SORRY = Page((verbs.Say("Sorry, an application error has occurred. Goodbye."), verbs.Hangup()))
"""What the caller hears when neither the webhook nor its fallback can be used."""


class Pages:
    """Loads the documents of one leg; cookies and the fallback URL belong to the leg."""

    def __init__(self, exchange: Exchange, call: Call, fallback_url: str = "") -> None:
        self._exchange = exchange
        self._call = call
        self._fallback_url = fallback_url
        self._webhooks = exchange.webhooks(call)

    async def load(self, source: Source, idempotency: str = "") -> Page:
        """Return the document; on failure that of the fallback URL, at last an apology."""
        try:
            return await self._load(source, idempotency)
        except (WebhookError, TwimlError) as error:
            self._alert(error)
            if not self._fallback_url:
                return SORRY
            url = error.url if isinstance(error, WebhookError) else source.url
            extra = {"ErrorCode": str(error.code), "ErrorUrl": url}
        fallback = Source(self._fallback_url, fields={**source.fields, **extra})
        try:
            return await self._load(fallback, "")
        except (WebhookError, TwimlError) as error:
            self._alert(error)
            return SORRY

    async def notify(self, source: Source) -> None:
        """Ask a URL whose answer nobody waits for (the leg is over); failures are logged."""
        fields = {**call_fields(self._call, self._exchange.account.sid), **source.fields}
        await ask_later(0.0, self._webhooks, source.url, fields, source.method)

    def repeat(self, source: Source, idempotency: str, delay: float) -> None:
        """Send the same webhook once more after `delay` seconds and ignore the answer."""
        fields = {**call_fields(self._call, self._exchange.account.sid), **source.fields}
        again = ask_later(delay, self._webhooks, source.url, fields, source.method, idempotency)
        self._exchange.deliver(again)

    async def _load(self, source: Source, idempotency: str) -> Page:
        if source.twiml:
            return self._page(source.twiml.encode(), "")
        fields = {**call_fields(self._call, self._exchange.account.sid), **source.fields}
        answer = await self._webhooks.ask(source.url, fields, source.method, idempotency)
        return self._read(answer)

    def _read(self, answer: Answer) -> Page:
        kind = answer.content_type
        if kind in ("text/xml", "application/xml", "text/html"):
            return self._page(answer.body, answer.url)
        if kind == "text/plain":
            return Page((verbs.Say(answer.body.decode("utf-8", "replace")),), answer.url)
        if kind.startswith("audio/"):
            return Page((verbs.Play(answer.url),), answer.url)
        raise TwimlError(12300, f"the content type {kind!r} is not TwiML")

    def _page(self, body: bytes, url: str) -> Page:
        document = parse(body)
        for warning in document.warnings:
            self._exchange.alert(12200, warning, self._call.sid)
        return Page(document.verbs, url)

    def _alert(self, error: WebhookError | TwimlError) -> None:
        self._exchange.alert(error.code, str(error), self._call.sid)
