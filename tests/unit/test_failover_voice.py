"""A sentence is spoken by the first engine that can."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from agent.events import Language
from agent.ports import ProviderError, Voice
from agent.tts.failover import ByLanguage, Failover


class Script:
    """A voice that plays a script: bytes are yielded, a fault is raised, None never ends."""

    def __init__(self, name: str, *steps: bytes | ProviderError | None) -> None:
        self.name = name
        self.asked = 0
        self._steps = steps

    async def synthesize(
        self, text: str, language: Language, *, slow: bool
    ) -> AsyncIterator[bytes]:
        self.asked += 1
        for step in self._steps:
            if step is None:
                await asyncio.Event().wait()
            elif isinstance(step, ProviderError):
                raise step
            else:
                yield step


BROKEN = ProviderError("broken", "no engine")


async def hear(voice: Voice) -> list[bytes]:
    return [chunk async for chunk in voice.synthesize("hi", "en", slow=False)]


def test_the_first_working_engine_speaks() -> None:
    first, second = Script("a", b"1", b"2"), Script("b", b"3")
    assert asyncio.run(hear(Failover([first, second]))) == [b"1", b"2"]
    assert second.asked == 0


@pytest.mark.parametrize("bad", [BROKEN, None])
def test_the_next_engine_takes_over_before_any_audio(bad: ProviderError | None) -> None:
    voice = Failover([Script("a", bad), Script("b", b"3")], deadline=0.01)
    assert asyncio.run(hear(voice)) == [b"3"]


def test_a_failure_after_audio_is_the_callers_to_mend() -> None:
    second = Script("b", b"3")
    with pytest.raises(ProviderError):
        asyncio.run(hear(Failover([Script("a", b"1", BROKEN), second])))
    assert second.asked == 0


def test_all_failing_raises_the_last_fault() -> None:
    last = ProviderError("quota", "spent")
    with pytest.raises(ProviderError, match="spent"):
        asyncio.run(hear(Failover([Script("a", BROKEN), Script("b", last)])))


def test_an_engine_that_failed_rests() -> None:
    async def twice() -> None:
        voice = Failover([first, Script("b", b"3")])
        await hear(voice)
        await hear(voice)

    first = Script("a", BROKEN)
    asyncio.run(twice())
    assert first.asked == 1


def test_each_language_has_its_voice() -> None:
    voice = ByLanguage({"en": Script("a", b"1"), "es": Script("b", b"2")})
    assert asyncio.run(hear(voice)) == [b"1"]
    assert voice.name == "en:a es:b"
    with pytest.raises(ProviderError):
        asyncio.run(hear(ByLanguage({"es": Script("b", b"2")})))
