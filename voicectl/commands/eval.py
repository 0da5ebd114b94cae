"""`voicectl eval`: score the language parts, or whole dialogues, against truth files."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voicectl.render import emit_json, fail, note, say, table

if TYPE_CHECKING:
    from voicectl.evaluation.scorecard import Scorecard

app = typer.Typer(add_completion=False)

SETS: dict[str, str] = {
    "intents": "intents.jsonl",
    "phones": "phones.jsonl",
    "datetimes": "datetimes.jsonl",
    "addresses": "addresses.jsonl",
    "frustration": "frustration.jsonl",
    "dialogues": "dialogues.jsonl",
    "spoken-phones": "spoken_digits/truth.jsonl",
}
"""Set -> its truth file within a data directory (beside it or in `written/`)."""


@app.command(name="eval")
def evaluate(
    which: Annotated[
        str, typer.Argument(metavar="SET|all", help=", ".join(SETS) + ", or all with a directory")
    ],
    path: Annotated[Path, typer.Argument(metavar="FILE|DIR", help="Truth file, or a directory.")],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.jsonl", help="Write one prediction per item.")
    ] = None,
    stitched: Annotated[
        int,
        typer.Option(metavar="N", min=0, help="spoken-phones: N new numbers made from clips.tar."),
    ] = 0,
    seed: Annotated[int, typer.Option(help="Other numbers for --stitched.")] = 1,
    json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Score against truth files; the predictor never sees a label.

    Accuracy is the strict share; the figures of each set stand in the data's description.
    """
    if which != "all" and which not in SETS:
        fail(f"there is no set {which!r}", "one of: " + ", ".join([*SETS, "all"]))
    if not path.exists():
        fail(f"{path} does not exist", "name the truth file of the set")
    if stitched and which != "spoken-phones":
        fail(f"--stitched does not go with {which!r}", "it is for spoken-phones")
    if which != "all":
        card = _score_stitched(path, stitched, seed) if stitched else _score(which, path)
        if out is not None:
            _write(out, card)
        emit_json(card.report()) if json else _show(card)
        return
    cards = [_score(name, file) for name, file in _files(path)]
    if not cards:
        fail(f"no truth files in {path}", "expected one of " + ", ".join(SETS.values()))
    if json:
        emit_json({"sets": [card.report() for card in cards]})
    else:
        rows = [(card.set, card.n, card.correct, f"{card.accuracy:.1%}") for card in cards]
        table("Scorecard", ("set", "n", "right", "accuracy"), rows)


def _files(directory: Path) -> list[tuple[str, Path]]:
    places = (directory, directory / "written")
    found = ((name, place / file) for name, file in SETS.items() for place in places)
    return [(name, file) for name, file in found if file.exists()]


def _score(name: str, path: Path) -> "Scorecard":
    module = import_module(f"voicectl.evaluation.{name.replace('-', '_')}")
    score: Callable[[Path], Any] = module.score
    try:
        return score(path)  # type: ignore[no-any-return]
    except (ValueError, OSError) as error:
        fail(str(error), "the formats stand in the data's description")


def _score_stitched(path: Path, count: int, seed: int) -> "Scorecard":
    from voicectl.evaluation.spoken_phones import score_stitched

    try:
        return score_stitched(path, count, seed)
    except (ValueError, OSError) as error:
        fail(str(error), "the directory of the set must hold clips.tar")


def _write(out: Path, card: "Scorecard") -> None:
    import msgspec

    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in card.predictions))
    note(f"{len(card.predictions)} predictions written to {out}")


def _show(card: "Scorecard") -> None:
    share = f"{card.correct} of {card.n} right ({card.accuracy:.1%})"
    say(f"{card.set}: {share} in {card.seconds:.1f} s")
    for name, value in card.figures.items():
        say(f"  {name}: {value:g}")
    if card.by_label:
        rows = [(name, one.n, one.correct) for name, one in card.by_label.items()]
        table("By label", ("label", "n", "right"), rows)
    if card.errors:
        shown = card.errors[:20]
        lines = [(one.line, _cut(one.expected), _cut(one.got)) for one in shown]
        table(f"Errors ({len(shown)} of {len(card.errors)})", ("line", "expected", "got"), lines)


def _cut(value: object) -> str:
    if isinstance(value, dict) and "wrong" in value:
        return "; ".join(value["wrong"])
    return str(value)[:140]
