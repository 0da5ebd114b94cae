"""`voicectl chaos load`: many callers against a node, and what became of them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voicectl.errors import FAILED, CommandError
from voicectl.options import Json
from voicectl.render import emit_json, note, say, table

if TYPE_CHECKING:
    from voicectl.chaos.load import Progress, Run
    from voicectl.chaos.shapes import Traffic

CALLS = 5
USUAL, STEP = "1m", "30s"
OUT = Path("var/chaos")

Report = Annotated[Path | None, typer.Option(metavar="FILE.html", help="Write a page with plots.")]
JUnit = Annotated[Path | None, typer.Option(metavar="FILE", help="Write a JUnit report.")]
Out = Annotated[Path, typer.Option(metavar="DIR", help="Journals, books and logs go below it.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=JSON", help="A setting of the node; may be repeated."),
]
Objectives = Annotated[
    list[str] | None,
    typer.Option(
        "--objective", metavar="NAME<=N", help="In place of the usual one; may be repeated."
    ),
]


def load(
    calls: Annotated[
        int,
        typer.Option(
            min=0, show_default=False, help=f"Calls at once at the peak; default: {CALLS}."
        ),
    ] = 0,
    rate: Annotated[
        str, typer.Option(metavar="1000/h", help="Instead: so many calls begin, at the peak.")
    ] = "",
    duration: Annotated[
        str,
        typer.Option(
            metavar="3m",
            show_default=False,
            help="How long new calls begin; default: 1m. With --step-up each step's: 30s.",
        ),
    ] = "",
    shape: Annotated[
        str, typer.Option(metavar="steady|ramp|spike|heat-wave", help="How traffic rises.")
    ] = "steady",
    hang_up: Annotated[
        bool, typer.Option("--hang-up", help="Who still talks at the end hangs up.")
    ] = False,
    step_up: Annotated[
        bool,
        typer.Option("--step-up", help="Instead: find how many calls one core carries cleanly."),
    ] = False,
    url: Annotated[
        str, typer.Option(help="A node that runs on this machine; default: a fresh one.")
    ] = "",
    to: Annotated[
        str, typer.Option(metavar="NUMBER", help="With --url: the company's number.")
    ] = "+12145550101",
    objective: Objectives = None,
    set_: Settings = None,
    seed: Annotated[int, typer.Option(help="Of arrivals and of callers' lines.")] = 1,
    out: Out = OUT,
    report: Report = None,
    junit: JUnit = None,
    compare: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Show beside an earlier --json document.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Phone a node with many simulated callers, and judge what they met.

    A fresh node hears and speaks by simulated services that each take 100 ms, and its callers
    converse until they have a visit. Callers of --url follow a script; duplicates, lost visits,
    CPU and memory are not known there.

    Objectives name figures of the --json document, such as "response_ms.p95<=800".
    Exit code 1: one was missed.
    """
    import asyncio

    from voicectl.chaos import load as loads
    from voicectl.chaos import showing
    from voicectl.chaos.objectives import judge, overridden
    from voicectl.folders import new_folder

    traffic = _traffic(calls, rate, duration or USUAL, shape, seed)
    settings = dict(map(_setting, set_ or []))
    earlier = showing.earlier(compare)
    wanted = overridden(loads.OBJECTIVES, objective or [])
    loads.check(wanted)
    if url and (step_up or settings):
        raise CommandError("--step-up and --set need a node of our own; leave --url out")
    if step_up and (rate or objective or report or junit or compare):
        raise CommandError("--step-up takes --calls, --duration, --set, --out and --json alone")
    folder = new_folder(out, "load")
    if step_up:
        _step_up(folder, calls or CALLS, duration or STEP, settings, as_json=as_json)
        return
    with showing.progress(traffic.duration_s) as told:
        done = asyncio.run(_run(folder, traffic, url.rstrip("/"), to, settings, told, hang_up))
    found = loads.report(done, "load")
    found |= judge(found, wanted) | {"folder": str(folder)}
    if report is not None:
        showing.write_page(report, found, done)
    if junit is not None:
        showing.write_junit(junit, [found])
    if as_json:
        emit_json(found)
    else:
        showing.shown(found, earlier)
    raise typer.Exit(0 if found["ok"] else FAILED)


def _traffic(calls: int, rate: str, duration: str, shape: str, seed: int) -> "Traffic":
    from voicectl.chaos.shapes import POINTS, Traffic, per_hour, seconds

    chosen = next((one for one in POINTS if one == shape), None)
    if chosen is None:
        raise CommandError(f"--shape is one of {', '.join(POINTS)}, not {shape!r}")
    if calls and rate:
        raise CommandError("choose one of --calls (at once) and --rate (that begin)")
    if rate:
        return Traffic(seconds(duration), per_hour=per_hour(rate), shape=chosen, seed=seed)
    return Traffic(seconds(duration), calls or CALLS, shape=chosen, seed=seed)


def _setting(text: str) -> tuple[str, Any]:
    import json

    name, _, value = text.partition("=")
    try:
        return name, json.loads(value)
    except ValueError:
        raise CommandError(f'--set {text}: write NAME=JSON, such as log.level="debug"') from None


async def _run(
    folder: Path,
    traffic: "Traffic",
    url: str,
    to: str,
    settings: dict[str, Any],
    told: "Progress",
    hang_up: bool,
) -> "Run":
    from voicectl.chaos import ground, load
    from voicectl.phoning import reach

    if url:
        await reach(url)
        place = ground.running(folder, url, to, traffic.seed)
    else:
        note("starting the services, the carrier and the node...")
        place = ground.own(folder, settings)
    async with place as ready:
        return await load.run(ready, traffic, to_the_end=not hang_up, progress=told)


def _step_up(
    folder: Path, first: int, duration: str, settings: dict[str, Any], *, as_json: bool
) -> None:
    import asyncio

    from voicectl.chaos import ground, stepping
    from voicectl.chaos.shapes import seconds

    def told(step: stepping.Step) -> None:
        kind = (
            "clean" if step.clean else f"{step.underruns} underruns, {step.unanswered} unanswered"
        )
        note(f"{step.calls} calls: {kind}; cores: node {step.node}, others {step.others}")

    async def climb(core: int) -> list[stepping.Step]:
        async with ground.own(folder, settings, core=core) as ready:
            return await stepping.climb(ready, first, seconds(duration), told)

    with stepping.cores() as cores:
        note(f"the node gets core {cores.node}; starting everything...")
        tried = asyncio.run(climb(cores.node))
    found = stepping.report(tried, len(cores.others))
    if as_json:
        emit_json(found)
        return
    columns = ("calls", "underruns", "unanswered", "late ticks", "node, cores", "others", "RSS, MB")
    names = ("calls", "underruns", "unanswered", "late_ticks", "node", "others", "rss_mb")
    table("Steps", columns, ([one[name] for name in names] for one in found["steps"]))
    least_bad = next(one for one in found["steps"] if one["calls"] == found["least_bad"])
    if stalls := least_bad["stalls"]:
        rows = ([one[name] for name in ("kind", "place", "times", "ms")] for one in stalls)
        title = f"Where the node stood still at {found['least_bad']} calls"
        table(title, ("what", "where", "times", "ms"), rows)
    say(f"calls on one core without an underrun: {found['calls_on_one_core']}")
    say(f"what limits it: {found['limit']}")
    say(f"load of the machine: {found['load']}")
