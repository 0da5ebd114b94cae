"""A run as one HTML page that needs nothing else: verdict, objectives, figures, plots."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from voicectl.bench.traces import figures
from voicectl.chaos.load import Run
from voicectl.chaos.plots import Band, Series, histogram, plot

BAR_MS = 100.0
STYLE = """
:root{--paper:#fff;--ink:#1c2430;--soft:#667085;--line:#d9dee7;--band:#f59e0b2e;
--c0:#2563eb;--c1:#db2777;--c2:#059669;--c3:#d97706;--c4:#7c3aed;--c5:#0891b2}
@media (prefers-color-scheme:dark){:root{--paper:#12161d;--ink:#e6eaf0;--soft:#98a2b3;
--line:#2b3340;--c0:#60a5fa;--c1:#f472b6;--c2:#34d399;--c3:#fbbf24;--c4:#a78bfa;--c5:#22d3ee}}
body{background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif;
max-width:1340px;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem;margin:0}h2{font-size:1.05rem;margin:2rem 0 .5rem}p{color:var(--soft)}
.plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(420px,1fr));gap:1rem}
svg{width:100%;height:auto}table{border-collapse:collapse}
td,th{padding:.25rem 1rem .25rem 0;border-bottom:1px solid var(--line);text-align:left;
font-variant-numeric:tabular-nums}th{color:var(--soft);font-weight:500}
.ok{color:var(--c2)}.missed{color:var(--c1);font-weight:600}
.title{font:600 13px system-ui,sans-serif;fill:var(--ink)}
.tick{font:11px system-ui,sans-serif;fill:var(--soft)}.grid{stroke:var(--line)}
.band{fill:var(--band)}.line{fill:none;stroke-width:1.8}.dashed{stroke-dasharray:5 4}
.line.s0{stroke:var(--c0)}.line.s1{stroke:var(--c1)}.line.s2{stroke:var(--c2)}
.line.s3{stroke:var(--c3)}.line.s4{stroke:var(--c4)}.line.s5{stroke:var(--c5)}
.fill.s0{fill:var(--c0)}.fill.s1{fill:var(--c1)}.fill.s2{fill:var(--c2)}
.fill.s3{fill:var(--c3)}.fill.s4{fill:var(--c4)}.fill.s5{fill:var(--c5)}
"""
TIMES = ("answered_ms", "response_ms", "first_byte_ms", "barge_in_ms", "overhead_ms")


def page(found: Mapping[str, Any], done: Run | None = None, bands: Sequence[Band] = ()) -> str:
    """The page of a report; plots need the run itself."""
    verdict = "all objectives reached" if found["ok"] else "an objective was missed"
    kind = "ok" if found["ok"] else "missed"
    name = escape(str(found["scenario"]))
    parts = [
        f'<h1>{name}: <span class="{kind}">{verdict}</span></h1>',
        f"<p>{escape(str(found.get('about', '')))}</p>" if found.get("about") else "",
        "<h2>Objectives</h2>",
        _objectives(found["objectives"]),
    ]
    if done is not None:
        parts += ["<h2>Over time</h2>", f'<div class="plots">{"".join(_plots(done, bands))}</div>']
    times = [one for one in TIMES if one in found]
    if times:
        parts += ["<h2>Times</h2>", _times(found, times)]
    rest = {key: one for key, one in found.items() if key not in (*TIMES, "objectives", "about")}
    parts += ["<h2>Figures</h2>", _rows(flat(rest))]
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{name}</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<style>{STYLE}</style></head><body>{''.join(parts)}</body></html>\n"
    )


def flat(found: Mapping[str, Any], above: str = "") -> list[tuple[str, Any]]:
    """Every figure of a report by its path."""
    rows: list[tuple[str, Any]] = []
    for name, value in found.items():
        if isinstance(value, Mapping):
            rows += flat(value, f"{above}{name}.")
        else:
            rows.append((f"{above}{name}", value))
    return rows


def _plots(done: Run, bands: Sequence[Band]) -> Iterable[str]:
    looks, gauge = done.gauge.looks, done.gauge
    until = max(one.at_s for one in looks)
    x = (0.0, until)
    live: list[Series] = [Series("live", [(one.at_s, one.live) for one in looks], "steps")]
    if done.traffic.calls:
        wanted = [(one.at_s, float(done.traffic.at_once(one.at_s))) for one in looks]
        live.append(Series("wanted", wanted, "steps"))
    yield plot("Calls at once", "seconds", live, x=x, bands=bands)
    answers = [
        (one.at_s + response.after_ms / 1000, float(response.latency_ms))
        for one in done.calls
        for response in one.responses
    ]
    ranked = sorted(ms for _, ms in answers)
    middle = figures(ranked)
    levels = [Series(name, [(0.0, middle[name])], "level") for name in ("p50", "p95") if ranked]
    series = [Series("response", answers, "dots"), *levels]
    yield plot("Response, ms", "seconds", series, x=x, bands=bands)
    bars = histogram(ranked, BAR_MS)
    end = (ranked[-1] if ranked else 0.0) + BAR_MS
    yield plot("Responses by their time", "ms", [Series("responses", bars, "bars")], x=(0.0, end))
    used = [Series(name, gauge.busy(name)) for name in gauge.pids]
    yield plot("CPU, cores", "seconds", used, x=x, bands=bands)
    if "node" in gauge.pids:
        memory = [Series("node", [(one.at_s, one.rss_mb) for one in looks])]
        yield plot("Resident memory, MB", "seconds", memory, x=x, bands=bands)


def _objectives(rows: Sequence[Mapping[str, Any]]) -> str:
    words = {True: "ok", False: "missed", None: "not known"}
    cells = (
        f"<tr><td>{escape(row['name'])}</td><td>{escape(row['target'])}</td>"
        f"<td>{_cell(row['value'])}</td>"
        f'<td class="{"missed" if row["ok"] is False else "ok"}">{words[row["ok"]]}</td></tr>'
        for row in rows
    )
    head = "<tr><th>figure</th><th>target</th><th>was</th><th></th></tr>"
    return f"<table>{head}{''.join(cells)}</table>"


def _times(found: Mapping[str, Any], names: Sequence[str]) -> str:
    columns = ("n", "p50", "p95", "p99", "max")
    head = "".join(f"<th>{one}</th>" for one in ("", *columns))
    rows = (
        "".join(f"<td>{one}</td>" for one in (name, *(_cell(found[name][key]) for key in columns)))
        for name in names
    )
    return f"<table><tr>{head}</tr>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def _rows(rows: Iterable[tuple[str, Any]]) -> str:
    cells = (f"<tr><td>{escape(name)}</td><td>{_cell(one)}</td></tr>" for name, one in rows)
    return f"<table>{''.join(cells)}</table>"


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    return escape(f"{value:g}" if isinstance(value, float) else str(value))
