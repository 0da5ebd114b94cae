"""Answers of the control API and what bodies it takes: JSON, and one shape of error."""

from typing import Any, TypeVar

import msgspec
from aiohttp import web

T = TypeVar("T")


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is wrong, and what to do about it."""

    error: str
    fix: str = ""


class BadRequest(Exception):
    """A request that can't be meant; the message says why."""


def answer(body: Any, status: int = 200) -> web.Response:
    """`body` as JSON."""
    return web.Response(
        body=msgspec.json.encode(body), status=status, content_type="application/json"
    )


def problem(status: int, error: str, fix: str = "") -> web.Response:
    """An error as JSON."""
    return answer(Problem(error, fix), status)


async def body_of(request: web.Request, kind: type[T]) -> T:
    """The request's body. Raises BadRequest."""
    try:
        return msgspec.json.decode(await request.read(), type=kind)
    except msgspec.DecodeError as error:
        raise BadRequest(str(error)) from None
