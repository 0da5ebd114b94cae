"""Read company profiles: one file, the built-in demo company, or a directory chosen by number."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from agent.profile import document
from agent.profile.checks import faults, unknown_keys
from agent.profile.company_json import is_company_json, to_profile_data
from agent.profile.problems import Path as KeyPath
from agent.profile.problems import Problem, ProfileError
from agent.profile.schema import CompanyProfile, Numbers
from agent.profile.shape import Shaper

_AT = re.compile(r"(?s)(?P<what>.*?)(?: - at `(?P<where>[^`]*)`)?")
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]|\[(\.\.\.)\]")


def load_profile(path: Path) -> CompanyProfile:
    """Read one profile (YAML, TOML or JSON). Raises ProfileError naming file, line and key."""
    return build(document.read(path))


def load_default() -> CompanyProfile:
    """The built-in demo company, used when no profile is configured."""
    text = files("agent.profile").joinpath("default.yaml").read_text("utf-8")
    return build(document.parse_yaml(text, "default.yaml"))


def from_company_json(path: Path) -> CompanyProfile:
    """Read the evaluation data's ``company.json``: one seat per slot, none held back."""
    found = document.read(path)
    if not is_company_json(found.data):
        raise ProfileError((f"{path}: this is no company.json (no service_zips in it)",))
    return build(found)


def build(source: document.Document) -> CompanyProfile:
    """Turn a parsed document into a checked profile. Raises ProfileError with every fault."""
    if not isinstance(source.data, dict):
        raise ProfileError((f"{source.name}:1: a profile is a mapping of sections",))
    shaper = Shaper()
    data = shaper.profile(_words_of_a_profile(source))
    problems = [*shaper.problems, *unknown_keys(data)]
    if problems:
        raise _error(source, problems)
    try:
        profile = msgspec.convert(data, CompanyProfile)
    except msgspec.ValidationError as error:
        raise _error(source, [_typed(str(error), data)]) from None
    problems = list(faults(profile))
    if problems:
        raise _error(source, problems)
    return profile


def _words_of_a_profile(source: document.Document) -> dict[str, Any]:
    data: dict[str, Any] = source.data
    if not is_company_json(data):
        return data
    try:
        return to_profile_data(data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ProfileError(
            (f"{source.name}: company.json is not as described: {error!r}",)
        ) from None


def hash_of(profile: CompanyProfile) -> str:
    """Sixteen hex digits that change whenever any fact of the profile does."""
    canonical = msgspec.json.encode(msgspec.to_builtins(profile), order="deterministic")
    return hashlib.sha256(canonical).hexdigest()[:16]


def key_of(profile: CompanyProfile) -> str:
    """The company's key in the database and in `CallRef.company`, e.g. ``kc-comfort-air``."""
    return re.sub(r"[^a-z0-9]+", "-", profile.company.name.lower()).strip("-") or "company"


@dataclass(frozen=True, slots=True)
class Directory:
    """The companies a node answers for."""

    profiles: tuple[CompanyProfile, ...]

    def by_number(self, called: str) -> CompanyProfile | None:
        """The company that answers a called number; a sole company answers every number."""
        if len(self.profiles) == 1:
            return self.profiles[0]
        for profile in self.profiles:
            if called and called in (profile.numbers.sms_from, profile.numbers.office):
                return profile
        return None

    def by_key(self) -> Mapping[str, CompanyProfile]:
        """Profiles by company key."""
        return {key_of(profile): profile for profile in self.profiles}


def load_directory(path: Path | None) -> Directory:
    """Profiles of a file, of every profile file in a directory, or the demo company (None).

    Raises ProfileError, also when two companies share a name or a number.
    """
    if path is None:
        return Directory((load_default(),))
    if not path.is_dir():
        return Directory((load_profile(path),))
    found = sorted(f for f in path.iterdir() if f.suffix in {".yaml", ".yml", ".toml", ".json"})
    if not found:
        raise ProfileError((f"{path}: holds no profile; add a .yaml file for each company",))
    profiles = {file: load_profile(file) for file in found}
    _refuse_shared(profiles)
    return Directory(tuple(profiles.values()))


def overridden(
    found: Directory,
    *,
    company_name: str = "",
    emergency_phone: str = "",
    transfer_phone: str = "",
) -> Directory:
    """The companies with facts replaced that the environment names; empty texts change nothing.

    A name is only taken by a sole company: several need names of their own.
    """
    sole = len(found.profiles) == 1
    return Directory(
        tuple(
            _overridden(profile, company_name if sole else "", emergency_phone, transfer_phone)
            for profile in found.profiles
        )
    )


def _overridden(profile: CompanyProfile, name: str, emergency: str, office: str) -> CompanyProfile:
    replace = msgspec.structs.replace
    numbers: Numbers = profile.numbers
    if emergency:
        others = tuple(number for number in numbers.oncall if number != emergency)
        numbers = replace(numbers, oncall=(emergency, *others))
    if office:
        numbers = replace(numbers, office=office)
    company = replace(profile.company, name=name) if name else profile.company
    return replace(profile, company=company, numbers=numbers)


def _refuse_shared(profiles: Mapping[Path, CompanyProfile]) -> None:
    owners: dict[str, Path] = {}
    for file, profile in profiles.items():
        numbers = {profile.numbers.office, profile.numbers.sms_from} - {""}
        for name in (key_of(profile), *sorted(numbers)):
            if name in owners:
                raise ProfileError((f"{file}: {name} is also in {owners[name]}; keep one",))
            owners[name] = file


def _error(source: document.Document, problems: Iterable[Problem]) -> ProfileError:
    lines = [(source.line(problem.path), problem) for problem in problems]
    lines.sort(key=lambda pair: pair[0])
    return ProfileError(
        tuple(f"{source.name}:{line}: {problem.key}: {problem.message}" for line, problem in lines)
    )


def _typed(text: str, data: dict[str, Any]) -> Problem:
    """A problem from the words of a msgspec error, e.g. "Expected `int` - at `$.fees.service`"."""
    match = _AT.fullmatch(text)
    assert match is not None
    steps = _STEP.finditer(match["where"] or "")
    path: KeyPath = ()
    for step in steps:
        path += (int(step[2]) if step[2] else step[1] or _culprit(text, data, path),)
    message = match["what"].replace("`", "")
    if "got int" in message and "str" in message:
        message += "; put it in quotes"
    if missing := re.search(r"missing required field (\w+)", message):
        return Problem((*path, missing[1]), "is missing; add it")
    return Problem(path, message[:1].lower() + message[1:])


def _culprit(text: str, data: dict[str, Any], path: KeyPath) -> str:
    """msgspec writes [...] for any key of a mapping: the key that fails with it alone in there."""
    keys = _at(data, path)
    for key in keys:
        try:
            msgspec.convert(_with_only(data, path, key), CompanyProfile)
        except msgspec.ValidationError as error:
            if str(error) == text:
                return str(key)
    return "..."


def _at(data: Any, path: KeyPath) -> Any:
    for part in path:
        data = data[part]
    return data


def _with_only(data: Any, path: KeyPath, key: str) -> Any:
    """A copy in which the mapping at `path` holds nothing but `key`."""
    if not path:
        return {key: data[key]}
    copy: Any = dict(data) if isinstance(data, dict) else list(data)
    copy[path[0]] = _with_only(data[path[0]], path[1:], key)
    return copy
