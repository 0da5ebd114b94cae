"""The OpenAPI document of the control API, made from its routes, and a page for people."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import msgspec

from agent.http.access import Handler
from agent.http.answers import Problem

_PATTERN = re.compile(r"\{(\w+)(:[^}]*)?\}")
PROBLEMS = {
    400: "The request can't be meant.",
    401: "No token, or a wrong one.",
    403: "The token may only look.",
    404: "There is no such thing.",
    409: "Not now.",
    502: "The carrier refused.",
    503: "Something that is needed does not answer.",
}
SUCCESS = {200: "Done.", 202: "It is being done."}


@dataclass(frozen=True, slots=True)
class Query:
    """A query parameter."""

    name: str
    about: str
    schema: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One operation; `path` as the router takes it."""

    method: str
    path: str
    handler: Handler
    operate: bool = False
    """It acts."""
    body: type | None = None
    query: Sequence[Query] = ()
    status: int = 200
    stream: bool = False
    """It answers with server-sent events."""
    problems: Sequence[int] = ()
    """Beside those of access and body."""

    @property
    def name(self) -> str:
        """The path without the router's patterns."""
        return _PATTERN.sub(r"{\1}", self.path)

    @property
    def about(self) -> str:
        """What it does, in a line."""
        return (self.handler.__doc__ or "").strip().splitlines()[0]


def document(routes: Sequence[Route], version: str) -> dict[str, Any]:
    """The document as plain data."""
    bodies = [route.body for route in routes if route.body is not None]
    _, components = msgspec.json.schema_components(
        [*bodies, Problem], ref_template="#/components/schemas/{name}"
    )
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.name, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "voicectl control API",
            "version": version,
            "description": "Look at a running node and act on it. Without a token on the node "
            "only its own machine is answered.",
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}],
    }


def page(document: dict[str, Any]) -> str:
    """The document as one page without scripts."""
    rows = []
    for path, operations in document["paths"].items():
        for method, one in operations.items():
            schema = one.get("requestBody", {}).get("content", {}).get("application/json", {})
            body = str(schema.get("schema", {}).get("$ref", "")).rpartition("/")[2]
            cells = (method.upper(), path, one["x-role"], body, one["summary"])
            rows.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>")
    schemas = escape(
        msgspec.json.format(msgspec.json.encode(document["components"]["schemas"])).decode()
    )
    title = escape(document["info"]["title"])
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        "<style>body{font:15px system-ui;margin:2em}td,th{padding:.3em 1em;text-align:left;"
        "border-bottom:1px solid #ccc}td:nth-child(-n+2){font-family:monospace}</style>"
        f"<h1>{title}</h1><p>{escape(document['info']['description'])} "
        '<a href="/v1/openapi.json">OpenAPI document</a></p>'
        "<table><tr><th>Method<th>Path<th>Role<th>Body<th>What it does</tr>"
        f"{''.join(rows)}</table><h2>Bodies</h2><pre>{schemas}</pre></html>"
    )


def _operation(route: Route) -> dict[str, Any]:
    parameters: list[dict[str, Any]] = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string", "minLength": 1},
        }
        for name, _ in _PATTERN.findall(route.path)
    ]
    parameters += [
        {"name": one.name, "in": "query", "description": one.about, "schema": one.schema}
        for one in route.query
    ]
    operation: dict[str, Any] = {
        "summary": route.about,
        "operationId": f"{route.method.lower()}{re.sub(r'[^a-z]+', '_', route.name)}".strip("_"),
        "x-role": "operate" if route.operate else "view",
        "responses": _responses(route),
    }
    if parameters:
        operation["parameters"] = parameters
    if route.body is not None:
        schema = {"$ref": f"#/components/schemas/{route.body.__name__}"}
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema}},
        }
    return operation


def _responses(route: Route) -> dict[str, Any]:
    kind = "text/event-stream" if route.stream else "application/json"
    schema = {"type": "string"} if route.stream else {"type": "object"}
    problems = {401, *route.problems}
    problems |= {403} if route.operate else set()
    problems |= {400} if route.body is not None else set()
    found: dict[str, Any] = {
        str(route.status): {
            "description": SUCCESS[route.status],
            "content": {kind: {"schema": schema}},
        }
    }
    problem = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status in sorted(problems):
        found[str(status)] = {"description": PROBLEMS[status], "content": problem}
    return found
