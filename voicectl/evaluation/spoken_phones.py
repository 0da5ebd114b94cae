"""Score the node's recogniser on recorded spoken numbers (`truth.jsonl` beside its wav folder)."""

import asyncio
import time
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from agent.events import Expecting
from agent.nlu.digits import digit_string
from agent.ports import ProviderError, Transcript
from voicectl.evaluation.scorecard import Figures, Judged, Scorecard, read_truth, tally
from voicectl.evaluation.shares import Share, share
from voicectl.evaluation.stitched import Exchange, recordings, stitched
from voicectl.wav import BadAudio, read

QUESTIONS: Mapping[str, Expecting] = {
    "phone10": "phone",
    "phone7": "phone",
    "zip5": "zip",
    "code6": "code",
}
"""Kind of number -> what the dialogue would be expecting; the recogniser is told no more."""


def score(path: Path) -> Scorecard:
    """Right is: exactly the digits that were meant. `path` is the truth file or its directory.

    Figures: share right by kind, digit error rate (edit distance per digit) over all and by kind,
    decoding time. Labels: kind, speaker, noise and what happened in the recording. Raises
    ValueError and OSError.
    """
    began = time.perf_counter()
    truth = path / "truth.jsonl" if path.is_dir() else path
    items = list(read_truth(truth))
    recorded = [(item, _audio(truth.parent, item)) for _, item in items]
    return _scored("spoken-phones", [line for line, _ in items], recorded, began)


def score_stitched(path: Path, count: int, seed: int, exchange: Exchange = "random") -> Scorecard:
    """As `score`, on `count` new numbers made from the single digits in `clips.tar`."""
    began = time.perf_counter()
    folder = path if path.is_dir() else path.parent
    items = list(stitched(recordings(folder / "clips.tar"), count, seed, exchange))
    return _scored("spoken-phones-stitched", range(1, count + 1), items, began)


def _scored(
    name: str,
    lines: Iterable[int],
    items: Sequence[tuple[Mapping[str, Any], bytes]],
    began: float,
) -> Scorecard:
    heard = asyncio.run(_hear(items))
    judged = [
        _judge(line, item, transcript)
        for line, (item, _), transcript in zip(lines, items, heard, strict=True)
    ]
    figures = _figures(judged, heard)
    return tally(name, judged, figures=figures, seconds=time.perf_counter() - began)


def distance(one: str, other: str) -> int:
    """Levenshtein distance: insertions, deletions and substitutions."""
    row = list(range(len(other) + 1))
    for count, left in enumerate(one, start=1):
        reached = [count]
        for (diagonal, above), right in zip(pairwise(row), other, strict=True):
            reached.append(min(reached[-1] + 1, above + 1, diagonal + (left != right)))
        row = reached
    return row[-1]


async def _hear(items: Sequence[tuple[Mapping[str, Any], bytes]]) -> list[Transcript]:
    """Every recording through the recogniser that a node with these settings would use."""
    from agent import engines
    from agent.settings_sources import load

    # A busy machine must not change the score: no deadline that a decode could miss.
    speech = engines.build(load({"timeouts.stt_s": 300.0}).settings)
    recogniser = speech.engines["stt"]
    await recogniser.start()
    try:
        return [
            await speech.recognizer.transcribe(audio, QUESTIONS[item["kind"]])
            for item, audio in items
        ]
    except ProviderError as error:
        raise OSError(f"the recogniser failed: {error}") from error
    finally:
        await recogniser.close()


def _audio(folder: Path, item: Mapping[str, Any]) -> bytes:
    kind = item["kind"]
    if kind not in QUESTIONS:
        raise ValueError(f"unknown kind {kind!r}; known are {', '.join(QUESTIONS)}")
    try:
        return read(folder / item["file"])
    except BadAudio as error:
        raise ValueError(str(error)) from error


def _judge(line: int, item: Mapping[str, Any], heard: Transcript) -> Judged:
    digits = digit_string(heard.text)
    return Judged(
        line=line,
        id=item["id"],
        expected={"digits": item["digits"]},
        output={"digits": digits},
        correct=digits == item["digits"],
        labels=(
            item["kind"],
            f"speaker {item['speaker']}",
            f"noise {item['noise'] or 'none'}",
            f"event {item['event'] or 'none'}",
        ),
    )


def _figures(judged: Sequence[Judged], heard: Sequence[Transcript]) -> Figures:
    figures: dict[str, float | Share] = {"digit_error_rate": _error_rate(judged)}
    for kind in QUESTIONS:
        items = [item for item in judged if kind in item.labels]
        figures[f"right_{kind}"] = Share(sum(item.correct for item in items), len(items))
        figures[f"digit_error_rate_{kind}"] = _error_rate(items)
    times = sorted(transcript.decode_ms for transcript in heard)
    if times:
        figures["decode_ms_p50"] = round(times[len(times) // 2], 1)
        figures["decode_ms_p95"] = round(times[len(times) * 95 // 100], 1)
    return figures


def _error_rate(judged: Sequence[Judged]) -> float:
    wrong = sum(distance(item.output["digits"], item.expected["digits"]) for item in judged)
    return share(wrong, sum(len(item.expected["digits"]) for item in judged))
