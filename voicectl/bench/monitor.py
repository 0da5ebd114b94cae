"""Every key of the monitor in a real terminal, proved by the node's record and at the carrier.

A real daemon with simulated services answers many callers who converse (25). `voicectl monitor`
runs in tmux and every key that its help names is pressed: what the screen said then stands beside
the node's record of acts and what came of it at the carrier. Looking must leave no record; an act
that was not confirmed, or comes with a token that may only look, must change nothing. The window is
made small and large, and the daemon is killed and started again below the monitor. Pictures of all
screens stay in the folder. At the end: what monitor and stream cost at many told calls (200).
"""

import asyncio
import os
import re
import signal
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from simulators.caller.technician import Technician
from simulators.twilio.call import Call
from simulators.twilio.numbers import Phone
from voicectl.bench import monitor_crowd
from voicectl.bench import monitor_proof as proof
from voicectl.bench.monitor_proof import Audit, Callers, seen
from voicectl.bench.monitor_show import Row, Show
from voicectl.bench.terminal import Terminal, terminal
from voicectl.chaos.ground import Ground, own
from voicectl.chaos.traffic import Town
from voicectl.nodeprocess import environment, started

CALLS, CROWD = 25, 200
SPARE = 15
"""Calls that the daemon takes beyond these; bench callers are dialed on top."""
LARGE, SMALL = (160, 48), (80, 24)
ACTS, LOOKS = "act-token", "look-token"
OFFICE, ME = "+12145550100", "+12145550190"
WORDS = "please hold the line for a moment"
VOICE = "elevenlabs/speech"
EVERY = r"╭─ calls \(\d+\)"
ROW = r"│ [●!] +(CA\w{6}) "
"""A live call in the table."""
HELLO = b"\x10" * 8000
"""A second of sound: what people say who take a call."""
TALKS_S = 8.0
LONGER_S = 20.0
"""Until one call is worth a picture."""
RESTART_S = 60.0


async def measure(folder: Path, seed: int, settings: dict[str, Any]) -> dict[str, Any]:
    """Play all of it. `settings` may hold calls (25), and crowd (200): how many calls are told at
    the end, 0 for none. Other names are the daemon's settings. Raises CommandError, NotSeen.
    """
    calls = int(settings.pop("calls", CALLS))
    crowd = int(settings.pop("crowd", CROWD))
    pictures = folder / "screens"
    pictures.mkdir()
    rows, figures = await _played(folder, pictures, calls, settings) if calls else ([], {})
    if crowd:
        figures |= await monitor_crowd.measure(folder, crowd)
    return {
        "ok": all(row.ok for row in rows),
        "rows": [asdict(row) for row in rows],
        "load": [round(one, 1) for one in os.getloadavg()],
        **figures,
    }


async def _played(
    folder: Path, pictures: Path, calls: int, settings: dict[str, Any]
) -> tuple[list[Row], dict[str, Any]]:
    room = {"server.max_calls": calls + SPARE}
    chosen = {"admin.token": ACTS, "admin.view_token": LOOKS, **room, **settings}
    async with asyncio.TaskGroup() as takers, AsyncExitStack() as stack:
        person = Phone(ring=1.0, party=lambda: Technician(takers, HELLO))
        plan = dict.fromkeys((OFFICE, ME), person)
        ground = await stack.enter_async_context(own(folder, chosen, faulty=True, plan=plan))
        callers = Callers(Town(ground.carrier, ground.number, ground.people), calls)
        async with asyncio.TaskGroup() as phoning, _monitor(ground, pictures, ACTS) as screen:
            phoning.create_task(callers.run())
            show = Show(ground, callers, screen, Audit(folder / "daemon.log"))
            await screen.until(rf"calls {calls}/", RESTART_S)
            await seen(lambda: "all" if len(callers.talking()) >= calls - 1 else "")
            await asyncio.sleep(proof.RIPE_S)
            (busy,) = await monitor_crowd.shares(await screen.pid(), seconds=10.0)
            for part in (_looking, _leaving, _on_calls, _on_the_node, _lookers, _sizes, _restart):
                await show.play(part, stack, pictures)
            await _quit(show)
            callers.over = True
    return show.rows, {"live_calls": calls, "monitor_percent_live": busy}


def _monitor(
    ground: Ground, pictures: Path, token: str, *options: str
) -> AbstractAsyncContextManager[Terminal]:
    around = environment() | {"VOICECTL_ADMIN__TOKEN": token}
    command = monitor_crowd.monitor(ground.url, "--number", ME, *options)
    return terminal(command, around, LARGE, pictures)


async def _looking(show: Show, *_: object) -> None:
    """Views, filter, palette, help, one call."""
    await show.looks("1", "live calls", EVERY, "calls", "1")
    await show.looks("2", "circuits", r"circuit +state +faults", "circuits")
    await show.looks("3", "alerts", "╭─ alerts", "alerts")
    await show.looks("4", "log", "╭─ log", "log")
    await show.looks("?", "help", "have the caller connected with you", "help")
    await show.looks("Esc", "back from help", "╭─ log", "log_again", "Escape")
    await show.looks(":", "palette", "Search for commands", "palette")
    await show.screen.type("circuits")
    found = r"circuit +state +faults"
    await show.looks(":", "what was found in it", found, "palette_done", "Enter", "Enter")
    call = await show.choose()
    await show.looks("/", "filter to one call", rf"calls /{call.sid[:10]} \(1\)", "filter", "1")
    await show.looks("Enter", "one call", rf"● live {call.sid}", "call_young", "Enter")
    await asyncio.sleep(LONGER_S)
    await show.screen.picture("call")
    await show.looks("Esc", "back to all calls", EVERY, "calls_again", "Escape", "Escape")
    wanted, show.callers.wanted = show.callers.wanted, 0  # newer ones would stand above
    await show.screen.press("Home")
    second = re.findall(ROW, await show.screen.screen())[1]
    await show.looks(
        "j", "down, k up, and open", f"● live {second}", "down", "j", "j", "k", "Enter"
    )
    show.callers.wanted = wanted


async def _leaving(show: Show, *_: object) -> None:
    """Questions answered with no."""
    for key, question, answer in (
        ("x", "Hang up on call", "n"),
        ("t", "Transfer call", "Escape"),
        ("o", "Take over call", "Escape"),
        ("s", "Say something to call", "Escape"),
        ("l", "Level of service, now", "Escape"),
        ("d", "Take no more calls", "n"),
    ):
        call = await show.choose()
        await show.screen.press(key)
        await show.screen.until(question)
        await show.screen.picture(f"ask_{key}")
        await show.screen.press(answer)
        await show.screen.gone(question)
        await show.changes_nothing(f"{key} {answer}", "not confirmed", r"calls /\S+ \(1\)", call)
    call = await show.choose()
    await show.screen.press("t")
    await show.screen.until("Transfer call")
    await show.screen.press("C-u")
    await show.screen.type("nobody")
    await show.screen.press("Enter")
    await show.changes_nothing("t Enter", "a wrong answer", "one of office", call)
    await show.screen.picture("wrong")
    await show.screen.press("Escape")


async def _asked(show: Show, key: str, question: str) -> Call:
    """A call about which the monitor asks now."""
    call = await show.choose()
    await show.screen.press(key)
    await show.screen.until(question)
    return call


async def _on_calls(show: Show, *_: object) -> None:
    """Hang up, transfer, take over, say."""
    carrier = show.ground.carrier
    call = await _asked(show, "x", "Hang up on call")
    await show.screen.press("y")
    came = seen(proof.hung_up, carrier, call)
    await show.acts("x y", "hang up", "hung up", "/hang-up 202", came)
    await show.screen.picture("told")
    call = await _asked(show, "t", "Transfer call")
    await show.screen.press("Enter")
    came = seen(proof.connected, carrier, call, OFFICE)
    await show.acts("t Enter", "transfer to the office", "to office", "/transfer 202", came)
    call = await _asked(show, "o", "Take over call")
    await show.screen.press("Enter")
    came = seen(proof.connected, carrier, call, ME)
    await show.acts("o Enter", "take over", "ringing you", "/take-over 202", came)
    call = await _asked(show, "s", "Say something to call")
    await show.screen.type(WORDS)
    since = len(call.recording.right)
    await show.screen.press("Enter")
    await show.acts("s Enter", "say", "said", "/say 202", seen(proof.spoke, call, WORDS, since))


async def _on_the_node(show: Show, *_: object) -> None:
    """Trip and reset a circuit, another level, drain."""
    ground, callers, screen = show.ground, show.callers, show.screen
    known = (await proof.ask(ground.url, ACTS, "/v1/circuits"))["circuits"]
    await screen.press("1", "Escape", "2", "Home", *("j" for _ in range(list(known).index(VOICE))))
    for verb, done, told, wanted in (
        ("Trip", "open", "tripped", lambda sent: not sent["elevenlabs"] and sent["openai"]),
        ("Reset", "reset", "reset", lambda sent: sent["elevenlabs"]),
    ):
        await screen.press("b")
        await screen.until(f"{verb} {VOICE}")
        await screen.press("y")
        came = proof.services(ground, wanted)
        audit = f"/v1/circuits/{VOICE}/{done} 200"
        await show.acts("b y", f"{verb.lower()} {VOICE}", f"{VOICE}: {told}", audit, came)
        await screen.picture(f"circuit_{done}")

    wanted_before, callers.wanted = callers.wanted, 0
    talking = [one.call for one in callers.talking()]
    await _typed(show, "l", "Level of service, now", "3")
    came = seen(proof.rung, ground.carrier, talking, OFFICE)
    await show.acts("l 3 Enter", "people only", "level: 3", "PUT /v1/level 200", came)
    await screen.picture("level_3")
    await _typed(show, "l", "Level of service, now 3", "auto")
    came = proof.dialed(callers.town, _converses)
    audit = "DELETE /v1/level 200"
    await show.acts("l auto Enter", "level by itself", "by the signals", audit, came)

    callers.wanted = wanted_before
    await seen(lambda: "yes" if len(callers.talking()) >= wanted_before - 2 else "")
    callers.wanted = 0
    await screen.press("d")
    await screen.until("Take no more calls")
    live = [one.call for one in callers.talking()]
    await screen.press("y")
    came = proof.dialed(callers.town, lambda call: _refused(call, live))
    await show.acts("d y", "drain", "DRAINING", "PUT /v1/drain 200", came)
    await screen.picture("draining")
    await screen.press("d")
    await screen.until("Take calls again")
    await screen.press("y")
    came = proof.dialed(callers.town, _converses)
    await show.acts("d y", "take calls again", "taken again", "DELETE /v1/drain 200", came)
    callers.wanted = wanted_before


async def _typed(show: Show, key: str, question: str, text: str) -> None:
    await show.screen.press(key)
    await show.screen.until(question)
    await show.screen.type(text)
    await show.screen.press("Enter")


def _converses(call: Call) -> str:
    """It has the agent and nobody else."""
    talks = call.answered_at and proof.talks(call) and monotonic() - call.answered_at > TALKS_S
    return f"a new caller talks with the agent after {TALKS_S:.0f} s" if talks else ""


def _refused(call: Call, before: list[Call]) -> str:
    """It has the carrier's voice instead of the agent, and those of before go on."""
    if not call.texts or call.streams:
        return ""
    going = sum(not one.over for one in before)
    return f"a new caller hears the recorded line; {going} of {len(before)} go on"


async def _lookers(show: Show, _: AsyncExitStack, pictures: Path) -> None:
    """What a token that may only look is told, and a monitor that shall only look."""
    acting = {"x": "y", "t": "Enter", "o": "Enter", "s": "hi", "l": "2", "b": "y", "d": "y"}
    first = show.screen
    async with _monitor(show.ground, pictures, LOOKS) as show.screen:
        await show.screen.until("● live", RESTART_S)
        for key, answer in acting.items():
            call = await show.choose()
            await show.screen.press(*(("2", "b") if key == "b" else key))
            await show.screen.until("do it")
            if answer not in ("y", "Enter"):
                await show.screen.type(answer)
            await show.screen.press(answer if answer == "y" else "Enter")
            came = seen(lambda call: "the call goes on" if proof.talks(call) else "", call)
            told = "this token may only look"
            await show.acts(f"{key} {answer}", "with a view token", told, "403 view", came)
            await show.screen.picture("refused")
            await show.screen.gone(told)
    async with _monitor(show.ground, pictures, ACTS, "--read-only") as show.screen:
        await show.screen.until("● live", RESTART_S)
        call = await show.choose()
        await show.screen.press("x")
        await show.changes_nothing("x", "with --read-only", "read-only: nothing is changed", call)
        await show.screen.picture("read_only")
    show.screen = first


async def _sizes(show: Show, *_: object) -> None:
    """A small window and back."""
    await show.screen.press("Escape", "1", "Home")
    await show.screen.resize(SMALL)
    await show.looks("80x24", "a small window", r"o Take over .* \? Help", "small", "1")
    await show.looks("Enter", "a call in it", "╭─ transcript .*╭─ answers", "small_call", "Enter")
    await show.looks("?", "help in it", "leave; the node goes on", "small_help")
    await show.looks("Esc", "back", EVERY, "small_back", "Escape", "Escape")
    await show.screen.resize(LARGE)
    await show.looks("160x48", "large again", r"╭─ calls .*╭─ circuits", "large", "1")


async def _restart(show: Show, stack: AsyncExitStack, _: Path) -> None:
    """The daemon is killed and started again."""
    ground = show.ground
    assert ground.rig is not None
    before = len(show.callers.talking())
    os.kill(ground.rig.pid, signal.SIGKILL)
    lost = await show.screen.until(r"LOST, try \d+ in [\d.]+ s")
    await show.screen.picture("lost")
    port = urlsplit(ground.url).port or 0
    began = monotonic()
    await stack.enter_async_context(started(ground.folder, port))
    up = monotonic()
    await show.screen.until("● live", RESTART_S)
    back = monotonic() - up
    agreed = await _agreed(show)
    told = f"{lost}, then ● live {back:.1f} s after it answered"
    what = f"killed with {before} calls, up after {up - began:.0f} s"
    show.note("(kill -9)", what, told, "-", agreed or "NOT SEEN", bool(agreed))
    await show.screen.picture("back")


async def _agreed(show: Show) -> str:
    """The screen has the calls that the node has, once there are some."""
    end = monotonic() + RESTART_S
    while monotonic() < end:
        lines = re.findall(ROW, await show.screen.screen())
        calls = (await proof.ask(show.ground.url, ACTS, "/v1/calls"))["calls"]
        mine = {one["call_sid"][:8] for one in calls}
        if len(mine) >= show.callers.wanted - 1 and mine == set(lines):
            return f"the screen has the node's {len(mine)} calls and no other"
        await asyncio.sleep(0.3)
    return ""


async def _quit(show: Show) -> None:
    await show.screen.until(EVERY)
    await show.screen.press("q")
    try:
        told = f"ended with {await show.screen.ended()}"
    except TimeoutError:
        told = f"NOT SEEN: it goes on:\n{await show.screen.screen()}"
    live = len((await proof.ask(show.ground.url, ACTS, "/v1/calls"))["calls"])
    show.note("q", "quit", told, "-", f"{live} calls go on", told.endswith(" 0") and live > 0)


def shown(found: dict[str, Any]) -> str:
    """The table for people."""
    columns = ("key", "what", "screen", "audit", "carrier")
    widths = (12, 26, 40, 48, 52)
    lines = ["  ".join(f"{name:{width}}" for name, width in zip(columns, widths, strict=True))]
    for row in found["rows"]:
        cells = (f"{row[one][:width]:{width}}" for one, width in zip(columns, widths, strict=True))
        lines.append("  ".join((*cells, "ok" if row["ok"] else "!!")))
    lines += [f"{name}: {value}" for name, value in found.items() if name != "rows"]
    bad = [row for row in found["rows"] if not row["ok"]]
    lines += [f"\n!! {row['key']} {row['what']}: {row}" for row in bad]
    return "\n".join(lines) + "\n"
