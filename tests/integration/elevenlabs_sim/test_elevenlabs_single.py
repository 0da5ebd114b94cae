"""The socket with a single context, by a plain client."""

from collections.abc import Callable
from typing import Any

import pytest

from simulators.elevenlabs import INSTANT, Plan
from simulators.speech import tones

pytestmark = pytest.mark.integration

Play = Callable[..., None]
Heard = Callable[..., bytes]


def words(ulaw: bytes) -> list[int]:
    return [one.number for one in tones.heard(ulaw)]


def test_an_empty_text_ends_the_speech_and_the_socket(
    play: Play, heard: Heard, paths: dict[str, str]
) -> None:
    async def scenario(client: Any) -> None:
        async with client.line(paths["single"]) as line:
            await line.say(" ", voice_settings={"stability": 0.5})
            await line.say("Hello there, ")
            await line.say("how are you? ")
            await line.say("")
            messages = await line.end()
        assert words(heard(messages)) == tones.numbers("Hello there, how are you?")
        assert (messages[-1]["audio"], messages[-1]["isFinal"]) == (None, True)
        assert not any("context_id" in one or "contextId" in one for one in messages)
        assert line.code == 1000

    play(scenario)


def test_text_is_spoken_when_the_schedule_is_filled(
    play: Play, heard: Heard, paths: dict[str, str]
) -> None:
    async def scenario(client: Any) -> None:
        async with client.line(paths["single"]) as line:
            await line.say(" ", generation_config={"chunk_length_schedule": [60]})
            await line.say("a word or two ")
            await line.say("and many more words than the schedule asks for, ")
            while not heard(line.messages):
                await line.read()
            await line.say("rest ")
            await line.say("")
            await line.end()
        text = "a word or two and many more words than the schedule asks for, rest"
        assert words(heard(line.messages)) == tones.numbers(text)

    play(scenario)


def test_auto_mode_speaks_message_by_message(
    play: Play, heard: Heard, paths: dict[str, str]
) -> None:
    async def scenario(client: Any) -> None:
        async with client.line(paths["single"] + "&auto_mode=true") as line:
            await line.say(" ")
            await line.say("Hi. ")
            await line.read()
            assert words(heard(line.messages)) == tones.numbers("Hi.")

    play(scenario)


def test_a_first_message_with_text_is_taken_as_text(
    play: Play, heard: Heard, paths: dict[str, str]
) -> None:
    async def scenario(client: Any) -> None:
        async with client.line(paths["single"]) as line:
            await line.say("Straight in. ", flush=True)
            await line.read()
            assert words(heard(line.messages)) == tones.numbers("Straight in.")

    play(scenario)


@pytest.mark.parametrize(("spelling", "key"), [("char", "char"), ("chars", "chars")])
def test_times_of_characters_are_spelled_either_way(
    play: Play, paths: dict[str, str], spelling: str, key: str
) -> None:
    async def scenario(client: Any) -> None:
        async with client.line(paths["single"]) as line:
            await line.say("Hi. ", flush=True)
            body = await line.read()
        assert set(body["alignment"]) == {"chars", f"{key}StartTimesMs", f"{key}DurationsMs"}

    play(scenario, Plan(profile=INSTANT, alignment_spelling=spelling))


def test_the_same_seed_cuts_audio_in_the_same_places(play: Play, paths: dict[str, str]) -> None:
    cuts: list[list[int]] = []

    async def scenario(client: Any) -> None:
        async with client.line(paths["single"]) as line:
            await line.say("one two three four five six seven eight nine ten ")
            await line.say("")
            cuts.append([len(one["audio"]) for one in await line.end() if one["audio"]])

    for seed in (1, 1, 2):
        play(scenario, Plan(profile=INSTANT, seed=seed))
    assert cuts[0] == cuts[1] != cuts[2]
