"""What understanding an utterance costs: CPU time of every parser and of a whole `step`.

One thread, warm code, cold memory: the parsers remember their latest readings, so every pass begins
with other texts that push those out. Of the passes the fastest counts for each text: what else the
machine does must not show.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from agent.dialogue.state import Phase, State
from agent.dialogue.step import begin, step
from agent.events import CallStarted, Heard
from agent.nlu import (
    acts,
    addresses,
    dates,
    facts,
    hazards,
    intents,
    language,
    mood,
    names,
    phones,
    words,
    zips,
)
from agent.profile.load import load_default
from voicectl.bench.traces import figures
from voicectl.errors import CommandError
from voicectl.understanding import classifier

NOW = "2026-03-02T09:00:00-06:00"
PASSES = 5
OTHERS = tuple(f"words number {count}" for count in range(words.RECENT + 1))
"""More texts than any parser remembers."""
CALLS = Path("fixtures/calls")
ASKED: Mapping[str, Phase] = {
    "intents": "IDENTIFY_NEED",
    "frustration": "IDENTIFY_NEED",
    "dialogues": "IDENTIFY_NEED",
    "phones": "PHONE",
    "addresses": "ADDRESS",
    "datetimes": "OFFER_WINDOWS",
}
"""Written set -> the phase whose question its texts answer."""

Reader = Callable[[str], object]


class Text(msgspec.Struct, frozen=True):
    """A caller's words and the phase in which they are said."""

    words: str
    phase: Phase = "IDENTIFY_NEED"


async def measure(folder: Path, seed: int, settings: dict[str, Any]) -> dict[str, Any]:
    """Microseconds of CPU per utterance; raises CommandError when there are no texts.

    `settings` may name the directory of the written sets as `texts`; else the recorded calls are
    read. Nothing here is random, so `seed` changes nothing; nothing is written to `folder`.
    """
    texts = list(dict.fromkeys(_texts(settings.get("texts"))))
    if not texts:
        raise CommandError(f"no words in {CALLS}: run this in a checkout, or give --texts DIR")
    return {"texts": len(texts), "passes": PASSES, "cpu_us": costs(texts, PASSES)}


def costs(texts: Sequence[Text], passes: int) -> dict[str, dict[str, float]]:
    """For `step` and for every parser: count, p50, p95, p99 and max over `texts`."""
    whole = {"step": figures(_fastest(texts, _stepper(), passes))}
    return whole | {
        name: figures(_fastest(texts, _on_words(read), passes)) for name, read in _parsers().items()
    }


def _on_words(read: Reader) -> Callable[[Text], object]:
    return lambda text: read(text.words)


def _parsers() -> Mapping[str, Reader]:
    now = datetime.fromisoformat(NOW)
    return {
        "hazards": hazards.find,
        "intents": intents.classify,
        "acts": acts.acts,
        "yes_no": acts.yes_no,
        "mood": lambda text: mood.signals(text, ()),
        "language": language.detect,
        "vulnerable": facts.vulnerable,
        "phones": lambda text: phones.capture([text]),
        "addresses": addresses.parse,
        "zips": zips.zip_code,
        "names": names.parse,
        "dates": lambda text: dates.parse(text, now),
        **({"intent model": model} if (model := classifier()) else {}),
    }


def _stepper() -> Callable[[Text], object]:
    """One step with the words heard, in the phase that asks for them."""
    profile = load_default()
    started = CallStarted(call_sid="CA" + "0" * 32, conversation_id="bench", now=NOW)
    greeted = step(profile, begin(), started)[0]
    states: dict[Phase, State] = {
        phase: msgspec.structs.replace(greeted, phase=phase) for phase in ASKED.values()
    }
    return lambda text: step(profile, states[text.phase], Heard(text=text.words))


def _fastest(texts: Sequence[Text], run: Callable[[Text], object], passes: int) -> list[float]:
    """Microseconds of this thread's CPU for each text, after one pass that only warms up."""
    best = [float("inf")] * len(texts)
    for count in range(passes + 1):
        for other in OTHERS:
            run(Text(other))
        for place, text in enumerate(texts):
            began = time.thread_time_ns()
            run(text)
            took = (time.thread_time_ns() - began) / 1000
            if count:
                best[place] = min(best[place], took)
    return best


def _texts(directory: str | None) -> Iterator[Text]:
    if directory is None:
        for path in sorted(CALLS.glob("*.jsonl")):
            for line in path.read_text(encoding="utf-8").splitlines():
                event = json.loads(line).get("event") or {}
                if event.get("type") == "Heard":
                    yield Text(event["text"])
        return
    for name, phase in ASKED.items():
        path = Path(directory) / f"{name}.jsonl"
        if not path.exists():
            raise CommandError(f"{path} does not exist: name the directory of the written sets")
        for line in path.read_text(encoding="utf-8").splitlines():
            for said in _said(json.loads(line)):
                yield Text(said, phase)


def _said(item: Mapping[str, Any]) -> Iterator[str]:
    """The caller's words of one line of any written set."""
    if "text" in item:
        yield item["text"]
    for turn in item.get("turns", ()):
        said = turn["say"] if isinstance(turn, dict) else turn
        if said:
            yield said
