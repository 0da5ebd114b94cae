"""Profile files as plain data with the line of every key, so that errors can point at it.

YAML is read node by node: positions are kept, and only JSON's scalar types are recognised. So
``12:00`` stays a text (YAML 1.1 would make it 720), ``2026-12-25`` too, and ``no`` is a word.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

import yaml

from agent.profile.problems import Path, ProfileError

MAX_BYTES = 1_000_000
MAX_NODES = 50_000
_INT = re.compile(r"-?(0|[1-9]\d*)")
_FLOAT = re.compile(r"-?(0|[1-9]\d*)\.\d+")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file."""

    name: str
    data: Any
    lines: Mapping[Path, int]
    """Line (from 1) of every key and list item that is known."""

    def line(self, path: Path) -> int:
        """Line of a path, or of its nearest known parent."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return 1


def read(path: FilePath) -> Document:
    """Read YAML, JSON or TOML by the file's ending. Raises ProfileError."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise ProfileError((f"{path}: {reason}; name a readable profile file",)) from None
    if len(raw) > MAX_BYTES:
        raise ProfileError((f"{path}: larger than 1 MB; this is not a profile",))
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ProfileError(
            (f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8",)
        ) from None
    if path.suffix == ".toml":
        return parse_toml(text, str(path))
    if path.suffix in {".yaml", ".yml", ".json"}:
        return parse_yaml(text, str(path))
    raise ProfileError((f"{path}: unknown kind of file; use .yaml, .toml or .json",))


def parse_yaml(text: str, name: str) -> Document:
    """Parse YAML (and JSON, its subset). Raises ProfileError."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ProfileError((f"{name}:{line}: {error.problem}; correct the YAML there",)) from None
    except (yaml.YAMLError, RecursionError) as error:
        raise ProfileError((f"{name}: {error}; correct the YAML",)) from None
    walk = _Walk(name)
    data = walk.value(root, (), ()) if root is not None else None
    return Document(name, data, walk.lines)


def parse_toml(text: str, name: str) -> Document:
    """Parse TOML; lines are those where a key is first written. Raises ProfileError."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError((f"{name}: {error}; correct the TOML there",)) from None
    lines: dict[Path, int] = {}
    table: Path = ()
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[+\s*([^\[\]]+?)\s*\]+", line)
        pair = re.match(r"\s*([\w.\"'-]+)\s*=", line)
        if header:
            table = _dotted(header[1])
            lines.setdefault(table, number)
        elif pair:
            lines.setdefault((*table, *_dotted(pair[1])), number)
    return Document(name, data, lines)


def _dotted(text: str) -> Path:
    return tuple(part.strip().strip("\"'") for part in text.split("."))


class _Walk:
    """One pass over the nodes of a YAML document."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._nodes = 0
        self.lines: dict[Path, int] = {}

    def value(self, node: yaml.Node, path: Path, above: tuple[yaml.Node, ...]) -> Any:
        self._nodes += 1
        line = node.start_mark.line + 1
        self.lines.setdefault(path, line)
        if self._nodes > MAX_NODES or node in above:
            raise ProfileError((f"{self._name}:{line}: too large or referring to itself",))
        above = (*above, node)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path, above)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, n), above) for n, item in enumerate(node.value)]
        return _scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: Path, above: tuple[yaml.Node, ...]) -> Any:
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            line = key_node.start_mark.line + 1
            if key in mapping:
                raise ProfileError(
                    (f"{self._name}:{line}: {key} is written twice; keep one of them",)
                )
            self.lines[(*path, key)] = line
            mapping[key] = self.value(value_node, (*path, key), above)
        return mapping


def _scalar(node: yaml.Node) -> Any:
    text = str(node.value)
    if getattr(node, "style", None):
        return text
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text
