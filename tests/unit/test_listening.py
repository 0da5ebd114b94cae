"""The clip recogniser on made-up speech: syllables of harmonics, one sound a text."""

import asyncio
import audioop
import zlib
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from simulators.listening import Clip, Listener, load, save
from simulators.speech.tones import Tones

RATE = 8000
QUIET = b"\xff" * 4000


def sound(text: str) -> NDArray[np.float64]:
    """A syllable of 0.2 s a word, that depends on the word and on its place."""
    parts = []
    for place, word in enumerate(text.split()):
        rng = np.random.default_rng(zlib.crc32(f"{place} {word}".encode()))
        at = np.arange(RATE // 5) / RATE
        pitch = rng.uniform(90, 220) + rng.uniform(-60, 60) * at
        turns = 2 * np.pi * np.cumsum(pitch) / RATE
        waves = [rng.random() * np.sin(n * turns + rng.uniform(0, 6)) for n in range(1, 14)]
        parts.append(np.sum(waves, axis=0) * np.hanning(len(at)) * 2500)
    return np.concatenate(parts)


def ulaw(samples: NDArray[np.float64]) -> bytes:
    whole = np.clip(np.rint(samples), -32768, 32767).astype("<i2")
    return audioop.lin2ulaw(whole.tobytes(), 2)


def clip(text: str) -> Clip:
    return Clip(text, ulaw(sound(text)))


def noisy(samples: NDArray[np.float64], decibels: float, seed: int = 1) -> NDArray[np.float64]:
    """White noise so many dB below the signal."""
    level = np.sqrt((samples**2).mean()) * 10 ** (-decibels / 20)
    return samples + np.random.default_rng(seed).normal(size=len(samples)) * level


TEXTS = [f"{one} {two} number {n}" for n, one in enumerate("abcdefgh") for two in ("red", "blue")]
LONG = "we have had no hot water since monday and it is cold"
KNOWN = [*TEXTS, "yes", "no thanks", LONG]
LISTENER = Listener([clip(text) for text in KNOWN])


@pytest.mark.parametrize("text", KNOWN)
@pytest.mark.parametrize("decibels", [-12.0, 0.0, 6.0])
def test_a_known_clip_is_heard_at_any_place_and_level(text: str, decibels: float) -> None:
    before = zlib.crc32(text.encode()) % 9000
    heard = LISTENER.hear(b"\xff" * before + ulaw(sound(text) * 10 ** (decibels / 20)) + QUIET)
    assert heard.text == text
    assert heard.found[0].whole
    assert heard.found[0].start == pytest.approx(before / RATE, abs=0.06)


@pytest.mark.parametrize("text", KNOWN)
def test_light_noise_does_not_matter(text: str) -> None:
    padded = np.concatenate([np.zeros(3333), sound(text), np.zeros(3333)])
    assert LISTENER.hear(ulaw(noisy(padded, 9.0))).text == text


def test_two_clips_in_one_recording_are_heard_in_order() -> None:
    heard = LISTENER.hear(clip("no thanks").ulaw + QUIET + clip(TEXTS[3]).ulaw)
    assert heard.text == f"no thanks {TEXTS[3]}"
    twice = LISTENER.hear(clip("yes").ulaw + QUIET + clip("yes").ulaw)
    assert twice.text == "yes yes"


def test_of_a_clip_that_was_cut_the_played_words_are_heard() -> None:
    whole = clip(TEXTS[0]).ulaw
    assert LISTENER.hear(QUIET + whole[: len(whole) // 2] + QUIET).text == "a red"
    assert LISTENER.hear(whole[len(whole) // 2 :]).text == "number 0"
    assert not LISTENER.hear(whole[: len(whole) // 2]).found[0].whole


def test_lost_frames_lose_no_words() -> None:
    whole = clip(LONG).ulaw
    lost = whole[:4800] + whole[5120:11200] + whole[11360:]
    assert LISTENER.hear(QUIET + lost + QUIET).text == LONG


def test_other_speech_is_no_clip_but_speech() -> None:
    other = QUIET + ulaw(sound("something quite different here")) + QUIET
    heard = LISTENER.hear(other)
    assert (heard.text, heard.found) == ("", ())
    assert heard.speech > 0.5
    told = Listener([clip("yes")], unknown="(unclear)").hear(other)
    assert told.text == "(unclear)"


def test_a_known_beginning_with_another_end_is_not_that_clip() -> None:
    """The first word sounds exactly alike."""
    assert LISTENER.hear(ulaw(sound("a green cat sat there"))).text == ""


def test_silence_and_noise_are_nothing() -> None:
    rng = np.random.default_rng(5)
    assert LISTENER.hear(b"").text == ""
    assert LISTENER.hear(QUIET).speech == 0.0
    assert LISTENER.hear(ulaw(rng.normal(size=16000) * 900)).found == ()


def test_growing_audio_is_heard_word_by_word() -> None:
    whole = QUIET + clip("a blue number 0").ulaw + QUIET
    heard, texts = None, []
    for end in range(800, len(whole) + 800, 800):
        heard = LISTENER.hear(whole[:end], heard)
        texts.append(heard.text)
    assert list(dict.fromkeys(texts)) == ["", "a", "a blue", "a blue number", "a blue number 0"]


def test_a_clip_that_was_found_is_followed_without_a_search(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = clip(LONG).ulaw
    listener = Listener([clip(LONG)])
    heard = listener.hear(whole[:8000])
    assert heard.text == "we have had no hot water"

    def search(_: object) -> None:
        raise AssertionError("searched again")

    monkeypatch.setattr(listener._index, "search", search)
    assert listener.hear(whole, heard).text == LONG


def test_a_short_clip_is_found_among_many_that_begin_like_it() -> None:
    alike = [f"maybe {n} {n} {n}" for n in range(20)]
    listener = Listener(map(clip, [*alike, "maybe", *alike]))
    assert listener.hear(QUIET + clip("maybe").ulaw + QUIET).text == "maybe"


def test_a_clip_that_others_softly_talk_on_after_is_not_that_clip() -> None:
    half = sound(LONG)[:8000]
    soft = sound("five other words said softly") * 0.25
    cut = LISTENER.hear(ulaw(np.concatenate([half, np.zeros(2000)])))
    assert cut.text == "we have had no hot water"
    assert LISTENER.hear(ulaw(np.concatenate([half, soft]))).text == ""


def test_clips_may_be_added_at_any_time() -> None:
    listener = Listener()
    assert listener.hear(clip("new words").ulaw).text == ""
    listener.add(clip("new words"))
    assert listener.hear(clip("new words").ulaw).text == "new words"


def test_clips_are_kept_in_a_folder(tmp_path: Path) -> None:
    for text in ("yes", "no thanks"):
        save(tmp_path, clip(text))
        save(tmp_path, clip(text))
    (tmp_path / "mute.ulaw").write_bytes(QUIET)
    assert sorted(one.text for one in load(tmp_path)) == ["no thanks", "yes"]
    assert Listener(load(tmp_path)).hear(QUIET + clip("yes").ulaw).text == "yes"


# --- words in tones -------------------------------------------------------------------------------

SAID = ["My furnace died, please help!", "Yes, that works.", "Call me at 303 555 0142"]


def spoken(text: str) -> bytes:
    speech = asyncio.run(Tones().speak(text, RATE))
    return audioop.lin2ulaw(speech.samples.tobytes(), 2)


def test_texts_of_the_vocabulary_are_read_from_tones() -> None:
    listener = Listener(words=SAID)
    heard = listener.hear(QUIET + spoken(SAID[0]) + QUIET * 3 + spoken(SAID[1]))
    assert heard.text == f"{SAID[0]} {SAID[1]}"
    assert listener.hear(spoken("please help! Yes, that furnace")).text == (
        "please help! Yes, that furnace"
    )


def test_words_of_no_text_are_passed_over() -> None:
    assert Listener(words=SAID).hear(spoken("Yes, elephants works.")).text == "Yes, works."
    later = Listener()
    later.add_words("elephants")
    assert later.hear(spoken("elephants")).text == "elephants"


def test_speech_is_not_taken_for_tones() -> None:
    everything = [" ".join(f"word{n}" for n in range(3000))]
    assert Listener(words=everything).hear(clip(TEXTS[0]).ulaw).text == ""
