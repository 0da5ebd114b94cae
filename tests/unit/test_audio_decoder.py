import io
from collections.abc import Iterator

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.audio import mulaw
from agent.audio.decoder import Coding, Mp3, decoder_of
from agent.audio.mp3 import Frames, header
from agent.audio.resample import resample

SECONDS = 1.0
HERTZ = 440.0


def tone(rate: int) -> np.ndarray:
    at = np.arange(int(SECONDS * rate)) / rate
    return np.rint(8000 * np.sin(2 * np.pi * HERTZ * at)).astype(np.int16)


def mp3_of(rate: int, bits: int) -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format="mp3") as file:
        stream = file.add_stream("mp3", rate=rate)
        stream.bit_rate, stream.layout = bits, "mono"
        frame = av.AudioFrame.from_ndarray(tone(rate).reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = rate
        for packet in (*stream.encode(frame), *stream.encode(None)):
            file.mux(packet)
    return out.getvalue()


CLIP = mp3_of(44100, 128_000)


def cut(data: bytes, size: int) -> Iterator[bytes]:
    for at in range(0, len(data), size):
        yield data[at : at + size]


def pieces(data: bytes, sizes: list[int]) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        size = sizes[at % len(sizes)]
        yield data[at : at + size]
        at += size


def frames_of(chunks: Iterator[bytes]) -> tuple[list[bytes], int]:
    frames = Frames()
    found = [frame for chunk in chunks for frame in frames.push(chunk)] + frames.flush()
    return found, frames.skipped


def decoded(coding: Coding, chunks: Iterator[bytes]) -> bytes:
    decoder = decoder_of(coding)
    return b"".join(decoder.push(chunk) for chunk in chunks) + decoder.flush()


def loudest(ulaw: bytes) -> float:
    samples = np.frombuffer(mulaw.decode(ulaw), "<i2").astype(np.float64)
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * 8000 / len(samples))


@pytest.mark.parametrize(
    ("rate", "bits"), [(44100, 128_000), (44100, 32_000), (22050, 32_000), (24000, 64_000)]
)
def test_mp3_of_every_kind_becomes_mu_law(rate: int, bits: int) -> None:
    found = decoded("mp3", cut(mp3_of(rate, bits), 333))
    assert loudest(found) == pytest.approx(HERTZ, abs=2)
    assert len(found) / 8000 == pytest.approx(SECONDS, abs=0.15)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 3000), min_size=1, max_size=20))
def test_frames_do_not_depend_on_how_bytes_arrive(sizes: list[int]) -> None:
    whole, _ = frames_of(iter([CLIP]))
    assert frames_of(pieces(CLIP, sizes)) == (whole, 0)
    assert all((head := header(frame)) and head.length == len(frame) for frame in whole)


def test_first_audio_needs_only_the_first_kilobyte() -> None:
    decoder, needed = Mp3(), 0
    for chunk in cut(CLIP, 64):
        needed += len(chunk)
        if decoder.push(chunk):
            break
    assert needed <= 1536


def test_rubbish_and_tags_between_frames_are_skipped() -> None:
    whole, _ = frames_of(iter([CLIP]))
    tag = b"ID3\x04\x00\x00\x00\x00\x01\x00" + b"\xff\xfb\x90\x00" * 32
    rubbish = b"oops \xff\xfb\x90\x44 no frame \xff\xff"
    spoilt = tag + b"".join(whole[:10]) + rubbish + b"".join(whole[10:20]) + tag + whole[20]
    found, skipped = frames_of(cut(spoilt, 100))
    assert found == whole[:21]
    assert skipped == len(rubbish)


def test_a_stream_cut_inside_a_frame_keeps_what_was_whole() -> None:
    whole, _ = frames_of(iter([CLIP]))
    cut_short = CLIP[:-100]
    found, skipped = frames_of(iter([cut_short]))
    assert found == whole[:-1]
    assert skipped == len(whole[-1]) - 100


def test_a_damaged_frame_costs_only_itself() -> None:
    whole, _ = frames_of(iter([CLIP]))
    decoder = Mp3()
    spoilt = [
        frame[:4] + bytes(len(frame) - 4) if n == 12 else frame for n, frame in enumerate(whole)
    ]
    found = b"".join(decoder.push(frame) for frame in spoilt) + decoder.flush()
    assert len(found) / 8000 == pytest.approx(SECONDS, abs=0.2)
    assert loudest(found[4000:]) == pytest.approx(HERTZ, abs=3)


@given(st.binary(max_size=4000))
@settings(max_examples=50, deadline=None)
def test_no_bytes_make_the_decoder_fail(data: bytes) -> None:
    decoded("mp3", cut(data, 97))


@pytest.mark.parametrize("coding", ["pcm_8000", "pcm_16000", "pcm_22050", "pcm_24000"])
def test_pcm_in_odd_chunks_sounds_as_in_one(coding: Coding) -> None:
    rate = int(coding.removeprefix("pcm_"))
    data = tone(rate).tobytes()
    found = decoded(coding, cut(data, 1023))
    straight = resample(tone(rate).astype(np.float32), rate, 8000)
    assert found == mulaw.encode(np.rint(straight).astype("<i2").tobytes())


def test_mu_law_passes_as_it_is() -> None:
    assert decoded("ulaw_8000", cut(b"\x12\x34" * 100, 7)) == b"\x12\x34" * 100
