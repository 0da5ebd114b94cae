"""`voicectl eval`: score the language parts, or whole dialogues, against truth files."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voicectl.errors import FAILED
from voicectl.options import Json, options_of
from voicectl.render import emit_json, fail, note

if TYPE_CHECKING:
    from voicectl.evaluation.scorecard import Scorecard

app = typer.Typer(add_completion=False)


@app.command(name="eval")
def evaluate(
    ctx: typer.Context,
    which: Annotated[
        str, typer.Argument(metavar="SET|all", help="A set, or all with a directory.")
    ],
    path: Annotated[Path, typer.Argument(metavar="FILE|DIR", help="Truth file, or a directory.")],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.jsonl", help="Write one prediction per item.")
    ] = None,
    skip: Annotated[
        list[str] | None, typer.Option(metavar="SET", help="With all: leave this set out.")
    ] = None,
    require: Annotated[
        bool, typer.Option("--require", help="Exit 1 when a figure misses what it must reach.")
    ] = False,
    stitched: Annotated[
        int,
        typer.Option(metavar="N", min=0, help="spoken-phones: N new numbers made from clips.tar."),
    ] = 0,
    seed: Annotated[int, typer.Option(help="Other numbers for --stitched.")] = 1,
    exchange: Annotated[
        str,
        typer.Option(
            help="--stitched: random exchanges, the fictitious one (NPA-555-01xx), or its digits "
            "shuffled: what knows the pattern hears the second better than the third."
        ),
    ] = "random",
    json: Json = False,
) -> None:
    """Score against truth files; the predictor never sees a label.

    Sets: intents, hazards, phones, datetimes, addresses, frustration, dialogues, guard,
    spoken-phones;
    public ones: clinc150, banking77_sample, nlupp, slurp_calendar_general, restaurants8k, evi_en,
    usaddress, recognizers_datetime, recognizers_phone, recognizers_boolean. Accuracy is the strict
    share; shares come with their 95 % interval. Figures that others published for a set stand
    beside ours.
    """
    from voicectl.evaluation.sets import SETS

    for name in [*([] if which == "all" else [which]), *(skip or ())]:
        if name not in SETS:
            fail(f"there is no set {name!r}", "one of: " + ", ".join([*SETS, "all"]))
    if not path.exists():
        fail(f"{path} does not exist", "name the truth file of the set, or a directory for all")
    if stitched and which != "spoken-phones":
        fail(f"--stitched does not go with {which!r}", "it is for spoken-phones")
    if exchange not in ("random", "fictitious", "shuffled"):
        fail(f"there is no exchange {exchange!r}", "random, fictitious or shuffled")
    config = options_of(ctx).config
    if which == "all":
        if out is not None:
            fail("--out writes the predictions of one set", "name the set instead of all")
        cards = _score_all(path, frozenset(skip or ()), config)
        _report_all(cards, frozenset(skip or ()), json=json)
    else:
        if stitched:
            cards = [_score_stitched(path, stitched, seed, exchange)]
        else:
            cards = [_score(which, path, config)]
        if out is not None:
            _write(out, cards[0])
        _report_one(cards[0], json=json)
    if require:
        _require(cards)


def _score(name: str, path: Path, config: Path | None) -> "Scorecard":
    from voicectl.evaluation import sets

    try:
        return sets.score(name, path, config)
    except (ValueError, OSError) as error:
        fail(str(error), f"name the truth file of {name}; with all, --skip {name} leaves it out")


def _score_all(directory: Path, skipped: frozenset[str], config: Path | None) -> "list[Scorecard]":
    from voicectl.evaluation import sets

    found = sets.find(directory)
    if not found:
        files = ", ".join(one.file for one in sets.SETS.values())
        fail(f"no truth files in {directory}", f"expected one of {files}")
    cards = []
    for name, file in found.items():
        if name not in skipped:
            note(f"scoring {name}")
            cards.append(_score(name, file, config))
    return cards


def _report_one(card: "Scorecard", *, json: bool) -> None:
    from voicectl.evaluation import display
    from voicectl.evaluation.published import beside

    if json:
        emit_json({**card.report(), "published": beside([card])})
    else:
        display.one(card)


def _report_all(cards: "list[Scorecard]", skipped: frozenset[str], *, json: bool) -> None:
    from voicectl.evaluation import display
    from voicectl.evaluation.published import beside
    from voicectl.evaluation.targets import verdicts

    if not json:
        display.scorecard(cards)
        display.published(cards)
        return
    judged = verdicts(cards)
    document: dict[str, Any] = {
        "sets": [card.report() for card in cards],
        "targets": judged,
        "published": beside(cards),
        "skipped": sorted(skipped),
        "ok": all(one.must_met for one in judged),
    }
    emit_json(document)


def _require(cards: "list[Scorecard]") -> None:
    from voicectl.evaluation.targets import verdicts

    missed = [f"{one.set} {one.figure}" for one in verdicts(cards) if not one.must_met]
    if missed:
        note("missed: " + ", ".join(missed))
        raise typer.Exit(FAILED)


def _score_stitched(path: Path, count: int, seed: int, exchange: Any) -> "Scorecard":
    from voicectl.evaluation.spoken_phones import score_stitched

    try:
        return score_stitched(path, count, seed, exchange)
    except (ValueError, OSError) as error:
        fail(str(error), "the directory of the set must hold clips.tar")


def _write(out: Path, card: "Scorecard") -> None:
    import msgspec

    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in card.predictions))
    note(f"{len(card.predictions)} predictions written to {out}")
