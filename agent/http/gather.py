"""Calls by turns: their webhooks, matched to the path of their call, and what the path answers."""

import asyncio
from collections.abc import Callable

import structlog

from agent.http.guard import Form
from agent.http.twiml_gather import Speaking
from agent.ports import ProviderError, Telephony
from agent.switchboard import Line, Switchboard
from agent.transports.twilio_gather import CARRIED_OUT, GatherTransport, News, Turn

log = structlog.get_logger()

KEYS = frozenset("0123456789*#")


class Gathers:
    """Serves the paths of calls by turns. Their tasks belong to the calls' own group."""

    def __init__(
        self,
        board: Switchboard,
        speaking: Speaking,
        anywhere: Speaking,
        telephony: Telephony,
        wanted: Callable[[str], bool],
    ) -> None:
        """`anywhere`: how to speak when this node's own address is out of reach. `wanted`: whether
        the call with this sid goes by turns from its beginning.
        """
        self.wanted = wanted
        self._board = board
        self._speaking = speaking
        self._anywhere = anywhere
        self._telephony = telephony

    async def begin(self, line: Line, before: str = "") -> str:
        """The first document of a path, `before` said first; empty when the call is over."""
        old = line.by_turns
        path = line.by_turns = GatherTransport(first=old.number + 1 if old else 1)
        self._board.serve(self._serve(line, path))
        log.info("gather_began", paths=line.connected)
        first = self._render(line, await path.answer(path.number, CARRIED_OUT))
        return first.replace("<Response>", f"<Response>{before}", 1)

    async def turn(self, line: Line, number: int, form: Form) -> str:
        """What the carrier learnt by document `number`; empty when the path is over."""
        return await self._answer(line, number, news_of(form))

    async def more(self, line: Line, number: int) -> str:
        """Document `number` was carried out; empty when the path is over."""
        return await self._answer(line, number, CARRIED_OUT)

    async def again(self, line: Line) -> str:
        """The document that the carrier has; empty when there is no path."""
        path = line.by_turns
        if path is None or path.over:
            return ""
        return self._render(line, await path.again())

    def partial(self, line: Line, number: int, form: Form) -> None:
        """Words of a caller who is still speaking."""
        sequence = form.get("SequenceNumber", "")
        parts = (form.get("StableSpeechResult", ""), form.get("UnstableSpeechResult", ""))
        text = " ".join(part.strip() for part in parts if part.strip())
        if line.by_turns is not None and sequence.isdecimal() and text:
            line.by_turns.partial(number, int(sequence), text)

    async def _answer(self, line: Line, number: int, news: News) -> str:
        path = line.by_turns
        if path is None:
            return ""
        return self._render(line, await path.answer(number, news))

    def _render(self, line: Line, turn: Turn) -> str:
        return (self._anywhere if line.unreached else self._speaking).render(turn)

    async def _serve(self, line: Line, path: GatherTransport) -> None:
        async with asyncio.TaskGroup() as group:
            calling = group.create_task(self._call_carrier(line, path))
            try:
                await self._board.attend(line, path)
            finally:
                path.finish()
            await calling

    async def _call_carrier(self, line: Line, path: GatherTransport) -> None:
        """Make the carrier ask, whenever the path cannot wait for it."""
        sid = line.ringing.call_sid
        while await path.called():
            try:
                await self._telephony.redirect(sid, f"{self._speaking.gather}/more?n={path.number}")
            except ProviderError as error:  # it asks by itself when the caller was silent
                log.warning("carrier_not_called", call=sid, why=str(error))


def news_of(form: Form) -> News:
    """What an action webhook reports."""
    words = form.get("SpeechResult", "").strip()
    keys, ended_by = _keys(form.get("Digits", "")), _keys(form.get("FinishedOnKey", ""))
    return News(
        words=words,
        confidence=_share(form.get("Confidence", "")),
        keys=keys if not words else "",
        ended_by=ended_by if not words else "",
        silent=not (words or keys or ended_by),
    )


def _keys(text: str) -> str:
    return "".join(key for key in text if key in KEYS)


def _share(text: str) -> float:
    try:
        return min(1.0, max(0.0, float(text)))
    except ValueError:
        return 1.0
