"""What the digits of an answer can add up to: every reading of its pieces, with a cost each.

Pieces are folded from left to right. A group is appended, or corrects the end of what was said, or
is put in front as an area code; where words allow several of these, all are kept.
"""

from collections.abc import Sequence
from typing import NamedTuple

from agent.nlu.phone_words import Kind, Piece

_MOST = 64
_MOST_WAYS = 256
"""Candidates times readings of a group that are followed; people give a dozen ways at most."""
_USUAL_GROUPS, _FEW = 24, 8
"""After so many groups of digits it is no number any more, and only these few are followed."""
_GROUP_ENDS = (3, 6)
"""National digits after the area code and after the exchange."""

_SHORT = 6
"""Digits up to which a group after a whole number, with words between, is not meant for it."""


class Candidate(NamedTuple):
    """Digits so far; `cost` counts unusual readings; `last` is where the newest group starts."""

    digits: str = ""
    cost: int = 0
    extension: str = ""
    last: int = 0
    international: bool = False


class _Context(NamedTuple):
    """How the next group of digits is to be taken."""

    mode: Kind = "digits"
    words: int = 0
    new_turn: bool = False


def candidates(pieces: Sequence[Piece], *, start: str = "") -> list[Candidate]:
    """All candidates for `pieces`, cheapest first; `start` is a whole number to be corrected."""
    found = [Candidate(start)]
    context = _Context("correct" if start else "digits")
    pieces = _without_old(pieces)
    at = groups = 0
    while at < len(pieces):
        piece = pieces[at]
        if piece.kind in ("digits", "plural"):
            groups += 1
            if groups == _USUAL_GROUPS:
                found = found[:_FEW]
            swap = _swap(pieces, at, context.mode)
            if swap is not None:
                found = _cheapest(_swapped(found, swap.new, swap.old, context), groups)
                at = swap.stop
            else:
                if (
                    at + 1 < len(pieces)
                    and pieces[at + 1].kind == "area"
                    and (_next_digits(pieces, at + 2) is None)
                ):
                    context = context._replace(mode="area")
                found = _cheapest(_taken(found, piece, context), groups)
                at += 1
            context = _Context("extension" if context.mode == "extension" else "digits")
            continue
        if piece.kind != "area" or not _remark(pieces, at, found):
            found, context = _steered(found, context, piece.kind)
        at += 1
    if context.mode == "delete":
        found = [candidate._replace(digits=candidate.digits[:-1]) for candidate in found]
    return found


def _remark(pieces: Sequence[Piece], at: int, found: Sequence[Candidate]) -> bool:
    """Whether "that's the area code", a turn of its own, only says what came before it."""
    own_turn = at > 0 and pieces[at - 1].kind == "turn"
    last = at + 1 == len(pieces) or pieces[at + 1].kind == "turn"
    return own_turn and last and len(found[0].digits) == _GROUP_ENDS[0]


class _Swap(NamedTuple):
    new: Piece
    old: Piece
    stop: int


def _steered(
    found: list[Candidate], context: _Context, kind: Kind
) -> tuple[list[Candidate], _Context]:
    """Candidates and context after a piece that is no digits."""
    if kind == "turn":
        keep = context.mode in ("correct", "area", "ending", "middle", "extension", "delete")
        return found, _Context(context.mode if keep else "digits", 0, True)
    if kind == "restart":
        return [Candidate()], _Context()
    if kind == "word":
        mode: Kind = "digits" if context.mode == "not" else context.mode
        return found, context._replace(mode=mode, words=context.words + 1)
    if kind == "plus":
        fresh = all(not candidate.digits for candidate in found)
        if fresh:
            found = [candidate._replace(international=True) for candidate in found]
        return found, context
    if kind == "correct" and context.mode == "extension" and not found[0].extension:
        return found, context
    if kind in ("correct", "now", "area", "ending", "middle", "extension", "delete", "not"):
        return found, context._replace(mode=kind)
    return found, context


def _swap(pieces: Sequence[Piece], at: int, mode: Kind) -> _Swap | None:
    """The pair in "Y, not X" or "not X, it's Y" at `at`, if it is one."""
    rest = pieces[at + 1 : at + 3]
    if [piece.kind for piece in rest] == ["not", "digits"]:
        return _Swap(pieces[at], rest[1], at + 3)
    if mode == "not" and rest and rest[0].kind == "digits":
        wrong = pieces[at].readings[0]
        return _Swap(rest[0], Piece("digits", (wrong,)), at + 2)
    return None


def _swapped(found: list[Candidate], new: Piece, old: Piece, context: _Context) -> list[Candidate]:
    """Candidates after "Y, not X": X gives way to Y, else Y counts and X is left out."""
    result: list[Candidate] = []
    room = max(1, _MOST_WAYS // len(found))
    for candidate in found:
        for wanted, cost in new.readings[:room]:
            for unwanted, other_cost in old.readings[: max(1, room // len(new.readings))]:
                spare = unwanted[len(wanted) :]
                wrong = unwanted[: len(wanted)]
                place = _group_position(candidate.digits, wrong)
                if place < 0:
                    continue
                if len(wrong) == 1 and candidate.digits.count(wrong) > 1:
                    return found
                digits = candidate.digits[:place] + wanted + candidate.digits[place + len(wrong) :]
                total = candidate.cost + cost + other_cost
                result.append(candidate._replace(digits=digits + spare, cost=total))
    if result:
        return result
    if context.mode == "not":
        return _taken(found, new, _Context())
    taken = _taken(found, new, context)
    shortest = min(len(text) for text, _ in new.readings)
    rest = old.readings[0][0][shortest:]
    if not rest:
        return taken
    return _taken(taken, Piece("digits", ((rest, 0),)), _Context())


def _group_position(digits: str, part: str) -> int:
    """Where `part` stands in a number, at the start of a spoken group if possible, or -1."""
    for place in (0, 3, len(digits) - len(part)):
        if part and digits[place : place + len(part)] == part:
            return place
    return digits.rfind(part) if part else -1


def _taken(found: list[Candidate], piece: Piece, context: _Context) -> list[Candidate]:
    """Candidates after a group of digits."""
    result: list[Candidate] = []
    readings = piece.readings[: max(1, _MOST_WAYS // len(found))]
    for candidate in found:
        for text, cost in readings:
            ways = _ways(candidate, text, piece, context)
            result.extend(made._replace(cost=made.cost + cost) for made in ways)
    return result


def _ways(candidate: Candidate, text: str, piece: Piece, context: _Context) -> list[Candidate]:
    """Everything `text` can do to one candidate in this context."""
    mode = context.mode
    if piece.kind == "plural" and candidate.digits.endswith(text[0]) and mode == "correct":
        kept = candidate.digits.rstrip(text[0])
        return [candidate._replace(digits=kept + text)]
    if mode == "middle" and len(text) == _GROUP_ENDS[0] and len(candidate.digits) >= 6:
        first = len(candidate.digits) - 7 if len(candidate.digits) >= 10 else 3
        kept, rest = candidate.digits[:first], candidate.digits[first + 3 :]
        return [candidate._replace(digits=kept + text + rest)]
    if mode == "extension":
        return [_extended(candidate, text, context)]
    if mode == "not":
        return [_negated(candidate, text)]
    if mode == "delete":
        return [_deleted(candidate, text)]
    if mode == "area" and len(text) == _GROUP_ENDS[0]:
        moved = _area_code(candidate, text)
        if moved:
            return moved
    if candidate.extension and mode == "correct" and len(text) < 7:
        return [_extended(candidate, text, context._replace(mode="correct"))]
    if mode == "now" and _is_whole(text):
        return [candidate._replace(digits=text, last=0)]
    if mode in ("correct", "ending", "now") and candidate.digits:
        return _corrections(candidate, text, mode)
    return _appended(candidate, text, piece, context)


def _area_code(candidate: Candidate, text: str) -> list[Candidate]:
    """`text` as the area code of what was said: before seven digits, instead of another one."""
    if len(candidate.digits) in (7, 10):
        return [candidate._replace(digits=text + candidate.digits[-7:])]
    if len(candidate.digits) == len(text):
        # Three digits so far: "six one five, no, the area code is six two nine".
        put_first = candidate._replace(digits=text + candidate.digits, cost=candidate.cost + 1)
        return [candidate._replace(digits=text), put_first]
    return []


def _extended(candidate: Candidate, text: str, context: _Context) -> Candidate:
    old = candidate.extension
    if not _is_whole(candidate.digits) and len(text) >= 7 and old:
        return candidate._replace(digits=candidate.digits + text)
    if context.mode == "correct":
        kept = old[: len(old) - len(text)] if len(text) < len(old) else ""
        return candidate._replace(extension=kept + text)
    if context.words and old:
        return candidate
    return candidate._replace(extension=old + text)


def _negated(candidate: Candidate, text: str) -> Candidate:
    """After "not": digits that are said twice over, the second time right, swap; else nothing."""
    if not candidate.digits and _is_whole(text[_GROUP_ENDS[0] :]):
        return candidate._replace(digits=text[_GROUP_ENDS[0] :])
    half = len(text) // 2
    wrong, right = text[:half], text[half:]
    place = _group_position(candidate.digits, wrong)
    if place < 0 or len(wrong) != len(right) or _differences(wrong, right) > 1:
        return candidate
    digits = candidate.digits[:place] + right + candidate.digits[place + half :]
    return candidate._replace(digits=digits)


def _deleted(candidate: Candidate, text: str) -> Candidate:
    place = candidate.digits.rfind(text)
    if place < 0:
        return candidate
    digits = candidate.digits[:place] + candidate.digits[place + len(text) :]
    return candidate._replace(digits=digits)


def _corrections(candidate: Candidate, text: str, mode: Kind) -> list[Candidate]:
    """Ways in which `text` can replace a part of the digits, the likeliest cheapest."""
    digits, length = candidate.digits, len(text)
    if _is_whole(text):
        return [candidate._replace(digits=text, last=0)]
    if length > 1 and text == text[0] * length and digits.endswith(text[0] * 2):
        # "Double four, no, triple four".
        return [_cut(candidate, len(digits.rstrip(text[0])), text, 0)]
    fits = _target(digits) - length
    ways: list[Candidate] = []
    earlier = 1 if mode == "correct" and _replaces_group(digits, text) else 0
    if 0 <= fits <= len(digits) and not candidate.international:
        ways.append(_cut(candidate, fits, text, earlier + _oddness(digits, fits)))
    if earlier:
        place = _similar_group(digits, text)
        changed = digits[:place] + text + digits[place + length :]
        ways.append(candidate._replace(digits=changed))
    if mode == "ending":
        return ways or [_cut(candidate, len(digits), text, 0)]
    if length <= len(digits):
        ways.append(_cut(candidate, len(digits) - length, text, 1))
    ways += _recounted(candidate, text)
    ways.append(_cut(candidate, candidate.last, text, 1))
    ways.append(_cut(candidate, len(digits), text, 3))
    return ways


def _recounted(candidate: Candidate, text: str) -> list[Candidate]:
    """A digit said too often: "triple one, no, double one", "double eight, no, just one eight"."""
    single = text[1] if len(text) == 2 and text[0] == "1" else ""
    for digit, wanted in ((text[0], text), (single, single)):
        run = digit * (len(wanted) + 1)
        place = candidate.digits.rfind(run) if digit and wanted == digit * len(wanted) else -1
        if place >= 0:
            start = len(candidate.digits[:place].rstrip(digit))
            return [_cut(candidate, start, wanted, 1)]
    return []


def _oddness(digits: str, keep: int) -> int:
    """Cost of a correction by where it breaks in: people correct whole groups."""
    if _is_whole(digits):
        return 0
    national = len(digits) - (_target(digits) - 10)
    return (1 if national in _GROUP_ENDS else 3) + (keep < _GROUP_ENDS[0])


def _cut(candidate: Candidate, keep: int, text: str, cost: int) -> Candidate:
    return candidate._replace(
        digits=candidate.digits[:keep] + text, cost=candidate.cost + cost, last=keep
    )


def _replaces_group(digits: str, text: str) -> bool:
    """Whether three digits look like a new area code or exchange rather than a new ending."""
    if len(text) != 3 or not _is_whole(digits) or _differences(digits[-3:], text) <= 1:
        return False
    return _similar_group(digits, text) >= 0


def _similar_group(digits: str, text: str) -> int:
    first = _target(digits) - 10
    for place in (first, first + 3):
        if _differences(digits[place : place + 3], text) == 1:
            return place
    return -1


def _appended(candidate: Candidate, text: str, piece: Piece, context: _Context) -> list[Candidate]:
    """`text` after what was said, or instead of it, or left out as something else."""
    digits = candidate.digits
    new = candidate._replace(digits=digits + text, last=len(digits))
    if _is_whole(digits) and not candidate.international:
        if text == digits or (context.new_turn and digits.endswith(text)):
            return [candidate]
        if context.new_turn and _is_whole(text):
            return [candidate._replace(digits=text, last=0)]
        if context.words and (piece.loose or len(text) <= _SHORT or _is_whole(text)):
            return [candidate]
        return [new]
    if piece.loose and context.words and digits:
        return [candidate]
    ways = [new]
    dearer = candidate.cost + 1
    if digits and _is_whole(text):
        ways.append(candidate._replace(digits=text, cost=dearer, last=0))
    if context.new_turn and len(text) >= 2:
        if digits.endswith(text):
            ways.append(candidate._replace(cost=dearer))
        elif digits and text.startswith(digits):
            ways.append(candidate._replace(digits=text, cost=dearer, last=0))
    if piece.loose:
        ways.append(candidate._replace(cost=dearer + 1))
    overlap = _overlap(digits, text)
    if overlap:
        # A group said twice: "five five five, yes, five five five oh one three one".
        ways.append(candidate._replace(digits=digits + text[overlap:], cost=dearer + 1))
    return ways


def _overlap(digits: str, text: str) -> int:
    """How many digits, at least a group, `text` repeats of the end of `digits`."""
    longest = min(len(digits), len(text) - 1)
    widths = range(longest, _GROUP_ENDS[0] - 1, -1)
    return next((width for width in widths if digits.endswith(text[:width])), 0)


def _without_old(pieces: Sequence[Piece]) -> list[Piece]:
    """`pieces` without the groups said to be an old or dead number."""
    dropped: set[int] = set()
    for at, piece in enumerate(pieces):
        if piece.kind == "old" and at + 1 < len(pieces) and pieces[at + 1].kind == "digits":
            dropped.add(at + 1)
        elif piece.kind in ("old", "dead"):
            before = at - 1
            while before >= 0 and pieces[before].kind in ("correct", "turn"):
                before -= 1
            if before >= 0 and pieces[before].kind == "digits":
                dropped.add(before)
    return [piece for at, piece in enumerate(pieces) if at not in dropped]


def _next_digits(pieces: Sequence[Piece], at: int) -> int | None:
    """Index of the next group of digits within this turn."""
    for place in range(at, len(pieces)):
        if pieces[place].kind == "turn":
            return None
        if pieces[place].kind == "digits":
            return place
    return None


def _target(digits: str) -> int:
    """Length of a whole number that starts like this: a leading 1 is the country code."""
    return 11 if digits.startswith("1") else 10


def _is_whole(digits: str) -> bool:
    return len(digits) == _target(digits)


def _differences(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=False)) + abs(len(one) - len(other))


def _cheapest(found: list[Candidate], groups: int) -> list[Candidate]:
    """Distinct candidates, cheapest first, as many as are worth following after `groups`."""
    seen: dict[tuple[str, str, bool], Candidate] = {}
    for candidate in sorted(found, key=lambda one: one.cost):
        seen.setdefault((candidate.digits, candidate.extension, candidate.international), candidate)
    return list(seen.values())[: _MOST if groups < _USUAL_GROUPS else _FEW]
