"""The proof finds every kind of planted fault in a recording, and none in a clean one."""

import asyncio
import audioop

import numpy as np
import pytest

from agent.audio.decoder import decoder_of
from simulators.speech import tones
from voicectl.bench.toneproof import Proof, proof

SENTENCES = ("We can come on Tuesday morning, between eight and noon.", "Does that work for you?")
QUIET = b"\xff"


def spoken(*sentences: str) -> bytes:
    clips = []
    for sentence in sentences:
        speech = asyncio.run(tones.Tones().speak(sentence, 8000))
        clips.append(audioop.lin2ulaw(speech.samples.tobytes(), 2) + QUIET * 2400)
    return QUIET * 800 + b"".join(clips)


CLEAN = spoken(*SENTENCES)
WORD = round(0.24 * 8000)


def word_at(place: int) -> int:
    """The sample at which word `place` of the first sentence begins."""
    return 800 + place * WORD


def test_clean_speech_is_clean() -> None:
    found = proof(CLEAN, SENTENCES)
    assert found == Proof(words=15, lost=(), extra=0, gaps=(), slips=(), torn=(), clicks=())
    assert found.clean


@pytest.mark.parametrize("rate", [16000, 24000])
def test_speech_that_came_at_another_rate_is_clean(rate: int) -> None:
    speech = asyncio.run(tones.Tones().speak(SENTENCES[0], rate))
    decoder = decoder_of("pcm_24000" if rate == 24000 else "pcm_16000")
    assert proof(decoder.push(speech.samples.tobytes()) + decoder.flush(), SENTENCES[:1]).clean


def test_a_lost_word_is_named() -> None:
    found = proof(CLEAN[: word_at(3)] + CLEAN[word_at(4) :], SENTENCES)
    assert found.lost == ("on",)
    assert not found.extra


def test_words_said_twice_are_counted() -> None:
    again = CLEAN[word_at(2) : word_at(4)]
    found = proof(CLEAN[: word_at(4)] + again + CLEAN[word_at(4) :], SENTENCES)
    assert (found.lost, found.extra) == ((), 2)


def test_silence_inside_a_sentence_is_a_gap_and_between_sentences_it_is_none() -> None:
    found = proof(CLEAN[: word_at(4)] + QUIET * 4000 + CLEAN[word_at(4) :], SENTENCES)
    (gap,) = found.gaps
    assert (gap.seconds, gap.after) == (pytest.approx(0.5, abs=0.02), "on")
    assert not proof(spoken(SENTENCES[0]) + QUIET * 8000 + spoken(SENTENCES[1]), SENTENCES).gaps


@pytest.mark.parametrize("at", [500, 731, 900])
def test_one_wrong_sample_in_a_word_is_a_click(at: int) -> None:
    spoilt = bytearray(CLEAN)
    place = word_at(5) + at
    spoilt[place] = 0x80 if spoilt[place] < 0x80 else 0x00
    found = proof(bytes(spoilt), SENTENCES)
    assert len(found.clicks) == 1
    assert found.clicks[0] == pytest.approx(place / 8000, abs=0.002)


def test_a_frame_that_never_came_tears_its_word() -> None:
    start = word_at(6) + 560
    found = proof(CLEAN[:start] + CLEAN[start + 160 :], SENTENCES)
    assert found.torn
    assert not found.clean


def test_a_frame_of_silence_instead_of_sound_is_found() -> None:
    start = word_at(6) + 560
    found = proof(CLEAN[:start] + QUIET * 160 + CLEAN[start + 160 :], SENTENCES)
    assert not found.clean


@pytest.mark.parametrize("at", [-400, -60, 8, 40, 1270, 1300, 1600])
def test_a_click_is_found_where_a_word_fades_and_between_words(at: int) -> None:
    spoilt = bytearray(CLEAN)
    spoilt[word_at(5) + at] = 0x00
    (found,) = proof(bytes(spoilt), SENTENCES).clicks
    assert found == pytest.approx((word_at(5) + at) / 8000, abs=0.011)


@pytest.mark.parametrize("frames", [-1, 1])
def test_a_frame_more_or_less_between_words_is_a_slip(frames: int) -> None:
    end = word_at(4) - 200
    spoilt = (
        CLEAN[:end] + QUIET * 160 + CLEAN[end:] if frames > 0 else CLEAN[: end - 160] + CLEAN[end:]
    )
    found = proof(spoilt, SENTENCES)
    assert found.clean
    assert not found.gaps
    (slip,) = found.slips
    assert slip == pytest.approx((word_at(4) - 640) / 8000, abs=0.01)


def test_silence_that_is_meant_is_no_slip() -> None:
    spoilt = CLEAN[: word_at(6)] + QUIET * 960 + CLEAN[word_at(6) :]
    pauses = [0.12 if word.endswith(",") else 0.0 for word in SENTENCES[0].split()]
    assert proof(spoilt, SENTENCES).slips
    assert not proof(spoilt, SENTENCES, lambda said: pauses[: len(said.split())]).slips


def test_every_planted_click_of_200_is_found_and_none_is_invented() -> None:
    random = np.random.default_rng(3)
    hits = 0
    for _ in range(200):
        spoilt = bytearray(CLEAN)
        place = word_at(int(random.integers(0, 10))) + int(random.integers(0, WORD))
        pcm = int.from_bytes(audioop.ulaw2lin(bytes(spoilt[place : place + 1]), 2), "little")
        pcm -= 65536 if pcm > 32767 else 0
        jump = 6000 if pcm < 0 else -6000
        spoilt[place : place + 1] = audioop.lin2ulaw(
            (pcm + jump).to_bytes(2, "little", signed=True), 2
        )
        found = proof(bytes(spoilt), SENTENCES)
        hits += bool(found.clicks) and abs(found.clicks[0] - place / 8000) < 0.011
    assert hits == 200
