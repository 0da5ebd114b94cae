import asyncio
from pathlib import Path

import pytest

from voicectl.bench import fault_proxy


@pytest.mark.integration
def test_the_bench_compares_direct_and_proxied_turns(tmp_path: Path) -> None:
    found = asyncio.run(fault_proxy.measure(tmp_path, 1, {"turns": 20}))
    for name in ("request_us", "message_us"):
        assert set(found[name]) == {"direct", "proxied", "added"}
        assert found[name]["proxied"]["n"] == 20
