"""Alert rules: Prometheus takes them, they fire for what they are about, each has its page."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from voicectl.cli import COMMANDS

DEPLOY = Path(__file__).parents[2] / "docs" / "deploy"
PAGES = DEPLOY.parent / "runbooks"
ALERTS: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((DEPLOY / "alerts.yml").read_text("utf-8"))["groups"]
    for rule in group["rules"]
]


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "rules", "alerts.yml"),
        ("check", "config", "prometheus.yml"),
        ("test", "rules", "alerts_test.yml"),
    ],
    ids=" ".join,
)
def test_prometheus_takes_the_rules_and_they_fire(arguments: tuple[str, ...]) -> None:
    program = shutil.which("promtool")
    assert program, "run scripts/bootstrap dev: the package prometheus brings promtool"
    done = subprocess.run([program, *arguments], cwd=DEPLOY, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_has_its_page_and_every_page_its_alert() -> None:
    names = [rule["alert"] for rule in ALERTS]
    assert len(names) == len(set(names))
    assert {page.stem for page in PAGES.glob("*.md")} - {"README"} == set(names)
    for rule in ALERTS:
        name = rule["alert"]
        assert rule["annotations"]["runbook"] == f"docs/runbooks/{name}.md"
        assert rule["labels"]["severity"] in ("critical", "warning")
        text = (PAGES / f"{name}.md").read_text("utf-8")
        assert text.startswith(f"# {name}: ")
        assert f"Severity: {rule['labels']['severity']}." in text
        for part in ("## Look", "## Do", "Rehearse: "):
            assert part in text, (name, part)
        assert 10 <= len(text.splitlines()) <= 25, name
        for metric in re.findall(r"voicectl_[a-z_]+?(?=_bucket|\W)", rule["expr"]):
            assert metric in text, f"{name} does not tell of {metric}"


def test_pages_send_nobody_to_commands_that_are_not_there() -> None:
    known = {entry.name for entry in COMMANDS}
    scripts = {path.name for path in (DEPLOY.parents[1] / "scripts").iterdir()}
    for page in PAGES.glob("*.md"):
        text = page.read_text("utf-8")
        assert set(re.findall(r"`voicectl ([a-z]+)", text)) <= known, page
        assert set(re.findall(r"scripts/([a-z-]+)", text)) <= scripts, page
