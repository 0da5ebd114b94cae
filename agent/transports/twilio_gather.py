"""The path of a call by turns: the carrier asks by webhook, we answer with a document.

Every document has a number. What the carrier learns while it carries one out (words, keys,
silence) comes with that number, counts once, and is answered with the next document; the same news
again gets the same answer, also while that is made.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import inf
from typing import Literal

from agent.events import Expecting
from agent.ports import Announcement, Floor, Inbound, KeyPress, Mark, Quiet, Words

LULL_S = 0.8
"""When nothing we know of makes us speak, a timer of the dialogue may: wait so long for it."""
COVER_S = 2.0
"""Work that takes longer is covered by what is ready to be said."""
LIMIT_S = 8.0
"""An answer is given by then, whatever is under way; the carrier waits 15 s and hangs up."""
UNTIL_PLAYED_S = 0.3
"""Between our answer and its first sound at the caller's ear (a guess)."""
WORDS_PER_S = 2.5
KEYS_PER_S = 3.0
TICK_S = 0.001
"""A time that is over by so little more is over."""
SILENT_S = 180.0
"""The longest prompts, the caller's longest answer and every timeout fit into this; when the
carrier has not come back by then, it never will."""
TYPING_S = 2.0
"""Seconds without a key that end what a caller types who has begun."""
REMEMBERED = 16
"""Documents whose answers are kept for webhooks that come again."""

WHOLE: dict[Expecting, int] = {"phone": 10, "zip": 5, "yes_no": 1, "choice": 1}
"""After so many keys nothing is waited for. Where no number is asked for a key is a wish."""
WISH: frozenset[Expecting] = frozenset({"free", "name", "date", "nothing"})

Kind = Literal["ask", "cover", "leave", "over"]
"""ask: say it and listen · cover: say it, come back for the rest · leave: say it and come back
without listening · over: the path has ended, something else comes next."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What the carrier shall do now."""

    number: int
    kind: Kind
    prompts: tuple[Announcement, ...] = ()
    floor: Floor | None = None
    """None only when the path is over."""
    keys: int = 0
    """After so many keys nothing is waited for; 0: any number."""
    patience: float = 0.0
    """Seconds to wait for the caller."""

    @property
    def listens(self) -> bool:
        """The caller may speak or press keys."""
        return self.kind == "ask" or (self.kind == "cover" and bool(self.prompts))


@dataclass(frozen=True, slots=True)
class News:
    """What came of a document: at most one of words, keys and silence; else it was carried out."""

    words: str = ""
    confidence: float = 1.0
    keys: str = ""
    ended_by: str = ""
    """The key that ended the others."""
    silent: bool = False


CARRIED_OUT = News()


class GatherTransport:
    """An `agent.ports.TurnTransport`. The webhooks call `answer` and `partial`."""

    def __init__(self, first: int = 1) -> None:
        """`first`: number of the first document, higher than any the carrier has had."""
        self.number = first - 1
        """Of the document that the carrier has now."""
        self._answers: dict[int, asyncio.Future[Turn]] = {}
        self._loop = asyncio.get_running_loop()
        self._inbox: asyncio.Queue[Inbound | None] = asyncio.Queue()
        self._untold = 0
        """What was heard and the call has not dealt with yet."""
        self._changed = asyncio.Event()
        self._serving = asyncio.Event()
        self._call = False
        """The carrier must be told to ask us."""
        self._calling: asyncio.TimerHandle | None = None
        self._called = 0
        """The last document out of which the carrier was called."""
        self._take: Callable[[], tuple[Announcement, ...]] = tuple
        self._floor: Floor | None = None
        self._playing: list[tuple[str, float]] = []
        """Marks of the document, each with the loop time at which it will have been played."""
        self._partial = -1
        """The last partial result of the document that counted."""
        self._latest = Turn(self.number, "over")
        self._typing = False
        """The caller has pressed a key and may press more."""
        self.over = False
        """The path has ended."""
        self._finished = False

    # --- the call's side ----------------------------------------------------------------------

    async def inbound(self) -> AsyncIterator[Inbound]:
        """Marks, words, keys and silences, until the path ends."""
        while not self.over:
            try:
                async with asyncio.timeout(SILENT_S):
                    item = await self._inbox.get()
            except TimeoutError:
                return
            if item is not None:
                yield item
            self._untold -= 1
            self._changed.set()

    def attach(self, take: Callable[[], tuple[Announcement, ...]]) -> None:
        """Where the prompts come from."""
        self._take = take

    def floor(self, floor: Floor) -> None:
        """Whose turn it is; what is urgent makes the carrier stop listening and ask us."""
        self._floor = floor
        self._changed.set()
        if floor.urgent and self._calling is None:
            played = max((at for _, at in self._playing), default=0.0)
            self._calling = self._loop.call_at(played, self._call_if_urgent)

    def clear(self) -> None:
        """Nothing that was taken matters any more."""
        self._playing.clear()

    async def close(self) -> None:
        """End the path; a carrier that still listens is called for what comes next."""
        if self.over:
            return
        self.over = True
        if self._floor is not None and self._floor.leaving:
            self._call_carrier()
        self._tell(None)
        self._changed.set()

    def _call_if_urgent(self) -> None:
        self._calling = None
        if self._floor is not None and self._floor.urgent:
            self._call_carrier()

    def _call_carrier(self) -> None:
        """Unless it is about to ask us anyway."""
        if self.number not in self._answers and self._called != self.number:
            self._called = self.number
            self._call = True
            self._serving.set()

    # --- the carrier's side -------------------------------------------------------------------

    async def called(self) -> bool:
        """Wait until the carrier must be told to ask us now; False once the path is finished."""
        while not self._call and not self._finished:
            await self._serving.wait()
            self._serving.clear()
        wanted, self._call = self._call, False
        return wanted

    def finish(self) -> None:
        """The call has left this path."""
        self.over = self._finished = True
        if self._calling is not None:
            self._calling.cancel()
        self._changed.set()
        self._serving.set()

    async def answer(self, number: int, news: News) -> Turn:
        """The next document, given what came of document `number` (0: the call needs its first).

        A number that was answered before gets the same answer, one that is not known the latest.
        """
        known = self._answers.get(number)
        if known is None and number != self.number:
            return await self.again()
        if known is None:
            known = self._answers[number] = self._loop.create_future()
            self._answers.pop(number - REMEMBERED, None)
            try:
                known.set_result(await self._next(number, news))
            except BaseException:  # the repeats must not wait for ever
                del self._answers[number]
                known.cancel()
                raise
        return await asyncio.shield(known)

    async def again(self) -> Turn:
        """The document that the carrier should be carrying out."""
        return await self.answer(max(self._answers, default=self.number), CARRIED_OUT)

    def partial(self, number: int, sequence: int, text: str) -> None:
        """Words of a caller who is still speaking; late and repeated ones do not count."""
        if number != self.number or number in self._answers or sequence <= self._partial:
            return
        self._partial = sequence
        self._play_until(self._loop.time() - len(text.split()) / WORDS_PER_S)
        self._tell(Words(text, final=False))

    async def _next(self, number: int, news: News) -> Turn:
        self._hear(news)
        kind = await self._ready()
        if kind == "over":
            return Turn(number, kind)
        prompts = self._take()
        self.number, self._partial = number + 1, -1
        at = self._loop.time() + UNTIL_PLAYED_S
        for prompt in prompts:
            at += prompt.seconds
            self._playing.append((prompt.mark, at))
        self._latest = self._turn(kind, prompts)
        return self._latest

    def _turn(self, kind: Kind, prompts: tuple[Announcement, ...]) -> Turn:
        floor = self._floor
        if floor is None:
            return Turn(self.number, kind, prompts)
        if self._typing and not prompts:
            return Turn(self.number, kind, prompts, floor, 0, TYPING_S)
        what = floor.expect.what
        keys = 1 if what in WISH else max(0, WHOLE.get(what, 0) - len(floor.expect.have))
        return Turn(self.number, kind, prompts, floor, keys, floor.patience)

    # --- what came of a document --------------------------------------------------------------

    def _hear(self, news: News) -> None:
        now = self._loop.time()
        if news.words:
            self._play_until(now - len(news.words.split()) / WORDS_PER_S)
        elif news.keys:
            self._play_until(now - len(news.keys) / KEYS_PER_S)
        else:
            self._play_until(inf)
        whole = bool(news.ended_by) or len(news.keys) == self._latest.keys
        self._typing = bool(news.keys) and not news.words and whole
        for item in _inbound(news, spoke=self._partial >= 0, whole=whole):
            self._tell(item)
        self._play_until(inf)  # proves nothing of what the call has cut by then

    def _play_until(self, now: float) -> None:
        """Return the marks of what was played by then."""
        while self._playing and self._playing[0][1] <= now:
            self._tell(Mark(self._playing.pop(0)[0]))

    # --- when to answer -----------------------------------------------------------------------

    async def _ready(self) -> Kind:
        """Wait until there is something to answer."""
        began = self._loop.time()
        while (kind := self._decide(waited := self._loop.time() - began + TICK_S)) is None:
            self._changed.clear()
            look = min(at for at in (LULL_S, COVER_S, LIMIT_S) if at > waited)
            with suppress(TimeoutError):
                async with asyncio.timeout_at(began + look):
                    await self._changed.wait()
        return kind

    def _decide(self, waited: float) -> Kind | None:
        floor = self._floor
        if self.over:
            return "over"
        if waited >= LIMIT_S:
            return "cover"
        if floor is None or self._untold or (floor.making and waited < COVER_S):
            return None
        if floor.working or floor.making:
            return "cover" if floor.unsaid and (floor.urgent or waited >= COVER_S) else None
        if floor.unsaid:
            return "leave" if floor.leaving else "ask"
        ready = self._typing or waited >= LULL_S
        return "ask" if ready and not floor.leaving else None

    def _tell(self, item: Inbound | None) -> None:
        self._untold += 1
        self._inbox.put_nowait(item)


def _inbound(news: News, *, spoke: bool, whole: bool) -> Sequence[Inbound]:
    """News as the call takes it. Keys that are not `whole` were ended by a pause."""
    if news.words:
        return [Words(news.words, news.confidence)]
    unheard = [Words("", 0.0)] if spoke else []
    keys = [KeyPress(key) for key in news.keys + news.ended_by]
    paused = news.silent or bool(news.keys and not whole)
    return [*unheard, *keys, *([Quiet()] if paused else [])]
