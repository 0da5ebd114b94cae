"""The carrier's audio format."""

import math
import struct

import pytest

from agent.audio import mulaw


def sine(amplitude: float) -> bytes:
    values = (int(amplitude * 32767 * math.sin(2 * math.pi * n / 8)) for n in range(8000))
    return b"".join(struct.pack("<h", value) for value in values)


def test_silence_is_ff_and_comes_back_as_zero() -> None:
    assert mulaw.encode(bytes(320)) == b"\xff" * 160
    assert mulaw.decode(b"\xff" * 160) == bytes(320)


def test_every_code_survives_a_round_trip() -> None:
    codes = bytes(code for code in range(256) if code != 0x7F)  # 0x7f is the other zero
    assert mulaw.encode(mulaw.decode(codes)) == codes


@pytest.mark.parametrize(("amplitude", "expected"), [(0.9, -3.9), (0.1, -23.0), (0.01, -43.0)])
def test_level_is_rms_below_full_scale(amplitude: float, expected: float) -> None:
    assert mulaw.level_db(mulaw.encode(sine(amplitude))) == pytest.approx(expected, abs=0.3)


def test_level_of_silence_and_of_nothing_is_the_quietest() -> None:
    assert mulaw.level_db(b"\xff" * 160) == mulaw.QUIETEST_DB
    assert mulaw.level_db(b"") == mulaw.QUIETEST_DB
