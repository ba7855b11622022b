"""Figures of queries and of the tagger on sets given by a path, and their speeds.

    python -m tests.benchmarks.countries --sets PATH

PATH holds `a_*.jsonl` (queries: `q`, `gold`), `b_*.jsonl` (articles: `title`, `text`, `gold`,
`ignore`) and perhaps `hard_cases.json`. None of it is part of the project. The speeds stand
beside a bare scan of the same automaton, which finds the names and decides nothing, and beside
flashgeotext where it is installed (it is not needed for anything).
"""

import argparse
import importlib
import importlib.util
import itertools
import json
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from bot.countries.lexicon import lexicon
from bot.countries.prose import read
from bot.countries.query import iso_codes
from bot.countries.tagger import scores

CUTS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.67)
# Dependencies and places without people, which nobody asks a briefing bot about.
_DEPENDENCIES = (
    "AI AQ AS AW AX BL BM BQ BV CC CK CW CX EH FK FO GF GG GI GL GP GS GU HM IM IO JE KY MF MP MQ"
    " MS NC NF NU PF PM PN PR RE SH SJ SX TC TF TK UM VG VI WF YT"
)
OUTSIDE_CORE = frozenset(_DEPENDENCIES.split())
SHORT = range(500, 1001)

Row = dict[str, Any]
Scores = dict[str, float]


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sets", type=Path, required=True)
    sets: Path = parser.parse_args().sets
    started = time.process_time()
    lexicon()
    print(f"load: {time.process_time() - started:.2f} s, {resident():.0f} MB resident in all\n")
    for path in sorted(sets.glob("a_*.jsonl")):
        show_queries(path.stem, rows_of(path))
    for path in sorted(sets.glob("b_*.jsonl")):
        show_articles(path.stem, [row for row in rows_of(path) if row["gold"]])
    if (sets / "hard_cases.json").exists():
        show_hard(json.loads((sets / "hard_cases.json").read_text("utf-8")))


def rows_of(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def resident() -> float:
    """Return the process's resident megabytes; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)


def show_queries(name: str, rows: list[Row]) -> None:
    """Print how many queries are right, how many give a wrong country, and the slowest times."""
    times: list[float] = []
    core = right = wrong = 0
    for row in rows:
        started = time.perf_counter()
        said = iso_codes(row["q"])
        times.append(1000 * (time.perf_counter() - started))
        if OUTSIDE_CORE.isdisjoint(row["gold"]):
            core += 1
            right += said == row["gold"]
            wrong += bool(said) and sorted(said) != sorted(row["gold"])
    percentiles = statistics.quantiles(times, n=100)
    print(
        f"{name:16} {core:6} of {len(rows):6} core queries  right {100 * right / core:5.1f}"
        f"  wrong {100 * wrong / core:4.1f}  median {percentiles[49]:.2f} ms"
        f"  p99 {percentiles[98]:.2f} ms"
    )


def show_articles(name: str, rows: list[Row]) -> None:
    """Print the figures over articles that are not about the US alone, then the speeds."""
    found = [scored(row) for row in rows]
    world = [pair for pair in zip(rows, found, strict=True) if pair[0]["gold"] != ["US"]]
    best = max(CUTS, key=lambda cut: f1(world, cut))
    tops = [max(of, key=of.__getitem__, default="") in row["gold"] for row, of in world]
    print(
        f"\n{name}: {len(world)} of {len(rows)} articles not only on the US\n"
        f"  F1 {100 * f1(world, 0):.1f} uncut, {100 * f1(world, best):.1f} with the cut {best}"
        f"  top one {100 * statistics.fmean(tops):.1f}"
        f"  pair recall {100 * pair_recall(world):.1f}  pairAP {100 * pair_ap(rows, found):.1f}"
    )
    show_speeds([text_of(row) for row in rows if len(text_of(row)) in SHORT])


def text_of(row: Row) -> str:
    return f"{row['title']}\n\n{row['text']}"


def scored(row: Row) -> Scores:
    return {code: score for code, score in scores(text_of(row)) if code not in row["ignore"]}


def f1(pairs: Iterable[tuple[Row, Scores]], cut: float) -> float:
    """Return F1 over countries whose score is at least `cut` times the article's best."""
    hit = said = true = 0
    for row, found in pairs:
        top = max(found.values(), default=0)
        kept = {code for code, score in found.items() if score >= cut * top}
        hit, said, true = (
            hit + len(kept & {*row["gold"]}),
            said + len(kept),
            true + len(row["gold"]),
        )
    return 2 * hit / max(said + true, 1)


def pairs_in(codes: Iterable[str]) -> set[tuple[str, str]]:
    return set(itertools.combinations(sorted(codes), 2))


def pair_recall(pairs: Iterable[tuple[Row, Scores]]) -> float:
    """Return how many labelled pairs are found, without any cut."""
    counts = [
        (len(pairs_in(row["gold"]) & pairs_in(of)), len(pairs_in(row["gold"]))) for row, of in pairs
    ]
    return sum(hit for hit, _ in counts) / max(sum(true for _, true in counts), 1)


def pair_ap(rows: list[Row], found: list[Scores]) -> float:
    """Return the mean average precision over the pairs that three articles or more are on."""
    wanted: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    ranked: defaultdict[tuple[str, str], list[tuple[float, int]]] = defaultdict(list)
    for number, (row, of) in enumerate(zip(rows, found, strict=True)):
        top = max(of.values(), default=1)
        for pair in pairs_in(row["gold"]):
            wanted[pair].add(number)
        for one, other in pairs_in(of):
            ranked[one, other].append((-min(of[one], of[other]) / top, number))
    values = [
        average_precision([number for _, number in sorted(ranked[pair])], numbers)
        for pair, numbers in wanted.items()
        if len(numbers) >= 3
    ]
    return statistics.fmean(values) if values else 0.0


def average_precision(ranking: list[int], wanted: set[int]) -> float:
    hits = 0
    total = 0.0
    for rank, number in enumerate(ranking, start=1):
        if number in wanted:
            hits += 1
            total += hits / rank
    return total / len(wanted)


def show_speeds(texts: list[str]) -> None:
    """Print articles a second of the tagger, of the bare scan and of flashgeotext if there."""
    if not texts:
        return
    automaton = lexicon().automaton
    folded = [read(text).folded for text in texts]
    mean = statistics.fmean(map(len, texts))
    print(f"  {len(texts)} short articles, {mean:.0f} signs on average, articles a second:")
    print(f"    tagger     {per_second(scores, texts):9,.0f}")
    bare = per_second(lambda text: sum(1 for _ in automaton.iter(text)), folded)
    print(f"    bare scan  {bare:9,.0f}")
    if importlib.util.find_spec("flashgeotext"):
        extract = importlib.import_module("flashgeotext.geotext").GeoText().extract
        print(f"    flashgeotext {per_second(extract, texts[:200]):7,.0f}")
    else:
        print("    flashgeotext is not installed")


def per_second(function: Callable[[str], object], texts: list[str]) -> float:
    """Return calls a second of CPU time, the best of three rounds."""
    rounds: list[float] = []
    for _ in range(3):
        started = time.process_time()
        for text in texts:
            function(text)
        rounds.append(time.process_time() - started)
    return len(texts) / min(rounds)


def show_hard(cases: dict[str, list[Row]]) -> None:
    """Print how many cases by hand are right and how many traps were fallen into."""
    said = [iso_codes(case["q"]) for case in cases["queries"]]
    right = [
        of == case["gold"] or ("ask" in case and not of)
        for case, of in zip(cases["queries"], said, strict=True)
    ]
    wrong = sum(bool(of) and not ok for of, ok in zip(said, right, strict=True))
    print(f"\nby hand: queries right {sum(right)} of {len(right)}, wrong country {wrong}")
    found = [{code for code, _ in scores(case["text"])} for case in cases["sentences"]]
    traps = [
        len(of & {*case.get("not", [])}) for case, of in zip(cases["sentences"], found, strict=True)
    ]
    whole = [
        of >= {*case["gold"]} and not trap
        for case, of, trap in zip(cases["sentences"], found, traps, strict=True)
    ]
    print(f"by hand: sentences right {sum(whole)} of {len(whole)}, traps fallen into {sum(traps)}")


if __name__ == "__main__":
    main()
