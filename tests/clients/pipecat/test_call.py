"""Pipecat answers a call of the simulated carrier, with the simulated services for ears and voice.

The carrier phones a person who asks the same every ten seconds, and puts the call on a media stream
to the agent. What the person heard is told by the carrier's recording.
"""

import asyncio
import io
import wave
from difflib import SequenceMatcher
from typing import Any

import aiohttp
import numpy as np

from simulators.speech.tones import numbers
from tests.clients.pipecat.agent import Agent, answering
from tests.clients.pipecat.frames import Environment, words_of

QUESTION = "hello I have a question about my furnace"
ANSWER = "I'm sorry, could you say that in other words?"
LIMIT_S = 60.0


class Rest:
    """The carrier's API, by plain HTTP."""

    def __init__(self, env: Environment, session: aiohttp.ClientSession) -> None:
        sid, token = env["TWILIO_ACCOUNT_SID"], env["TWILIO_AUTH_TOKEN"]
        self._headers = {"Authorization": aiohttp.encode_basic_auth(sid, token)}
        self._root = f"{env['VOICECTL_TWILIO__API_BASE']}/2010-04-01/Accounts/{sid}"
        self._session = session

    async def ask(self, path: str, **form: str) -> Any:
        """POST a form, or GET without one; JSON or bytes."""
        how = "POST" if form else "GET"
        async with self._session.request(
            how, self._root + path, headers=self._headers, data=form or None
        ) as answer:
            answer.raise_for_status()
            plain = answer.content_type == "application/json"
            return await (answer.json() if plain else answer.read())


async def left(rest: Rest, path: str, status: str) -> str:
    """The status of a call as soon as it is another one."""
    while (found := (await rest.ask(path))["status"]) == status:  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    return str(found)


async def call(
    env: Environment, agent: Agent, rest: Rest, until: asyncio.Event
) -> tuple[str, bytes]:
    """Connect the person with the agent, which hangs up at an event.

    How the call ended, and what the person heard, as 8 kHz samples.
    """
    async with answering(agent) as url:
        twiml = f'<Response><Connect><Stream url="{url}"/></Connect></Response>'
        place = {"To": env["LIVE_CALL_TO"], "From": env["TWILIO_PHONE_NUMBER"], "Twiml": twiml}
        placed = await rest.ask("/Calls.json", **place)
        path = f"/Calls/{placed['sid']}"
        await left(rest, f"{path}.json", "queued")
        await left(rest, f"{path}.json", "ringing")
        recording = await rest.ask(f"{path}/Recordings.json", RecordingChannels="dual")
        await until.wait()
        agent.hang_up.set()
        status = await left(rest, f"{path}.json", "in-progress")
    sound = await rest.ask(f"/Recordings/{recording['sid']}.wav")
    with wave.open(io.BytesIO(sound)) as wav:
        both = np.frombuffer(wav.readframes(wav.getnframes()), "<i2").reshape(-1, 2)
    return status, both[:, 1].tobytes()


def phoned(env: Environment, greeting: str = "") -> tuple[Agent, str, list[int]]:
    """One call; the agent, how it ended, the words that the person heard.

    It ends when the agent has said an answer to its end, or was stopped in its greeting.
    """

    async def main() -> tuple[Agent, str, list[int]]:
        agent = Agent(env, greeting)
        until = agent.interrupted if greeting else agent.finished
        async with asyncio.timeout(LIMIT_S), aiohttp.ClientSession() as session:
            status, pcm = await call(env, agent, Rest(env, session), until)
        return agent, status, words_of(pcm)

    return asyncio.run(main())


def share(words: list[int], text: str) -> float:
    """How much of a text is among the words, in its order.

    Pipecat sends just in time: on a busy machine there are gaps in what the person hears, and a
    word with a gap counts as two or is lost.
    """
    expected = numbers(text)
    blocks = SequenceMatcher(None, words, expected, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(expected)


def test_the_person_is_heard_and_answered_and_the_call_is_ended_by_the_agent(
    env: Environment,
) -> None:
    agent, status, words = phoned(env)
    assert share(numbers(" ".join(agent.heard)), QUESTION) > 0.3
    assert share(words, ANSWER) > 0.7
    assert status == "completed"


def test_the_person_stops_the_agent_in_the_middle_of_its_speech(env: Environment) -> None:
    speech = " ".join(f"This is sentence {n} of a long speech." for n in range(40))
    _, status, words = phoned(env, speech)
    assert 0.0 < share(words, speech) < 0.3
    assert status == "completed"
