"""Requests for answers that the service would not take: raises `Refused`.

Texts by memory of the service; the rules about tool messages and about max_tokens, temperature
and effort of models that reason are documented.
"""

from collections.abc import Mapping
from typing import Any

from simulators.openai.errors import invalid
from simulators.openai.models import reasons

_ROLES = ("developer", "system", "user", "assistant", "tool", "function")
_FORMATS = ("text", "json_object", "json_schema")
_SUPPORTED = "Supported values are: "


def chat(body: Mapping[str, Any]) -> None:
    """Check the body of a chat completion."""
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        raise invalid("messages must be a non-empty array", "messages")
    for at, message in enumerate(messages):
        if not isinstance(message, dict) or message.get("role") not in _ROLES:
            raise invalid(f"Invalid value. {_SUPPORTED}{', '.join(_ROLES)}.", f"messages[{at}]")
    _tool_messages(messages)
    _sampling(body)
    schema(body.get("response_format"))
    if body.get("stream_options") is not None and not body.get("stream"):
        raise invalid("stream_options is only allowed when stream is enabled.", "stream_options")


def schema(form: Any) -> Mapping[str, Any] | None:
    """The schema asked for, None if the answer may be plain."""
    if not form:
        return None
    if form.get("type") not in _FORMATS:
        raise invalid(f"Invalid value. {_SUPPORTED}{', '.join(_FORMATS)}.", "response_format")
    if form["type"] != "json_schema":
        return None
    named = form.get("json_schema") or {}
    if not named.get("name"):
        raise invalid("Missing required parameter: name.", "response_format")
    found: Mapping[str, Any] = named.get("schema") or {}
    if named.get("strict"):
        if set(found.get("required", ())) != set(found.get("properties", ())):
            raise invalid("strict schemas require every property", "response_format")
        if found.get("additionalProperties") is not False:
            raise invalid("strict schemas forbid additional properties", "response_format")
    return found


def _tool_messages(messages: list[Mapping[str, Any]]) -> None:
    """Every call has its result right behind it, and no result comes without a call."""
    open_calls: set[str] = set()
    for at, message in enumerate(messages):
        if message["role"] == "tool":
            if message.get("tool_call_id") not in open_calls:
                raise invalid(
                    "messages with role 'tool' must be a response to a preceding message with "
                    "'tool_calls'.",
                    f"messages[{at}].role",
                    None,
                )
            open_calls.discard(str(message["tool_call_id"]))
            continue
        _answered(open_calls)
        open_calls = {str(one["id"]) for one in message.get("tool_calls") or ()}
    _answered(open_calls)


def _answered(open_calls: set[str]) -> None:
    if open_calls:
        raise invalid(
            "An assistant message with 'tool_calls' must be followed by tool messages responding "
            "to each 'tool_call_id'. The following tool_call_ids did not have response messages: "
            + ", ".join(sorted(open_calls)),
            "messages",
            None,
        )


def _sampling(body: Mapping[str, Any]) -> None:
    if not reasons(str(body.get("model"))):
        return
    if body.get("max_tokens") is not None:
        raise invalid(
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use "
            "'max_completion_tokens' instead.",
            "max_tokens",
            "unsupported_parameter",
        )
    if body.get("temperature", 1) not in (None, 1) and effort(body) != "none":
        raise invalid(
            "Unsupported value: 'temperature' is not supported with this reasoning effort.",
            "temperature",
            "unsupported_value",
        )


def effort(body: Mapping[str, Any]) -> str:
    """The reasoning effort of a request of either API: "none" for models that do not reason."""
    if not reasons(str(body.get("model"))):
        return "none"
    asked = body.get("reasoning_effort") or (body.get("reasoning") or {}).get("effort")
    return str(asked or "medium")
