"""Take out of a transcript what Whisper writes when nobody said it."""

import re
import zlib

BRACKETED = re.compile(r"\[[^\]]*\]|\([^)]*\)|\*[^*]*\*|[♪♫]+")
"""Descriptions of sounds: [BLANK_AUDIO], (phone ringing), *sighs*, music notes."""
SPACES = re.compile(r"\s+")
LETTERS = re.compile(r"[^a-z0-9áéíóúüñ' ]")

INVENTED = frozenset(
    {
        "thanks for watching",
        "thank you for watching",
        "thank you so much for watching",
        "please subscribe",
        "subscribe to my channel",
        "see you in the next video",
        "see you next time",
        "we'll be right back",
        "i'll see you in the next video",
        "transcription by castingwords",
        "subtitles by the amara org community",
        "gracias por ver el video",
        "subtítulos realizados por la comunidad de amaraorg",
        "gracias por ver",
        "suscríbete",
        "you",
        "the",
        "so",
        "beep",
    }
)
"""Whole transcripts that Whisper produces from noise and that no caller means."""

LOOP_RATIO = 1.8
"""Text that deflate shrinks by more than this repeats itself."""
LOOP_LENGTH = 40
"""Shorter texts are not judged: ten digits in a row compress well, too."""


def clean(text: str) -> str:
    """The words of a transcript without sound descriptions and known inventions."""
    words = SPACES.sub(" ", BRACKETED.sub(" ", text)).strip(" -–—")
    bare = LETTERS.sub("", words.lower()).strip()
    return "" if not bare or bare in INVENTED else words


def repeats(text: str) -> bool:
    """Does the text run in a loop, as a decoder does that lost its place in the audio?"""
    raw = text.encode()
    return len(raw) > LOOP_LENGTH and len(raw) / len(zlib.compress(raw)) > LOOP_RATIO
