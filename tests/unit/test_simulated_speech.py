import asyncio
import audioop

import pytest

from simulators.speech import tones

TEXT = "Our next opening is Tuesday, between eight and noon; it's $89. Does that work for you?"


@pytest.mark.parametrize("rate", [8000, 16000, 24000])
def test_every_word_can_be_told_from_its_sound(rate: int) -> None:
    speech = asyncio.run(tones.Tones().speak(TEXT, rate))
    pcm, _ = audioop.ratecv(speech.samples.tobytes(), 2, 1, rate, 8000, None)
    found = tones.heard(audioop.lin2ulaw(pcm, 2))
    assert [one.number for one in found] == tones.numbers(TEXT)
    assert [round(one.start, 1) for one in found] == [round(one.start, 1) for one in speech.words]
    assert speech.seconds == pytest.approx(0.24 * len(TEXT.split()))


def test_all_numbers_are_told_apart() -> None:
    every = range(tones.SIDE * tones.SIDE)
    whole = b"".join(audioop.lin2ulaw(tones._word(one, 8000).tobytes(), 2) for one in every)
    assert [one.number for one in tones.heard(whole)] == list(every)


def test_half_a_word_is_no_word_and_a_cut_word_is_one() -> None:
    one = audioop.lin2ulaw(tones._word(7, 8000).tobytes(), 2)
    assert tones.heard(one[:400]) == []
    assert [sound.number for sound in tones.heard(one[:1000])] == [7]
