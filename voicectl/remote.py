"""Talking to a running node's control API."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voicectl.configured import settings_of
from voicectl.errors import FAILED, UNREACHABLE, CommandError

if TYPE_CHECKING:
    import aiohttp

Url = Annotated[str, typer.Option(help="The node.")]
Token = Annotated[str, typer.Option(envvar="VOICECTL_ADMIN__TOKEN", help="Its token.")]


@dataclass(frozen=True, slots=True)
class RunningNode:
    """Where a node is and what lets us in."""

    url: str
    token: str

    def client(self) -> "aiohttp.ClientSession":
        """A session with it; answers may take any time, connections must not."""
        import aiohttp

        headers = {"X-Operator": operator()}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        timeout = aiohttp.ClientTimeout(total=None, connect=5)
        return aiohttp.ClientSession(self.url, headers=headers, timeout=timeout)

    def ask(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        """One request. Raises CommandError with the node's own words when it refuses."""
        return asyncio.run(self.asked(method, path, body))

    async def asked(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        """The same inside a running loop."""
        async with self.client() as client, client.request(method, path, json=body) as answer:
            if answer.status >= 300:
                raise CommandError(await self.problem(answer), FAILED)
            found: dict[str, Any] = await answer.json()
            return found

    async def problem(self, answer: "aiohttp.ClientResponse") -> str:
        """What a node says that refuses."""
        if answer.content_type != "application/json":
            return f"{answer.url} answers {answer.status} {answer.reason}; is it a voicectl node?"
        found = await answer.json()
        return "; ".join(filter(None, (found.get("error", answer.reason), found.get("fix"))))


def operator() -> str:
    """Who we are, for the node's record of what was done."""
    from getpass import getuser

    try:
        name = getuser()
    except (OSError, KeyError):  # no name for this user id, as in some containers
        name = "unknown"
    return name.encode("ascii", "replace").decode()


@contextmanager
def running_node(ctx: typer.Context, url: str, token: str) -> Iterator[RunningNode]:
    """The node named by options or settings. Raises CommandError when it does not answer."""
    import aiohttp

    settings = settings_of(ctx).settings
    where = (url or f"http://{settings.server.host}:{settings.server.port}").rstrip("/")
    try:
        yield RunningNode(where, token or settings.admin.token.get_secret_value())
    except aiohttp.ClientError as error:
        raise CommandError(
            f"no node answers at {where} ({error}); start one with `voicectl serve`, or name it: "
            "--url",
            UNREACHABLE,
        ) from error
