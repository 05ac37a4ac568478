"""Pictures of what Tools/bench-inference measured: bars of how many times Halfword's time a peer takes, in SVG, for light
and dark pages."""

import math
from html import escape

import results
from results import Record

WIDTH, LEFT, RIGHT, BAR, GAP, HEAD = 1000, 250, 110, 20, 26, 64
STYLE = (
    "svg{--paper:white;--ink:#1d2733;--dim:#44515f;--line:#c9d1d9;--ours:#4f9d69;--theirs:#8fb0d9;--edge:#6b7885}"
    "@media(prefers-color-scheme:dark){svg{--paper:#15191e;--ink:#e4e9ee;--dim:#a9b4bf;--line:#38424c;"
    "--ours:#5fae79;--theirs:#45658f;--edge:#7d8a97}}"
)
ENDS = (0.25, 64.0)


def place(value: float) -> float:
    """Where a ratio lies, on an axis of powers of two."""
    low, high = map(math.log2, ENDS)
    share = (math.log2(min(max(value, ENDS[0]), ENDS[1])) - low) / (high - low)
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def picture(record: Record, batch: int) -> str:
    """The SVG of a batch, with one thread."""
    rows: list[str] = []
    words: list[str] = []
    top = HEAD
    for case in results.cases(record, batch, 1):
        title = record["networks"][case.network]["title"]
        rows.append(f'<text x="20" y="{top + 2}" font-weight="600" fill="var(--ink)">{escape(title)}</text>')
        top += 14
        for peer, name in results.TITLES.items():
            found = results.ratio(record, case, peer)
            if found is None:
                continue
            words.append(f"{title}, {name}: {results.number(found.median)}")
            start, end = sorted((place(1), place(found.median)))
            color = "--ours" if peer == results.OURS else "--theirs"
            middle = top + BAR / 2 + 4
            label = results.number(results.Spread.of(results.times(record, case, peer)).median) + " µs"
            if peer != results.OURS:
                label = f"× {results.number(found.median)}, {label}"
            rows += [
                f'<text x="{LEFT - 12}" y="{middle:.0f}" text-anchor="end" fill="var(--dim)">{escape(name)}</text>',
                f'<rect x="{start:.1f}" y="{top}" width="{max(3.0, end - start):.1f}" height="{BAR - 4}" rx="2" '
                f'fill="var({color})"/>',
                f'<path d="M{place(found.low):.1f} {top + BAR / 2 - 2:.0f}H{place(found.high):.1f}" '
                'stroke="var(--edge)" stroke-width="2"/>',
                f'<text x="{max(end, place(found.high)) + 6:.0f}" y="{middle:.0f}" fill="var(--ink)">{label}</text>',
            ]
            top += BAR
        top += GAP
    height = top + 10
    axis = []
    tick = ENDS[0]
    while tick <= ENDS[1]:
        axis.append(
            f'<path d="M{place(tick):.1f} {HEAD - 14}V{height - 24}" stroke="var(--line)"/>'
            f'<text x="{place(tick):.1f}" y="{height - 8}" text-anchor="middle" fill="var(--dim)">× {tick:g}</text>'
        )
        tick *= 2
    title = f"Time a sample, batch {batch}, one thread, as a multiple of Halfword's"
    return "\n".join([
        "<!-- Made by Tools/bench-inference. -->",
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        'font-family="system-ui, sans-serif" font-size="13">',
        f"<title>{title}</title>",
        f"<desc>{escape('; '.join(words))}.</desc>",
        f"<style>{STYLE}</style>",
        f'<rect width="{WIDTH}" height="{height}" fill="var(--paper)"/>',
        f'<text x="20" y="28" font-size="16" font-weight="600" fill="var(--ink)">{title}</text>',
        *axis,
        *rows,
        "</svg>",
    ]) + "\n"


def pictures(record: Record) -> dict[str, str]:
    """File name -> SVG."""
    batches = sorted({case.batch for case in results.cases(record, None, 1)})
    return {f"inference-batch-{batch}.svg": picture(record, batch) for batch in batches}
