"""Spoken numbers made from single recordings."""

import io
import tarfile
import wave
from pathlib import Path

import pytest

from voicectl.evaluation.stitched import Clips, recordings, stitched

TAKE = bytes(range(200)) * 10
CLIPS: Clips = {name: {str(n): [TAKE] for n in range(10)} for name in ("ann", "bob")}


def test_the_same_seed_gives_the_same_audio() -> None:
    assert list(stitched(CLIPS, 12, 3)) == list(stitched(CLIPS, 12, 3))
    assert list(stitched(CLIPS, 12, 3)) != list(stitched(CLIPS, 12, 4))


def test_no_phone_number_follows_the_pattern_of_the_recorded_set() -> None:
    made = [item for item, _ in stitched(CLIPS, 120, 1)]
    numbers = [item["digits"] for item in made if item["kind"] == "phone10"]
    assert len(numbers) > 60
    assert not [digits for digits in numbers if digits[3:6] == "555"]


def test_only_the_digits_differ_between_exchanges() -> None:
    made = {
        exchange: [item for item, _ in stitched(CLIPS, 60, 1, exchange)]
        for exchange in ("random", "fictitious", "shuffled")
    }
    fictitious = [item["digits"][3:8] for item in made["fictitious"] if item["kind"] == "phone10"]
    shuffled = [item["digits"][3:8] for item in made["shuffled"] if item["kind"] == "phone10"]
    assert set(fictitious) == {"55501"}
    assert "55501" not in shuffled
    assert {"".join(sorted(digits)) for digits in shuffled} == {"01555"}
    same = [[item | {"digits": ""} for item in items] for items in made.values()]
    assert same[0] == same[1] == same[2]


def test_digits_have_the_length_of_their_kind() -> None:
    lengths = {"phone10": 10, "phone7": 7, "zip5": 5, "code6": 6}
    for item, _ in stitched(CLIPS, 60, 2):
        assert len(item["digits"]) == lengths[item["kind"]]


def test_audio_is_long_enough_for_all_digits() -> None:
    for item, audio in stitched(CLIPS, 20, 5):
        assert len(audio) >= len(item["digits"]) * len(TAKE)


def test_clips_are_found_in_their_archive(tmp_path: Path) -> None:
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(TAKE)
    archive = tmp_path / "clips.tar"
    with tarfile.open(archive, "w") as tar:
        entry = tarfile.TarInfo("clips/ann/7_ann_0.wav")
        entry.size = len(sound.getvalue())
        tar.addfile(entry, io.BytesIO(sound.getvalue()))
    assert recordings(archive) == {"ann": {"7": [TAKE]}}


def test_a_file_that_is_no_archive_is_a_value_error(tmp_path: Path) -> None:
    (tmp_path / "clips.tar").write_text("no archive")
    with pytest.raises(ValueError, match=r"clips\.tar"):
        recordings(tmp_path / "clips.tar")
