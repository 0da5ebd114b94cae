"""`/v1/text-to-speech/{voice}/multi-stream-input`: many contexts on one socket, at most five open.

A context counts until the service has finished with it, also after `close_context`; that, and that
any message for an unknown context opens it, is known from reports of users.
"""

import asyncio
from typing import Any

from aiohttp import web

from simulators.elevenlabs.context import Context
from simulators.elevenlabs.errors import Closed
from simulators.elevenlabs.gate import FAULT, WORKSPACE, numbered
from simulators.elevenlabs.service import SERVICE, Service
from simulators.elevenlabs.session import Options, Settings, admitted, opened, serve
from simulators.elevenlabs.single import written
from simulators.elevenlabs.socket import Socket
from simulators.elevenlabs.workspace import Workspace

_TOO_MANY = (
    "Maximum simultaneous contexts per WebSocket connection exceeded ({}). "
    "Please close an existing context before opening a new one."
)


async def multi_stream_input(request: web.Request) -> web.WebSocketResponse:
    """Serve one socket."""
    service = request.app[SERVICE]
    socket = numbered(request)

    async def talk(group: asyncio.TaskGroup) -> None:
        options = Options.read(service, request)
        await _Contexts(service, socket, options, group).talk(request.get(WORKSPACE))

    return await serve(socket, request[FAULT], talk)


class _Labelled:
    """Writes a context's name on its messages."""

    def __init__(self, service: Service, socket: Socket, name: str | None) -> None:
        self._service = service
        self._socket = socket
        self._name = name

    async def send(self, body: dict[str, Any]) -> None:
        """A message with its context; the last one says no more than that it is."""
        spelling = self._service.plan.context_spelling
        if spelling == "alternating":
            spelling = self._service.random.choice(("contextId", "context_id"))
        if body.get("isFinal"):
            body = {"isFinal": True}
        await self._socket.send({**body, spelling: self._name})

    async def send_text(self, text: str) -> None:
        """As it is."""
        await self._socket.send_text(text)


class _Contexts:
    """All contexts of one socket."""

    def __init__(
        self, service: Service, socket: Socket, options: Options, group: asyncio.TaskGroup
    ) -> None:
        self._service = service
        self._socket = socket
        self._options = options
        self._group = group
        self._open: dict[str | None, tuple[Context, Settings]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        """One for every context that counts."""

    async def talk(self, workspace: Workspace | None) -> None:
        """Take messages until the socket ends."""
        while (body := await self._socket.read(self._options.idle)) is not None:
            self._socket.note(body)
            workspace = admitted(self._service, workspace, body)
            if body.get("close_socket"):
                await self._end()
                return
            self._take(workspace, body)
        for task in self._tasks:
            task.cancel()

    def _take(self, workspace: Workspace, body: dict[str, Any]) -> None:
        name = body.get("context_id") or body.get("contextId")
        if body.get("close_context"):
            if name in self._open:
                context, _ = self._open.pop(name)
                context.finish(rest=False)
            return
        text = written(body)
        flush = bool(body.get("flush"))
        if name not in self._open:
            if text == "" and name is None and not flush:
                return  # keeps the socket alive and opens nothing (guess)
            self._open[name] = self._opened(workspace, name, body), Settings(body)
        context, settings = self._open[name]
        settings.check(body)
        trigger = bool(body.get("try_trigger_generation"))
        context.write(text or "", trigger=trigger, flush=flush)

    def _opened(self, workspace: Workspace, name: str | None, body: dict[str, Any]) -> Context:
        most = self._service.plan.contexts
        if len(self._tasks) >= most:
            raise Closed("max_active_conversations", _TOO_MANY.format(most))
        sink = _Labelled(self._service, self._socket, name)
        path = self._socket.path
        context = opened(self._service, workspace, self._options, sink, body, path)
        task = self._group.create_task(self._run(context))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return context

    async def _run(self, context: Context) -> None:
        await context.run()
        await asyncio.sleep(self._service.draw(self._service.plan.profile.release))

    async def _end(self) -> None:
        """Flushed text is still spoken, then the socket closes."""
        for context, _ in self._open.values():
            context.finish(rest=False)
        if self._tasks:
            await asyncio.wait(set(self._tasks))
        await self._socket.close(1000)
