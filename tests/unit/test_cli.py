"""The root command: lazy commands, exit codes, and messages instead of tracebacks."""

import errno
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
import typer

from voicectl import lazy
from voicectl.cli import COMMANDS, build
from voicectl.errors import CommandError
from voicectl.lazy import Entry
from voicectl.options import options_of


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as end:
        build().main(list(arguments), prog_name="voicectl")
    return int(end.value.code or 0)


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    """A command `serve` that exists only here."""
    module = ModuleType("voicectl.commands.serve")
    module.app = typer.Typer()  # type: ignore[attr-defined]
    monkeypatch.setattr(lazy, "find_spec", lambda name: object())
    monkeypatch.setattr(lazy, "import_module", lambda name: module)
    return module.app  # type: ignore[attr-defined,no-any-return]


def test_global_options_reach_the_command(
    toy: typer.Typer, capsys: pytest.CaptureFixture[str]
) -> None:
    @toy.command()
    def serve(ctx: typer.Context, port: int = 1) -> None:
        typer.echo(f"{options_of(ctx).profile} {options_of(ctx).verbose} {port}")

    assert run("--profile", "a.yaml", "--verbose", "serve", "--port", "7") == 0
    assert capsys.readouterr().out == "a.yaml True 7\n"


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (CommandError("no such scenario"), 2),
        (CommandError("one call failed", code=1), 1),
        (ConnectionRefusedError("nobody at 127.0.0.1:1"), 3),
        (FileNotFoundError("x.yaml"), 2),
        (ZeroDivisionError("oops"), 1),
        (KeyboardInterrupt(), 130),
    ],
)
def test_every_end_has_its_code_and_no_traceback(
    toy: typer.Typer, capsys: pytest.CaptureFixture[str], fault: BaseException, code: int
) -> None:
    @toy.command()
    def serve() -> None:
        raise fault

    assert run("serve") == code
    shown = capsys.readouterr()
    assert "Traceback" not in shown.err + shown.out
    assert str(fault) in shown.err


def test_who_closes_the_pipe_has_read_enough(
    toy: typer.Typer, capsys: pytest.CaptureFixture[str]
) -> None:
    @toy.command()
    def serve() -> None:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    assert run("serve") == 1
    assert capsys.readouterr().err == ""


def test_settings_that_do_not_go_together_end_serve_with_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "own.toml"
    config.write_text(
        '[speech]\nintent_model = "none"\n[llm]\nopenai_api_key = "k"\nintent_model = "m"\n'
    )
    monkeypatch.chdir(tmp_path)
    assert run("--config", str(config), "serve", "--dry-run") == 2
    assert "leave llm.intent_model empty" in capsys.readouterr().err


def test_verbose_shows_where_it_happened(
    toy: typer.Typer, capsys: pytest.CaptureFixture[str]
) -> None:
    @toy.command()
    def serve() -> None:
        raise ZeroDivisionError

    assert run("--verbose", "serve") == 1
    assert "Traceback" in capsys.readouterr().err


def test_a_command_that_is_not_installed_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lazy, "find_spec", lambda name: None)
    assert run("serve") == 2
    assert "'serve' is not part of this installation" in capsys.readouterr().err


def test_a_typo_is_answered_with_a_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("serv") == 2
    assert "'serve'" in capsys.readouterr().err


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_lists_commands_by_panel(
    toy: typer.Typer, capsys: pytest.CaptureFixture[str], flag: str
) -> None:
    assert run(flag) == 0
    shown = capsys.readouterr().out
    for entry in COMMANDS:
        assert f"  {entry.name} " in shown
        assert entry.panel in shown


def test_modules_are_named_after_commands() -> None:
    assert Entry("two-words", "", "").module == "voicectl.commands.two_words"


def test_help_loads_no_heavy_library() -> None:
    code = (
        "import sys\nfrom voicectl.cli import build\n"
        "try: build().main(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'aiohttp', 'numpy', 'openai', 'rich', 'twilio', 'structlog', 'sqlite_utils',"
        " 'pydantic'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
