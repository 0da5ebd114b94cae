"""A person on the phone: voice, line, ears and mind joined on the carrier's 20 ms clock.

`hear` and `speak` are called by that clock and return at once; everything slow (recognising,
synthesising, thinking) happens in `run`, which reacts to what the ears noticed.
"""

import asyncio
import re
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import PurePath
from typing import Literal

from simulators.caller import audio, digits, measure
from simulators.caller.asks import Ask
from simulators.caller.ears import Ears, Turn
from simulators.caller.line import Line
from simulators.caller.mind import Act, Mind, State
from simulators.caller.noises import noise
from simulators.caller.persona import Interruption, Named, Scenario
from simulators.caller.recogniser import Recogniser
from simulators.caller.voice import Voice
from simulators.twilio.party import Handset

PATIENCE_MS = 9000
"""Silence of both sides after which a caller says "hello?"."""
UNSURE_SECONDS = 0.8
"""Extra wait when what was heard is no question: the agent may be about to go on."""
PAUSE_FRAMES = 10
"""200 ms ahead in a recording that must be quiet to count as a pause."""
GAP_FRAMES = 5
"""Silence between own words and a recording."""
GOES_ON: frozenset[Ask] = frozenset({"phone_rest", "nothing", "unknown", "wait"})
"""What the agent may say or ask in the pause of an answer for the caller to go on with it."""
CARRY = 400
"""Characters of unanswered text kept for understanding what follows."""

Event = Literal["began", "paused", "over", "silence", "interrupt", "left"] | Act


@dataclass(frozen=True, slots=True)
class Spoken:
    """One line of the transcript."""

    role: Literal["caller", "agent"]
    text: str
    at_ms: int
    """Start, on the clock of the recording."""
    end_ms: int
    kind: Literal["speech", "sound", "keys"] = "speech"


class Caller:
    """A persona at a phone; `run` it beside the call."""

    def __init__(
        self,
        scenario: Scenario,
        voice: Voice,
        recogniser: Recogniser,
        line: Line,
        clips: Mapping[str, bytes],
        on_line: Callable[[Spoken], None] = lambda _: None,
    ) -> None:
        """`clips` holds the audio that can't wait or comes from files; see `prepare`.

        `on_line` is told every line of the transcript when it is complete.
        """
        self._on_line = on_line
        self._scenario = scenario
        self._voice, self._recogniser, self._line, self._clips = voice, recogniser, line, clips
        number = digits.national(self._scenario.facts.phone or self._scenario.caller_id)
        self._mind = Mind(self._scenario, number)
        self._state = State()
        self._ears = Ears()
        self._mouth: deque[bytes] = deque()
        self._events: asyncio.Queue[Event] = asyncio.Queue()
        self._over = asyncio.Event()
        self._known: dict[bytes, str] = {}
        self._carry = ""
        self._pending = list(self._scenario.interruptions)
        self._last_answer = ""
        self._quiet_since_ms = 0
        self._recording_rms = 0.0
        self._held: list[bytes] = []
        self._phone: Handset | None = None
        self.lines: list[Spoken] = []
        """What was said and heard, in order."""

    # --- the clock's side: must return at once ---------------------------------------------

    def joined(self, phone: Handset) -> None:
        """The agent's side answered."""
        self._phone = phone

    def hear(self, ulaw: bytes) -> None:
        """Take the next 20 ms of the agent."""
        change = self._ears.hear(ulaw)
        if change == "began":
            self._over.clear()
            self._give_way()
        elif change == "over":
            self._over.set()
        if change is not None:
            self._events.put_nowait(change)
        self._interrupt()
        if self._ears.speaking or self._mouth:
            self._quiet_since_ms = self._ears.now_ms
        elif self._ears.now_ms - self._quiet_since_ms >= PATIENCE_MS:
            self._quiet_since_ms = self._ears.now_ms
            self._events.put_nowait("silence")

    def speak(self) -> bytes:
        """Return the next 20 ms as it leaves the caller's line."""
        return self._line.carry(self._mouth.popleft() if self._mouth else audio.SILENCE)

    def left(self) -> None:
        """The call is over."""
        self._events.put_nowait("left")

    def _interrupt(self) -> None:
        for one in self._pending:
            due = one.turn == self._ears.turns or (one.after and one.after == self._last_answer)
            if due and self._ears.speaking and self._ears.heard_ms >= one.after_ms:
                self._pending.remove(one)
                self._do(one)
                return

    def _do(self, one: Interruption) -> None:
        if one.hang_up:
            self._events.put_nowait(Act(hang_up=True))
            return
        key = one.say or one.sound
        self._say(self._clips[key], key, kind="speech" if one.say else "sound")
        if one.answers:
            self._events.put_nowait("interrupt")

    def _say(self, clip: bytes, text: str, kind: Literal["speech", "sound"] = "speech") -> None:
        start = self._ears.now_ms + len(self._mouth) * audio.FRAME_MS
        frames = [clip[at : at + audio.FRAME] for at in range(0, len(clip), audio.FRAME)]
        frames[-1] = frames[-1].ljust(audio.FRAME, b"\xff")
        self._mouth.extend(frames)
        end = start + len(frames) * audio.FRAME_MS
        self._add(Spoken("caller", text, start, end, kind))
        if self._phone is not None and kind == "speech":
            self._phone.aloud(re.sub(r"<\d+>|\[.*?\]", " ", text), (end - start) / 1000)

    def _give_way(self) -> None:
        """Hold the rest of a recorded answer when the agent speaks up in one of its pauses."""
        ahead = b"".join(islice(self._mouth, PAUSE_FRAMES))
        quiet = all(rms < self._recording_rms for rms in audio.loudness(ahead))
        if not self._recording_rms or not ahead or not quiet:
            return
        self._held = list(self._mouth)
        self._mouth.clear()
        self._recording_rms = 0.0
        last = max(at for at, line in enumerate(self.lines) if line.role == "caller")
        self.lines[last] = replace(self.lines[last], end_ms=self._ears.now_ms)

    def _rest(self, ask: Ask) -> bytes:
        """What was held back, if the agent wants to hear it now."""
        held, self._held = self._held, []
        return audio.trim(b"".join(held)) if ask in GOES_ON else b""

    def _add(self, line: Spoken) -> None:
        self.lines.append(line)
        self._on_line(line)

    # --- the slow side -----------------------------------------------------------------------

    async def run(self) -> None:
        """Listen and answer until the call is over."""
        async with asyncio.TaskGroup() as tasks:
            thinking: asyncio.Task[None] | None = None
            while (event := await self._events.get()) != "left":
                if event in ("began", "interrupt") and thinking is not None:
                    thinking.cancel()
                    thinking = None
                match event:
                    case "paused" if thinking is None or thinking.done():
                        thinking = tasks.create_task(self._think())
                    case "interrupt":
                        tasks.create_task(self._note(self._take_turn()))
                    case "silence":
                        self._state, act = self._mind.silence(self._state)
                        tasks.create_task(self._act(act))
                    case Act():
                        tasks.create_task(self._act(event))
            if thinking is not None:
                thinking.cancel()
            rest = self._ears.turn()
            if rest.pieces:
                await self._note(rest)

    def _take_turn(self) -> Turn:
        turn = self._ears.turn()
        self._ears.forget()
        return turn

    async def _think(self) -> None:
        """Understand the turn so far and, once it is over, answer it."""
        turn = self._ears.turn()
        heard = await self._read(turn)
        if self._mind.classify(f"{self._carry} {heard}") in ("nothing", "wait"):
            heard = await self._with_tail(turn, heard)
        await self._over.wait()
        text = f"{self._carry} {heard}".strip()
        if self._mind.classify(text) in ("unknown", "nothing"):
            await asyncio.sleep(UNSURE_SECONDS)
        spelled = ""
        english = self._scenario.language == "en"  # the Spanish ear writes digits as it is
        if english and self._mind.classify(text) in ("confirm_phone", "confirm"):
            spelled = await self._listen(b"".join(turn.pieces), spelled=True)
        state, act = self._mind.heard(self._state, text, spelled)
        if rest := self._rest(act.ask):
            state, act = self._state, Act(wav="the rest", ask="phone_rest")
        clip = rest or await self._clip(act)
        await asyncio.sleep(self._scenario.voice.reaction_ms / 1000)
        # From here on the answer is given: nothing below may be cancelled half-way.
        self._ears.forget()
        self._state = state
        self._carry = text[-CARRY:] if act == Act(ask=act.ask) else ""
        if heard:
            self._add(Spoken("agent", heard, turn.began_ms, turn.ended_ms))
        if clip:
            self._last_answer = act.ask
            recorded = f"[{PurePath(act.wav).name}]" if act.wav else ""
            self._say(clip, " ".join(part for part in (act.say, recorded) if part))
            self._recording_rms = _pause_rms(clip) if act.wav else 0.0
        if act.keys or act.hang_up:
            self._events.put_nowait(Act(keys=act.keys, hang_up=act.hang_up))

    async def _clip(self, act: Act) -> bytes:
        words = await speech(self._voice, act.say) if act.say else b""
        if not act.wav:
            return words
        return words + (audio.SILENCE * GAP_FRAMES if words else b"") + self._clips[act.wav]

    async def _act(self, act: Act) -> None:
        assert self._phone is not None
        if act.say:
            self._say(await speech(self._voice, act.say), act.say)
        if act.keys:
            at = self._ears.now_ms
            self._add(Spoken("caller", act.keys, at, at, "keys"))
            await self._phone.press(act.keys, gap=0.15)
        if act.hang_up:
            await asyncio.sleep(len(self._mouth) * audio.FRAME_MS / 1000)
            await self._phone.hang_up()

    async def _note(self, turn: Turn) -> None:
        """Recognise what needs no answer, for the transcript only."""
        text = await self._read(turn)
        if text:
            self._add(Spoken("agent", text, turn.began_ms, turn.ended_ms))

    async def _with_tail(self, turn: Turn, heard: str) -> str:
        """Listen once more to the end: a recogniser likes to drop a short last question."""
        tail = await self._listen(turn.tail)
        meant = self._mind.classify(tail)
        return f"{heard} {tail}" if meant not in ("nothing", "unknown") else heard

    async def _listen(self, ulaw: bytes, *, spelled: bool = False) -> str:
        return await self._recogniser.read(ulaw, self._scenario.language, spelled=spelled)

    async def _read(self, turn: Turn) -> str:
        texts = []
        for piece in turn.pieces:
            if piece not in self._known:
                self._known[piece] = await self._listen(piece)
            texts.append(self._known[piece])
        return " ".join(text for text in texts if text)


def _pause_rms(clip: bytes) -> float:
    """Loudness below which a frame of a recording is a pause between its words."""
    return measure.percentile(audio.loudness(clip), 0.9) / 4


async def speech(voice: Voice, words: str) -> bytes:
    """Speak words in which "<800>" is a pause of 800 ms. Raises VoiceError."""
    parts = re.split(r"<(\d+)>", words)
    clips = [
        b"\xff" * (int(part) * audio.RATE // 1000) if at % 2 else await voice.speak(part.strip())
        for at, part in enumerate(parts)
        if part.strip()
    ]
    return b"".join(clips)


async def prepare(voice: Voice, named: Named) -> dict[str, bytes]:
    """Make the audio of all interruptions, which must be there at once, and read the WAV files.

    Raises VoiceError, or ScenarioError for a WAV file that can't be read.
    """
    clips: dict[str, bytes] = {}
    for words in (one for options in named.scenario.answers.values() for one in options):
        if words.startswith("wav:"):
            clips[words.removeprefix("wav:")] = named.wav(words.removeprefix("wav:"))
    for at, one in enumerate(named.scenario.interruptions):
        if one.say:
            clips[one.say] = await speech(voice, one.say)
        elif one.sound:
            clips[one.sound] = noise(one.sound, at)
    return clips
