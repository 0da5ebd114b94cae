"""Clips that the carrier plays by URL. A name tells nothing of what is said, and cannot be guessed.

The same audio has the same name for as long as the node runs, so the carrier need not fetch what it
has: fixed sentences travel once.
"""

import hashlib
import hmac
import secrets
import struct

from aiohttp import web
from cachetools import LRUCache

CLIPS = "/twilio/gather/clip"
"""The path of a clip without its name."""
SHELF_BYTES = 32 << 20
"""Over an hour of speech; what was not asked for longest goes first."""
KEEP_S = 3600
"""The carrier may keep a clip so long."""
RATE = 8000
MULAW = 7
"""Format code of G.711 mu-law in a WAV file (RFC 2361)."""


class ClipShelf:
    """Clips by name, in memory. Needs no signature of the carrier: who knows a name may hear it."""

    def __init__(self, size: int = SHELF_BYTES) -> None:
        self._key = secrets.token_bytes(32)
        self._clips: LRUCache[str, bytes] = LRUCache(size, getsizeof=len)

    def put(self, ulaw: bytes) -> str:
        """Keep mu-law audio; returns its name."""
        name = f"{hmac.new(self._key, ulaw, hashlib.sha256).hexdigest()[:40]}.wav"
        if name not in self._clips:
            self._clips[name] = wav(ulaw)
        return name

    def url(self, base: str, ulaw: bytes) -> str:
        """Keep it; returns its address below `base`."""
        return f"{base}/{self.put(ulaw)}"

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """GET of one clip."""
        name = request.match_info["name"]
        clip = self._clips.get(name)
        if clip is None:
            return web.Response(status=404, text="no such clip")
        headers = {"Cache-Control": f"private, max-age={KEEP_S}", "ETag": f'"{name[:40]}"'}
        if request.headers.get("If-None-Match") == headers["ETag"]:
            return web.Response(status=304, headers=headers)
        return web.Response(body=clip, content_type="audio/wav", headers=headers)


def wav(ulaw: bytes) -> bytes:
    """A WAV file of 8 kHz mu-law audio."""
    pad = b"\xff" * (len(ulaw) % 2)
    form = struct.pack("<HHIIHHH", MULAW, 1, RATE, RATE, 1, 8, 0)
    fact = struct.pack("<I", len(ulaw))
    chunks = [(b"fmt ", form), (b"fact", fact)]
    head = b"".join(name + struct.pack("<I", len(body)) + body for name, body in chunks)
    data = b"data" + struct.pack("<I", len(ulaw)) + ulaw + pad
    return b"RIFF" + struct.pack("<I", 4 + len(head) + len(data)) + b"WAVE" + head + data
