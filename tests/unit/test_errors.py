"""What ends a command becomes one clear message, and documents reach their reader at once."""

import io

import pytest

from voicectl import errors, render


def test_a_clear_fault_inside_groups_of_tasks_is_the_one_to_show() -> None:
    clear = errors.CommandError("the daemon did not start", errors.UNREACHABLE)
    group = ExceptionGroup("tasks", [ExceptionGroup("inner", [KeyError("x"), clear])])
    assert errors.cause(group) is clear
    assert errors.exit_code(errors.cause(group)) == errors.UNREACHABLE


def test_a_group_of_defects_shows_its_first_and_a_plain_fault_itself() -> None:
    first = KeyError("x")
    assert errors.cause(ExceptionGroup("tasks", [first, ValueError("y")])) is first
    assert errors.cause(first) is first


def test_a_document_is_flushed_for_whoever_reads_the_pipe(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`serve --json` goes on running after its document: it must not stay in a buffer."""

    class Pipe(io.StringIO):
        seen = ""

        def flush(self) -> None:
            self.seen = self.getvalue()

    pipe = Pipe()
    monkeypatch.setattr("sys.stdout", pipe)
    render.emit_json({"url": "http://127.0.0.1:1"})
    assert '"url"' in pipe.seen
