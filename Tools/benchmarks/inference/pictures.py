"""Pictures of what Tools/bench-inference measured.

Bars of how many times Halfword's time a peer takes, in SVG, for light and dark pages.
"""

import math
from html import escape
from typing import NamedTuple

import results
from results import Record

WIDTH, LEFT, RIGHT, BAR, GAP, HEAD = 1000, 250, 110, 20, 26, 64
STYLE = (
    "svg{--paper:white;--ink:#1d2733;--dim:#44515f;--line:#c9d1d9;--ours:#4f9d69;--theirs:#8fb0d9;--edge:#6b7885}"
    "@media(prefers-color-scheme:dark){svg{--paper:#15191e;--ink:#e4e9ee;--dim:#a9b4bf;--line:#38424c;"
    "--ours:#5fae79;--theirs:#45658f;--edge:#7d8a97}}"
)


class Axis(NamedTuple):
    """Powers of two, from one to another."""

    low: int
    high: int

    def place(self, value: float) -> float:
        """Where a ratio lies."""
        share = (math.log2(value) - self.low) / (self.high - self.low)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    @staticmethod
    def of(record: Record, batch: int) -> "Axis":
        """One that holds all ratios of a batch."""
        found = [1.0]
        for case in results.cases(record, batch, 1):
            for peer in results.TITLES:
                if (spread := results.ratio(record, case, peer)) is not None:
                    found += [spread.low, spread.high]
        return Axis(math.floor(math.log2(min(found))), max(1, math.ceil(math.log2(max(found)))))


def picture(record: Record, batch: int) -> str:
    """The SVG of a batch, with one thread."""
    place = Axis.of(record, batch).place
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
    ends = Axis.of(record, batch)
    for power in range(ends.low, ends.high + 1):
        tick = 2.0**power
        axis.append(
            f'<path d="M{place(tick):.1f} {HEAD - 14}V{height - 24}" stroke="var(--line)"/>'
            f'<text x="{place(tick):.1f}" y="{height - 8}" text-anchor="middle" fill="var(--dim)">× {tick:g}</text>'
        )
    title = f"Time a sample, batch {batch}, one thread, as a multiple of Halfword's: medians and quartiles"
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
