"""`scripts/train`: rebuild the shipped intent model, print its figures, write its card's table."""

import argparse
import sys
from collections import Counter
from functools import lru_cache
from pathlib import Path

from agent import models
from agent.intent.embedder import Embedder
from agent.intent.model import SHIPPED, load
from voicectl.render import emit_json, note
from voicectl.training import artefact, calls
from voicectl.training.examples import BadExamples, Example, written
from voicectl.training.fit import fit

ROOT = Path(__file__).resolve().parents[2]
UTTERANCES = ROOT / "fixtures" / "utterances"


def main(arguments: list[str] | None = None) -> int:
    """Train and save; 2 when the utterances can't be used."""
    parser = argparse.ArgumentParser(prog="scripts/train", description=__doc__)
    parser.add_argument("--from-calls", type=Path, metavar="DIR", help="also learn from calls")
    parser.add_argument("--out", type=Path, default=SHIPPED, metavar="FILE", help="the artefact")
    chosen = parser.parse_args(arguments)
    try:
        examples = written(UTTERANCES)
        if chosen.from_calls is not None:
            more = _from_calls(chosen.from_calls)
            if more is None:
                return 0
            examples += more
    except (BadExamples, OSError) as fault:
        note(f"error: {fault}")
        return 2
    emit_json(_train(examples, chosen.out))
    return 0


def _from_calls(folder: Path) -> list[Example] | None:
    """Corrected utterances; None when there was only a list to be made."""
    if (folder / calls.CORRECTIONS).is_file():
        return calls.corrected(folder)
    count = calls.write_list(folder)
    note(
        f"{count} utterances written to {folder / calls.CORRECTIONS}: correct the labels, delete "
        "the lines you can't judge, then run this again"
    )
    return None


def _train(examples: list[Example], out: Path) -> dict[str, object]:
    shelf = models.Shelf(ROOT / "var")
    embedder = Embedder(models.minilm(shelf), models.bert_vocabulary(shelf))
    fitted = fit(examples, lru_cache(maxsize=None)(embedder.embed))
    artefact.write(fitted, out)
    return {
        "artefact": str(out.relative_to(ROOT)) if out.is_relative_to(ROOT) else str(out),
        "hash": load(out).digest,
        "bytes": out.stat().st_size,
        "utterances": len(examples),
        "by_source": dict(Counter(one.source for one in examples)),
        "by_label": dict(sorted(Counter(one.label for one in examples).items())),
        "left_out_accuracy": round(fitted.accuracy, 4),
        "calibration_error": round(fitted.calibration_error, 4),
        "temperature": round(fitted.temperature, 3),
    }


if __name__ == "__main__":
    sys.exit(main())
