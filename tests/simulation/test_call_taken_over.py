"""The call around a take-over: the next node goes on where it was, the node before is silent."""

import asyncio
from pathlib import Path
from typing import Any

from agent.call import journal
from agent.call.needs import Continued, Node, Tuning
from agent.call.pacer import Pacer
from agent.call.session import Call
from agent.call.transfer import Ladder, Reconnect, Ring
from agent.ports import Kept
from simulators.world.call import STARTED, Office
from simulators.world.line import Line
from simulators.world.loop import run
from simulators.world.parrot import Parrot
from simulators.world.speech import LevelDetector, ToneRecognizer, ToneVoice
from simulators.world.tones import Vocabulary, read, speak


class Nodes:
    """Two nodes' ports around one vocabulary; what the calls hand over lands in `kept`."""

    def __init__(self, journals: Path | None = None) -> None:
        self.words = Vocabulary()
        self.office = Office()
        self.kept: list[Kept] = []
        self.sure = True
        self.rerouted: list[str] = []
        self.journals = journals
        self.queues: dict[str, tuple[str, ...]] = {"office": ("+1", "+2")}

    def node(self) -> Node:
        return Node(
            recognizer=ToneRecognizer(self.words),
            voice=ToneVoice(self.words),
            detector=LevelDetector,
            desk=self.office,
            pacer=Pacer(asyncio.get_running_loop()),
            journals=self.journals,
            queues=self.queues,
            keeper=self,
            may_speak=lambda: self.sure,
            reroute=self.reroute,
            stamp=asyncio.get_running_loop().time,
        )

    def keep(self, kept: Kept) -> None:
        self.kept.append(kept)

    async def reroute(self, call_sid: str) -> None:
        await asyncio.sleep(0.3)
        self.rerouted.append(call_sid)

    def heard(self, line: Line) -> str:
        return " ".join(read(bytes(line.heard.audio), self.words))

    def next_call(self, epoch: int = 2) -> Call[Any]:
        last = self.kept[-1]
        ladder = Ladder(last.transfer, last.numbers) if last.transfer else None
        continued = Continued(state=last.state(), n=last.n, at=last.at, gap=1.0, ladder=ladder)
        return Call(STARTED, Parrot(), self.node(), epoch=epoch, continued=continued)


def test_the_next_node_goes_on_and_the_one_before_ends_without_a_word(tmp_path: Path) -> None:
    async def scene() -> None:
        nodes, loop = Nodes(tmp_path), asyncio.get_running_loop()
        async with asyncio.TaskGroup() as group:
            first, line = Call(STARTED, Parrot(), nodes.node(), epoch=1), Line(loop)
            old = group.create_task(first.run(line))
            await asyncio.sleep(8.0)
            line.speak(speak("red green", nodes.words))
            await asyncio.sleep(4.0)
            before = nodes.kept[-1]
            second, other = nodes.next_call(), Line(loop)
            assert second.next_step() == Reconnect()
            new = group.create_task(second.run(other))
            await asyncio.sleep(3.0)
            assert nodes.heard(other) == "sorry for that"
            used, frames = len(nodes.office.used), len(line.heard.frames)
            line.speak(speak("find me", nodes.words))
            first.superseded()
            assert await old is not None
            await asyncio.sleep(3.0)
            assert first.moved
            assert first.leftovers() == ()
            assert len(nodes.office.used) == used
            assert len(line.heard.frames) <= frames + 8
            assert nodes.kept[-1].n > before.n
            assert nodes.kept[-1].at >= before.at + 1.0
            second.hung_up("caller")
            await new
            assert second.leftovers() == ()

    run(scene())
    (path,) = [one for one in tmp_path.glob("*/*.jsonl") if not journal.is_later_part(one)]
    recording = journal.read_call(path)
    assert [segment.header.epoch for segment in recording.segments] == [1, 2]
    one, two = recording.segments
    assert two.header.after == two.entries[0].n - 1
    remarks = [remark.what for remark in recording.remarks]
    assert remarks.count("moved") == 1
    assert remarks.count("outcome") == 1
    for segment in recording.segments:  # each replays alone, from its own snapshot
        parrot, state = Parrot(), Parrot().load(segment.header.state)
        for entry in segment.entries:
            state, commands = parrot.step(state, entry.at, entry.event)
            assert commands == entry.commands
    assert one.entries


def test_while_unsure_the_mouth_is_silent_and_goes_on_afterwards() -> None:
    async def scene() -> None:
        nodes, loop = Nodes(), asyncio.get_running_loop()
        async with asyncio.TaskGroup() as group:
            call, line = Call(STARTED, Parrot(), nodes.node(), epoch=1), Line(loop)
            running = group.create_task(call.run(line))
            await asyncio.sleep(1.0)
            nodes.sure = False
            await asyncio.sleep(0.3)
            sent = len(line.heard.frames)
            await asyncio.sleep(3.0)
            assert len(line.heard.frames) == sent
            nodes.sure = True
            await asyncio.sleep(8.0)
            assert nodes.heard(line).endswith("furnace today")
            call.hung_up("caller")
            await running

    run(scene())


def test_a_call_is_at_rest_when_nobody_speaks_and_nothing_is_under_way() -> None:
    async def scene() -> None:
        nodes, loop = Nodes(), asyncio.get_running_loop()
        async with asyncio.TaskGroup() as group:
            call, line = Call(STARTED, Parrot(), nodes.node(), epoch=1), Line(loop)
            assert not call.at_rest
            running = group.create_task(call.run(line))
            await asyncio.sleep(1.0)
            assert not call.at_rest  # we greet
            await asyncio.sleep(7.0)
            assert call.at_rest
            line.speak(speak("red green blue", nodes.words))
            await asyncio.sleep(0.4)
            assert not call.at_rest  # the caller speaks
            await asyncio.sleep(7.0)
            assert call.at_rest
            line.speak(speak("a person", nodes.words))
            await asyncio.sleep(6.0)
            assert call.next_step() == Ring("+1", "a caller")
            assert call.at_rest  # people are rung
            call.dial_ended("answered")
            await running
            assert not call.at_rest

    run(scene())


def test_people_being_rung_are_known_to_the_next_node() -> None:
    async def scene() -> None:
        nodes, loop = Nodes(), asyncio.get_running_loop()
        async with asyncio.TaskGroup() as group:
            first, line = Call(STARTED, Parrot(), nodes.node(), epoch=1), Line(loop)
            old = group.create_task(first.run(line))
            await asyncio.sleep(8.0)
            line.speak(speak("a person", nodes.words))
            await asyncio.sleep(6.0)
            assert first.next_step() == Ring("+1", "a caller")
            first.dial_ended("busy")
            second = nodes.next_call()
            assert second.ringing == "+2"
            new = group.create_task(second.run())
            await asyncio.sleep(0.0)
            assert second.next_step() == Ring("+2", "a caller")
            second.dial_ended("no_answer")
            assert second.next_step() == Reconnect()
            first.superseded()
            second.hung_up("caller")
            await old
            await new

    run(scene())


def test_a_path_whose_frames_are_a_second_late_is_no_dead_one() -> None:
    async def scene() -> None:
        nodes, loop = Nodes(), asyncio.get_running_loop()
        async with asyncio.TaskGroup() as group:
            call, line = Call(STARTED, Parrot(), nodes.node(), Tuning(), epoch=1), Line(loop)
            running = group.create_task(call.run(line))
            for _ in range(10):
                line.freeze(True)
                await asyncio.sleep(1.0)
                line.freeze(False)
                await asyncio.sleep(0.1)
            assert not nodes.rerouted
            call.hung_up("caller")
            await running

    run(scene())


def test_a_path_on_which_nothing_comes_is_given_up_and_asked_for_anew() -> None:
    async def scene() -> None:
        nodes, loop = Nodes(), asyncio.get_running_loop()
        async with asyncio.TaskGroup() as group:
            tuning = Tuning(path_silent=2.5)
            call, line = Call(STARTED, Parrot(), nodes.node(), tuning, epoch=1), Line(loop)
            running = group.create_task(call.run(line))
            await asyncio.sleep(6.0)
            line.freeze(True)
            await asyncio.sleep(2.0)
            line.freeze(False)
            await asyncio.sleep(2.0)
            assert not nodes.rerouted
            line.freeze(True)
            while not nodes.rerouted:
                closed_first = line.closed
                await asyncio.sleep(0.1)
            await asyncio.sleep(0.1)
            assert nodes.rerouted == [STARTED.call_sid]
            assert line.closed
            assert not closed_first
            assert call.next_step() == Reconnect()
            group.create_task(call.attend(Line(loop)))
            await asyncio.sleep(1.0)
            assert "Reconnected" in call.state.events
            call.hung_up("caller")
            await running
            assert call.leftovers() == ()

    run(scene())
