"""What an account at ElevenLabs may speak with, asked by the official SDK: voices and models."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from agent.resilience.exceptions import failure_of
from agent.resilience.outcomes import Failure

T = TypeVar("T")
ONCE = {"max_retries": 0}
PAGE = 100
"""Voices in one answer: the most there may be."""


class Catalogue:
    """The lists of one account. Every method raises ProviderError."""

    def __init__(self, *, api_key: str, base_url: str, timeout: float) -> None:
        """`timeout`: seconds for one request."""
        from elevenlabs.client import ElevenLabs

        self._client = ElevenLabs(api_key=api_key, base_url=base_url, timeout=timeout)

    def voices(self) -> dict[str, str]:
        """Name by id."""
        found: dict[str, str] = {}
        token: str | None = None
        while True:
            search = partial(self._client.voices.search, page_size=PAGE, request_options=ONCE)
            page = _told(partial(search, next_page_token=token))
            found |= {one.voice_id: one.name or "" for one in page.voices}
            token = page.next_page_token if page.has_more else None
            if token is None:
                return found

    def has_voice(self, voice: str) -> bool:
        """Whether the account may use a voice."""
        try:
            _told(lambda: self._client.voices.get(voice, request_options=ONCE))
        except Failure as failure:
            if failure.evidence.status == 404 or failure.evidence.code == "voice_not_found":
                return False  # older answers have status 400
            raise
        return True

    def models(self) -> frozenset[str]:
        """Ids of the models that speak."""
        listed = _told(lambda: self._client.models.list(request_options=ONCE))
        return frozenset(one.model_id for one in listed if one.can_do_text_to_speech)


def _told(ask: Callable[[], T]) -> T:
    try:
        return ask()
    except Exception as error:  # an SDK may fail in more ways than it tells
        raise failure_of(error) from error
