"""The rules and pages of alerts speak of figures that a node really has."""

import asyncio
import re
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml

pytestmark = pytest.mark.integration

DOCS = Path(__file__).parents[3] / "docs"
MADE_BY_PROMETHEUS = {"up"}


def test_every_figure_of_rules_and_pages_is_exported(rig: Any) -> None:
    async def main() -> str:
        nowhere = {"mqtt_url": "mqtt://127.0.0.1:1"}
        async with (
            rig(fleet=nowhere) as made,
            aiohttp.ClientSession(f"http://127.0.0.1:{made.node.port}") as client,
            client.get("/metrics") as answer,
        ):
            return await answer.text()

    exported = asyncio.run(main())
    lines = [line for line in exported.splitlines() if not line.startswith("#")]
    names = {re.split(r"[{ ]", line)[0] for line in lines}
    families = set(re.findall(r"^# TYPE (\S+)", exported, re.MULTILINE))
    pairs = set(re.findall(r'(\w+="[^"]+")', "\n".join(lines)))
    rules = yaml.safe_load((DOCS / "deploy" / "alerts.yml").read_text("utf-8"))
    for rule in (one for group in rules["groups"] for one in group["rules"]):
        used = set(re.findall(r"\b(?:voicectl_\w+|up)\b", rule["expr"]))
        assert used, rule
        assert used <= names | MADE_BY_PROMETHEUS, rule["alert"]
        wanted = set(re.findall(r'(\w+="[^"]+")', rule["expr"])) - {'job="voicectl"'}
        assert wanted <= pairs, rule["alert"]
    for page in (DOCS / "runbooks").glob("*.md"):
        told = set(re.findall(r"voicectl_[a-z_]+", page.read_text("utf-8")))
        assert told <= families, page.name
