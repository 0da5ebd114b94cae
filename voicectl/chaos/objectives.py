"""What a run must reach, as people write it: a name in its report, a comparison, a number. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import eq, ge, gt, le, lt
from typing import Any

from voicectl.errors import CommandError

_COMPARED = {"<=": le, ">=": ge, "==": eq, "<": lt, ">": gt}
_FORM = re.compile(r"\s*([A-Za-z_][\w.]*)\s*(<=|>=|==|<|>)\s*(-?\d+(?:\.\d+)?)\s*")


@dataclass(frozen=True, slots=True)
class Objective:
    """`name` is a path in the report, such as response_ms.p95."""

    name: str
    sign: str
    target: float

    def __str__(self) -> str:
        """As it is written."""
        return f"{self.name} {self.sign} {self.target:g}"

    def judged(self, report: Mapping[str, Any]) -> dict[str, Any]:
        """Its row in the report. A figure that nobody took (null, or none of its kind) misses no
        objective and reaches none: `ok` is null.
        """
        value = _found(report, self.name.split("."))
        ok = None if value is None else bool(_COMPARED[self.sign](value, self.target))
        return {"name": self.name, "target": f"{self.sign} {self.target:g}", "value": value} | {
            "ok": ok
        }


def parse(text: str) -> Objective:
    """Read "response_ms.p95 <= 800". Raises CommandError."""
    form = _FORM.fullmatch(text)
    if form is None:
        raise CommandError(
            f"{text!r} is no objective; write NAME<=NUMBER (or >=, ==, <, >), where NAME is a "
            "figure of the report such as response_ms.p95, success_rate or audio.underruns"
        )
    return Objective(form[1], form[2], float(form[3]))


def overridden(usual: Iterable[str], given: Iterable[str]) -> list[Objective]:
    """The usual objectives, those given in place of the usual ones of the same name."""
    chosen = [parse(one) for one in given]
    names = {one.name for one in chosen}
    return [one for one in map(parse, usual) if one.name not in names] + chosen


def judge(report: Mapping[str, Any], objectives: Iterable[Objective]) -> dict[str, Any]:
    """`objectives` and `ok` for a report. Raises CommandError for a name that it does not have."""
    rows = [one.judged(report) for one in objectives]
    return {"objectives": rows, "ok": all(row["ok"] is not False for row in rows)}


def _found(report: Mapping[str, Any], path: list[str]) -> float | None:
    value: Any = report
    for name in path:
        if value is None:
            return None
        if not isinstance(value, Mapping) or name not in value:
            known = ", ".join(value) if isinstance(value, Mapping) else "no parts"
            raise CommandError(f"the report has no {'.'.join(path)}; at {name!r} it has {known}")
        value = value[name]
    if isinstance(value, Mapping | str | list):
        raise CommandError(f"{'.'.join(path)} is no number")
    return None if value is None else float(value)
