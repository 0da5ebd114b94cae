"""The journal is a valid beginning of the call whatever the disk does."""

import errno
import os
import wave
from pathlib import Path

import pytest

from agent.call import journal
from agent.call.journal import BadJournal, Entry, Header, Journal, Remark, keep_profile, read
from agent.call.recorder import Recorder
from agent.events import Heard, Say
from simulators.world.tones import tone

HEADER = Header(call="CA1", profile="p", code="c", began="2026-11-23T09:00:00", state=b"\x00\xff")


def entry(number: int) -> Entry:
    return Entry(
        n=number,
        at=0.1 * number,
        event=Heard(text=f"word {number}"),
        commands=(Say(say=1, text="x"),),
    )


def write(directory: Path, count: int) -> Path:
    book = Journal(directory, HEADER)
    for number in range(1, count + 1):
        book.write(entry(number))
        book.flush()
    book.close()
    return book.path


def test_what_was_written_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, 3)
    assert path == tmp_path / "2026-11-23" / "CA1.jsonl"
    recording = read(path)
    assert recording.segments[0].header == HEADER
    assert list(recording.entries) == [entry(1), entry(2), entry(3)]
    assert not recording.torn


def test_second_segment_is_appended(tmp_path: Path) -> None:
    write(tmp_path, 2)
    recording = read(write(tmp_path, 1))
    assert [len(segment.entries) for segment in recording.segments] == [2, 1]


@pytest.mark.parametrize("lost", [1, 10, 50])
def test_torn_last_line_is_left_out(tmp_path: Path, lost: int) -> None:
    path = write(tmp_path, 3)
    path.write_bytes(path.read_bytes()[:-lost])
    recording = read(path)
    assert recording.torn
    assert list(recording.entries) == [entry(1), entry(2)]


def test_damage_inside_is_an_error_that_says_where(tmp_path: Path) -> None:
    path = write(tmp_path, 3)
    path.write_bytes(path.read_bytes().replace(b'"n":2', b'"n":"'))
    with pytest.raises(BadJournal, match="line 3"):
        read(path)
    path.write_bytes(b"")
    with pytest.raises(BadJournal, match="no header"):
        read(path)


def test_newer_schema_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, 1)
    path.write_bytes(path.read_bytes().replace(b'"schema":1', b'"schema":99'))
    with pytest.raises(BadJournal, match="schema 99"):
        read(path)


def test_disk_that_takes_half_a_line_gets_the_rest_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.write
    book = Journal(tmp_path, HEADER)
    monkeypatch.setattr(os, "write", lambda file, data: real(file, bytes(data[:7])))
    book.write(entry(1))
    book.flush()
    monkeypatch.setattr(os, "write", real)
    book.write(entry(2))
    book.close()
    assert not book.incomplete
    assert list(read(book.path).entries) == [entry(1), entry(2)]


def test_full_disk_ends_the_journal_not_the_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(file: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "no space left on device")

    monkeypatch.setattr(journal, "BUFFER_BYTES", 2000)
    book = Journal(tmp_path, HEADER)
    real = os.write
    monkeypatch.setattr(os, "write", full)
    for number in range(1, 200):
        book.write(entry(number))
        book.flush()
    assert book.incomplete
    assert len(book._waiting) < 3000
    monkeypatch.setattr(os, "write", real)
    book.close()
    found = [line.n for line in read(book.path).entries]
    assert found == list(range(1, len(found) + 1))
    assert book.closed


def test_unwritable_directory_is_incomplete_from_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    book = Journal(tmp_path / "file", HEADER)
    book.write(Remark(at=0.0, what="x"))
    book.close()
    assert book.incomplete


def test_strange_call_names_stay_inside_the_directory(tmp_path: Path) -> None:
    path = journal.journal_path(tmp_path, "2026-11-23", "../../etc/passwd")
    assert path.parent == tmp_path / "2026-11-23"


def test_profile_is_kept_once(tmp_path: Path) -> None:
    first = keep_profile(tmp_path, "abc", b"one")
    assert keep_profile(tmp_path, "abc", b"two") == first
    assert first.read_bytes() == b"one"


def test_recording_has_both_sides_in_time(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    recorder = Recorder(path)
    loud = tone(500.0, 1.0, -10.0)
    for place in range(50):
        recorder.agent(1.0 + place * 0.02, loud[place * 160 : place * 160 + 160])
        recorder.caller(2.02 + place * 0.02, loud[place * 160 : place * 160 + 160])
    recorder.cleared(1.5)
    recorder.flush(4.0)
    recorder.close(4.0)
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getframerate(), file.getnframes()) == (2, 8000, 32000)
        samples = memoryview(file.readframes(32000)).cast("h")
    left, right = samples[0::2].tolist(), samples[1::2].tolist()
    assert max(right[:7990]) < 100 < max(right[8100:11900])
    assert max(right[12010:]) < 100
    assert max(left[:15990]) < 100 < max(left[16100:23900])
    assert recorder.closed
