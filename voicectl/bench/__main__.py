"""`scripts/bench NAME`: run one measurement and print its figures.

The exit code is 1 where a measurement has a verdict of its own and it is bad.
"""

import argparse
import asyncio
import importlib
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from voicectl.errors import CommandError

NAMES = (
    "barge_in",
    "census",
    "database_restart",
    "decoding",
    "failover",
    "false_stops",
    "fault_proxy",
    "flood",
    "glitches",
    "heard_text",
    "latency",
    "monitor",
    "node_loss",
    "redis_faults",
    "rolling_deploy",
    "sessions",
    "seat_race",
    "spoken_restart",
    "steps",
    "stt_failover",
    "talk",
    "tts_availability",
    "tts_first_byte",
    "understanding",
)
FAULTS = ("kills", "hang", "cut", "redis", "parted")


def main() -> int:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other moments")
    parser.add_argument("--out", type=Path, default=Path("var/bench"), help="recordings, journals")
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=JSON", help="a setting of the daemon"
    )
    parser.add_argument(
        "--texts",
        metavar="DIR",
        help="understanding: truth files instead of fixtures/calls",
    )
    parser.add_argument(
        "--calls",
        type=int,
        help="glitches, census, rolling_deploy, redis_faults, monitor: how many (100, 1000, 25)",
    )
    parser.add_argument(
        "--at-once", type=int, help="glitches, census: how many of them at once (10, 50)"
    )
    matrix = parser.add_argument_group("failover")
    matrix.add_argument(
        "--provider", action="append", metavar="NAME", help="such as tts, openai, stt:openai"
    )
    matrix.add_argument("--fault", action="append", metavar="NAME", help="one row of the table")
    matrix.add_argument("--jobs", type=int, metavar="N", help="calls at once")
    matrix.add_argument("--alone", action="store_true", help="no second service takes over")
    for fault in FAULTS:
        parser.add_argument(f"--{fault}", type=int, metavar="N", help="node_loss: so many faults")
    given = parser.parse_args()
    settings = {name: json.loads(value) for name, value in (one.split("=", 1) for one in given.set)}
    if given.texts:
        settings["texts"] = given.texts
    chosen = {"calls": given.calls, "at_once": given.at_once}
    settings |= {name: value for name, value in chosen.items() if value}
    if given.name == "failover":
        settings |= {"providers": given.provider, "faults": given.fault}
        settings |= {"jobs": given.jobs, "alone": given.alone}
    settings |= {one: n for one in FAULTS if (n := getattr(given, one)) is not None}
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    folder = (given.out / f"{given.name}-{stamp}").resolve()
    folder.mkdir(parents=True)
    bench = importlib.import_module(f"voicectl.bench.{given.name}")
    try:
        found = asyncio.run(bench.measure(folder, given.seed, settings))
    except CommandError as error:
        sys.stderr.write(f"{error}\n")
        return error.code
    found |= {"bench": given.name, "seed": given.seed, "settings": settings, "folder": str(folder)}
    shown = getattr(bench, "shown", plain)
    sys.stdout.write(f"{json.dumps(found, indent=2)}\n" if given.json else shown(found))
    return 0 if found.get("ok", True) else 1


def plain(found: dict[str, Any], margin: str = "") -> str:
    """The figures as indented lines."""
    lines = []
    for name, value in found.items():
        if isinstance(value, dict) and any(isinstance(one, dict) for one in value.values()):
            lines.append(f"{margin}{name}:\n{plain(value, margin + '  ')}")
        elif isinstance(value, dict):
            inside = "  ".join(
                f"{key} {one:g}" if isinstance(one, float) else f"{key} {one}"
                for key, one in value.items()
            )
            lines.append(f"{margin}{name}: {inside}\n")
        else:
            lines.append(f"{margin}{name}: {value}\n")
    return "".join(lines)


if __name__ == "__main__":
    sys.exit(main())
