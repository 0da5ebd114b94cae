"""`scripts/train`: rebuild the intent model from labelled utterances and print its figures."""

import argparse
import sys
from collections import Counter
from functools import lru_cache
from pathlib import Path

from agent.embedders import embedder as embedder_named
from agent.intent.embedder import MINILM
from agent.intent.model import SHIPPED, load
from agent.intent.moods import SHIPPED as MOOD_MODEL
from agent.intent.moods import load as load_moods
from agent.settings_sources import load as load_settings
from voicectl.errors import exit_code, is_clear
from voicectl.render import emit_json, note
from voicectl.training import artefact, calls, moods
from voicectl.training.examples import Example, written
from voicectl.training.fit import fit

ROOT = Path(__file__).resolve().parents[2]
UTTERANCES = ROOT / "fixtures" / "utterances"
MOODS = ROOT / "fixtures" / "moods"
PATIENCE_S = 30.0
RETRIES = 5
"""Of one vector from a service."""


def main(arguments: list[str] | None = None) -> int:
    """Train and save; the exit code is that of any command (`voicectl.errors`)."""
    parser = argparse.ArgumentParser(prog="scripts/train", description=__doc__)
    parser.add_argument("--from-calls", type=Path, metavar="DIR", help="also learn from calls")
    parser.add_argument("--out", type=Path, default=SHIPPED, metavar="FILE", help="the artefact")
    parser.add_argument(
        "--embedder", default=MINILM, metavar="NAME", help=f"{MINILM} (default) or openai:MODEL"
    )
    parser.add_argument("--moods", action="store_true", help="train the mood model instead")
    chosen = parser.parse_args(arguments)
    if chosen.embedder != MINILM and chosen.out == SHIPPED:
        parser.error("the shipped artefact is for the local embedder; name another file: --out")
    try:
        if chosen.moods:
            emit_json(_moods(MOOD_MODEL if chosen.out == SHIPPED else chosen.out))
            return 0
        examples = written(UTTERANCES)
        if chosen.from_calls is not None:
            more = _from_calls(chosen.from_calls)
            if more is None:
                return 0
            examples += more
        emit_json(_train(examples, chosen.out, chosen.embedder))
    except Exception as fault:
        if not is_clear(fault):
            raise
        note(f"error: {fault}")
        return exit_code(fault)
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


def _moods(out: Path) -> dict[str, object]:
    settings = load_settings({"data_dir": ROOT / "var"}).settings
    embedder = embedder_named(MINILM, settings)
    found = moods.examples(MOODS, UTTERANCES)
    try:
        figures = moods.train(found, lru_cache(maxsize=None)(embedder.embed), out)
    finally:
        embedder.close()
    return {
        "hash": load_moods(out).digest,
        "bytes": out.stat().st_size,
        "by_label": dict(sorted(Counter(one.label for one in found).items())),
        **figures,
    }


def _train(examples: list[Example], out: Path, name: str) -> dict[str, object]:
    settings = load_settings({"data_dir": ROOT / "var"}).settings
    embedder = embedder_named(name, settings, timeout=PATIENCE_S, retries=RETRIES)
    try:
        fitted = fit(examples, lru_cache(maxsize=None)(embedder.embed))
    finally:
        embedder.close()
    artefact.write(fitted, out, name)
    return {
        "artefact": str(out.relative_to(ROOT)) if out.is_relative_to(ROOT) else str(out),
        "hash": load(out).digest,
        "embedder": name,
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
