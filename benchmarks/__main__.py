"""`python -m benchmarks`: see README.md in this folder."""

import argparse
import dataclasses
import importlib.metadata
import importlib.util
import json
import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.cases import CASES, Fresh
from benchmarks.runner import Row, Settings, run_case

BACKENDS = ("jax", "torch", "tensorflow")
CONTENDERS = ("raw", "keras", "multikeras")
QUICK = Settings(rounds=2, seconds=0.02, quick=True)


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Compares multikeras with raw frameworks and Keras.")
    parser.add_argument("--backend", nargs="+", choices=BACKENDS, default=BACKENDS)
    parser.add_argument("--case", nargs="+", choices=list(CASES), default=list(CASES), metavar="CASE", help=", ".join(CASES))
    parser.add_argument("--contender", nargs="+", choices=CONTENDERS[1:], default=CONTENDERS[1:], help="raw always runs")
    parser.add_argument("--rounds", type=int, default=Settings.rounds)
    parser.add_argument("--seconds", type=float, default=Settings.seconds, help="least CPU time of one measure")
    parser.add_argument("--core", type=int, help="the core for all workers (default: the last one allowed; -1: not bound)")
    parser.add_argument("--quick", action="store_true", help="few steps, two rounds: shows that all runs, its figures mean little")
    parser.add_argument("--check", action="store_true", help="exit with 1 if multikeras misses a limit or imports too much")
    parser.add_argument("--json", type=Path, metavar="OUT", help="file for all figures")
    return parser.parse_args(arguments)


def settings_of(arguments: argparse.Namespace) -> Settings:
    core = arguments.core
    if core is None and hasattr(os, "sched_getaffinity"):
        core = max(os.sched_getaffinity(0))
    if core == -1:
        core = None
    if arguments.quick:
        return dataclasses.replace(QUICK, core=core)
    return Settings(arguments.rounds, arguments.seconds, core=core)


def table_of(rows: Sequence[Row], contenders: Sequence[str]) -> Table:
    table = Table(title="CPU time, medians; in brackets the ratio to raw and its quartiles")
    for heading in ("backend", "case", "raw", *contenders, "limit"):
        table.add_column(heading, justify="left" if heading in ("backend", "case") else "right")
    for row in rows:
        cells = [cell(row, contender) for contender in ("raw", *contenders)]
        table.add_row(row.backend, row.case, *cells, limit_cell(row))
    return table


def cell(row: Row, contender: str) -> str:
    entry = row.entries[contender]
    if entry.error is not None:
        return "[red]error[/red]"
    if entry.comparison is None:
        return "[red]no raw[/red]"
    text = duration(entry.comparison.seconds)
    if contender == "raw":
        return f"{text}/{CASES[row.case].unit}"
    if isinstance(CASES[row.case], Fresh):
        text += f" ({'+' * (entry.comparison.excess >= 0)}{duration(entry.comparison.excess)})"
    else:
        text += f" ({entry.comparison.ratio:.2f}x, {entry.comparison.low:.2f}-{entry.comparison.high:.2f})"
    if entry.unwanted:
        text += f" [red]brings {', '.join(entry.unwanted)}[/red]"
    elif not row.agrees(contender):
        text += f" [red]differs by {entry.difference:.1e}[/red]"
    return text


def limit_cell(row: Row) -> str:
    limit = CASES[row.case].limits.get(row.backend)
    if limit is None:
        return ""
    text = f"+{limit} s" if isinstance(CASES[row.case], Fresh) else f"{limit}x"
    within = row.within_limit("multikeras") if "multikeras" in row.entries else None
    return text if within is None else f"{text} [green]kept[/green]" if within else f"{text} [red]missed[/red]"


def duration(seconds: float) -> str:
    """Three significant digits with a fitting unit."""
    for factor, unit in ((1, "s"), (1e3, "ms"), (1e6, "us")):
        if abs(seconds) * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


def report_of(rows: Sequence[Row], settings: Settings) -> dict:
    """Everything measured, with what it was measured on."""
    packages = ("multikeras", "keras", "jax", "torch", "tensorflow", "numpy")
    return {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "versions": {name: version for name in packages if (version := version_of(name))},
        "settings": dataclasses.asdict(settings),
        "rows": [dataclasses.asdict(row) for row in rows],
    }


def version_of(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def failed(rows: Sequence[Row], check: bool) -> bool:
    """Whether to exit with 1: after an error, where results differ, and with `check` where multikeras misses a limit or imports
    what it must not."""
    broken = any(entry.error or not row.agrees(name) for row in rows for name, entry in row.entries.items())
    ours = [row for row in rows if "multikeras" in row.entries]
    slow = any(row.within_limit("multikeras") is False or row.entries["multikeras"].unwanted for row in ours)
    return broken or (check and slow)


def main() -> None:
    arguments = parse()
    console = Console(width=None if sys.stdout.isatty() else 160)
    settings = settings_of(arguments)
    contenders = [name for name in CONTENDERS if name in arguments.contender]
    rows = []
    for backend in [name for name in arguments.backend if importlib.util.find_spec(name)]:
        for case in arguments.case:
            row = run_case(case, backend, ["raw", *contenders], settings)
            console.print(f"{backend} {case}:", *[f"{name} {cell(row, name)} " for name in row.entries])
            for contender, entry in row.entries.items():
                if entry.error:
                    console.print(f"{contender} failed: {entry.error}", style="red", markup=False)
            rows.append(row)
    console.print(table_of(rows, contenders))
    if arguments.json:
        arguments.json.write_text(json.dumps(report_of(rows, settings), indent=1))
    sys.exit(failed(rows, arguments.check))


if __name__ == "__main__":
    main()
