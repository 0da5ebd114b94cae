"""JUnit XML, the report that build servers read."""

from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree  # writing only, nothing foreign is parsed


def write(path: Path, suite: str, cases: Iterable[tuple[str, str]]) -> None:
    """Write cases of (name, failure text or empty). Raises OSError."""
    rows = list(cases)
    failures = sum(bool(text) for _, text in rows)
    root = ElementTree.Element(
        "testsuite", name=suite, tests=str(len(rows)), failures=str(failures)
    )
    for name, text in rows:
        case = ElementTree.SubElement(root, "testcase", classname=suite, name=name)
        if text:
            ElementTree.SubElement(case, "failure", message=text.splitlines()[0]).text = text
    path.parent.mkdir(parents=True, exist_ok=True)
    ElementTree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
