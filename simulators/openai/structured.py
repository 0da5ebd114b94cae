"""Answers in the form of a JSON schema, from an opinion."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from simulators.openai.plan import Opinion

_EMPTY: Mapping[str, Any] = {"boolean": False, "array": [], "object": {}, "integer": 0}


def filled(form: Mapping[str, Any], opinion: Opinion) -> str:
    """JSON of this form: the first choice and number tell the opinion, further ones the rest."""
    return json.dumps(dict(_fields(form, opinion)))


def _fields(form: Mapping[str, Any], opinion: Opinion) -> Iterator[tuple[str, Any]]:
    labels, numbers = [opinion.label], [opinion.probability]
    for name, kind in form.get("properties", {}).items():
        if "enum" in kind:
            others = [one for one in kind["enum"] if one != opinion.label]
            yield name, labels.pop() if labels else others[0]
        elif kind.get("type") == "number":
            yield name, numbers.pop() if numbers else round((1 - opinion.probability) / 2, 3)
        else:
            yield name, _EMPTY.get(str(kind.get("type")))
