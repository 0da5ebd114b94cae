"""The worker that sends texts: sent, failed, and a queue that fails itself."""

import asyncio
from dataclasses import dataclass, field

import pytest

from agent.ports import ProviderError
from agent.telephony.sender import Sender


@dataclass(frozen=True)
class Text:
    to: str
    company: str = "test-air"
    event: str = "alert-1"
    body: str = "E1 GAS"


@dataclass
class Queue:
    due: list[Text] = field(default_factory=list)
    sent: list[tuple[str, str]] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    broken: int = 0
    forgetful: int = 0

    async def next_due(self, limit: int = 10) -> list[Text]:
        if self.broken:
            self.broken -= 1
            raise ProviderError("slow", "locked")
        taken, self.due = self.due[:limit], self.due[limit:]
        return taken

    async def mark_sent(self, message: Text, provider_id: str) -> None:
        if self.forgetful:
            self.forgetful -= 1
            raise ProviderError("slow", "lost during a commit")
        self.sent.append((message.to, provider_id))

    async def mark_failed(self, message: Text, error: str) -> bool:
        self.failed.append((message.to, error))
        return True


class Telephony:
    def __init__(self) -> None:
        self.texts: list[tuple[str, str, str]] = []

    async def hang_up(self, call_sid: str) -> None: ...

    async def redirect(self, call_sid: str, url: str) -> None: ...

    async def send_text(self, to: str, sender: str, body: str) -> str:
        if to == "+1":
            raise ProviderError("quota", "too many")
        self.texts.append((to, sender, body))
        return f"SM{len(self.texts)}"


def test_sends_and_notes_both_ends() -> None:
    queue, telephony = Queue([Text("+1"), Text("+2")]), Telephony()
    sender = Sender(queue, telephony, {"test-air": "+9"}.__getitem__)
    assert asyncio.run(sender.send_due()) == 2
    assert telephony.texts == [("+2", "+9", "E1 GAS")]
    assert queue.sent == [("+2", "SM1")]
    assert queue.failed == [("+1", "quota: too many")]
    assert (sender.sent, sender.failed) == (1, 1)


def test_a_text_is_not_sent_again_because_it_could_not_be_noted() -> None:
    queue, telephony = Queue([Text("+2")], forgetful=2), Telephony()
    sender = Sender(queue, telephony, str, note_pauses=(0.0, 0.0))
    assert asyncio.run(sender.send_due()) == 1
    assert len(telephony.texts) == 1
    assert queue.sent == [("+2", "SM1")]


def test_a_broken_queue_raises_to_the_loop_only() -> None:
    with pytest.raises(ProviderError):
        asyncio.run(Sender(Queue(broken=1), Telephony(), str).send_due())


def test_waking_sends_before_the_next_poll() -> None:
    async def main() -> None:
        queue, telephony = Queue(), Telephony()
        sender = Sender(queue, telephony, str, poll_s=3600.0)
        worker = asyncio.get_running_loop().create_task(sender.run())
        await asyncio.sleep(0)
        queue.due.append(Text("+2"))
        sender.wake()
        for _ in range(10):
            await asyncio.sleep(0)
        worker.cancel()
        assert len(telephony.texts) == 1

    asyncio.run(main())
