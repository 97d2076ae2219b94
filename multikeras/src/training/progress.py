"""Progress on standard output: the bar of `fit`, `Progbar` for loops of one's own, and messages that do not collide with a bar.

There are three kinds of output. A terminal and a notebook get one line that is drawn again and again; what is left of a longer
line before is erased by a control sequence in a terminal, by spaces in a notebook. Anything else, a file or a pipe, gets whole
lines without control characters.
"""

import logging
import os
import shutil
import sys
from collections.abc import Iterable, Mapping
from time import perf_counter
from typing import Any, ClassVar

import numpy as np

from multikeras.src.core import config
from multikeras.src.core.export import export

logger = logging.getLogger("multikeras")

WIDTH = 20
INTERVAL = 0.1
"""Seconds between two drawings of the bar of `fit`."""

BOLD, GREEN, WHITE, RESET = "\x1b[1m", "\x1b[32m", "\x1b[37m", "\x1b[0m"
ERASE = "\r\x1b[K"


def output_kind() -> str:
    """`"terminal"`, `"notebook"`, `"file"`, or `"logging"` if interactive logging is disabled."""
    if not config.is_interactive_logging_enabled():
        return "logging"
    stream = sys.stdout
    if stream is None:  # a program without a console
        return "logging"
    if type(stream).__module__.startswith(("ipykernel", "google.colab")):
        return "notebook"
    return "terminal" if stream.isatty() and os.environ.get("TERM") != "dumb" else "file"


def message(text: str) -> None:
    """Print a line; one that is just being drawn by a progress bar is wiped out, and comes again below."""
    kind = output_kind()
    if kind == "logging":
        logger.info(text)
        return
    if Line.visible:
        text = ERASE + text if kind == "terminal" else "\r" + text.ljust(Line.visible)
        Line.visible = 0
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def end_line() -> None:
    """Leave the line that is just being drawn as it is, and begin a new one."""
    if Line.visible:
        Line.visible = 0
        sys.stdout.write("\n")
        sys.stdout.flush()


class Line:
    """One line of output that is drawn again and again."""

    visible: ClassVar[int] = 0
    """Characters of an unfinished line that standard output shows now, whichever object drew it."""

    def __init__(self, width: int = WIDTH) -> None:
        self.width = width
        self.kind = output_kind()

    @property
    def redraws(self) -> bool:
        """Whether there is any use in drawing the line before it is complete."""
        return self.kind in ("terminal", "notebook")

    def draw(self, head: str, done: float | None, tail: str, *, last: bool) -> None:
        """Show `head`, a bar of which the fraction `done` is filled, and `tail`; the `last` drawing ends the line."""
        if not self.redraws:
            if last:
                message(" - ".join(part for part in (head, tail.strip()) if part))
            return
        bar, bar_length = self._bar(done)
        if self.kind == "terminal" and not last:
            # A line that wraps could not be drawn over.
            room = shutil.get_terminal_size().columns - 1 - len(head) - 1
            if room < bar_length:
                bar, bar_length = "", 0
            tail = tail[: max(room - bar_length, 0)]
        length = len(head) + 1 + bar_length + len(tail)
        text = f"{BOLD}{head}{RESET} {bar}{tail}"
        if self.kind == "terminal":
            sys.stdout.write(ERASE + text)
        else:
            sys.stdout.write("\r" + text + " " * max(Line.visible - length, 0))
        Line.visible = 0 if last else length
        if last:
            sys.stdout.write("\n")
        sys.stdout.flush()

    def _bar(self, done: float | None) -> tuple[str, int]:
        """The bar with its colours, and its visible length."""
        if done is None:
            return "", 0
        filled = round(self.width * min(done, 1.0))
        if _can_write("━"):
            return f"{GREEN}{'━' * filled}{RESET}{WHITE}{'━' * (self.width - filled)}{RESET} ", self.width + 1
        return f"{'=' * filled}{'.' * (self.width - filled)} ", self.width + 1


class ProgressBar:
    """The bar of `fit`, `evaluate` and `predict`.

    The loop asks `due()` after each step, which costs a look at the clock, and fetches metrics from the device for `update`
    only when it is. A total that is not known is learned in the first epoch.

    Args:
        verbose: 0 for nothing, 1 for a bar, 2 for one line an epoch, `"auto"` for 1. Where the output is not a terminal or a
            notebook, 1 gives one line an epoch too.
    """

    def __init__(self, verbose: int | str = "auto") -> None:
        if verbose not in (0, 1, 2, "auto"):
            raise ValueError(f"verbose must be 0, 1, 2 or 'auto'; got {verbose!r}.")
        self.verbose = 1 if verbose == "auto" else int(verbose)
        self._total: int | None = None
        self._next = float("inf")  # when to draw again

    def begin_epoch(self, epoch: int, epochs: int | None, total_steps: int | None) -> None:
        """Start the bar of an epoch.

        Args:
            epoch: its index, from 0.
            epochs: how many there will be; with 1 or None the line has no title.
            total_steps: how many steps it will have, or None if that is not known.
        """
        self._total = self._total if total_steps is None else total_steps
        self._line = Line()
        self._start = perf_counter()
        self._mark: tuple[int, float] | None = None  # step and time of the first update: the step before it compiled
        animated = self.verbose == 1 and self._line.redraws
        self._title = f"Epoch {epoch + 1}/{epochs}" if epochs is not None and epochs > 1 else ""
        if animated and self._title:
            message(self._title)
        self._next = 0.0 if animated else float("inf")

    def due(self) -> bool:
        """Whether it is time to draw again."""
        return perf_counter() >= self._next

    def update(self, step: int, logs: Mapping[str, Any]) -> None:
        """Draw the bar after `step` steps, with metrics."""
        if not self.verbose or not self._line.redraws or self.verbose == 2:
            return
        now = perf_counter()
        if self._mark is None:
            self._mark = (step, now)
        per_step = self._per_step(step, now)
        if self._total is None:
            head, done, clock = f"{step}/Unknown", None, _clock(now - self._start)
        else:
            head, done = f"{step:>{len(str(self._total))}}/{self._total}", step / max(self._total, 1)
            clock = _clock(per_step * max(self._total - step, 0))
        self._line.draw(head, done, f"{clock} {_duration(per_step)}/step{_metrics(logs)}", last=False)
        self._next = now + INTERVAL

    def end_epoch(self, step: int, logs: Mapping[str, Any]) -> None:
        """Complete the line of the epoch, which had `step` steps."""
        self._next = float("inf")
        if not self.verbose:
            return
        now = perf_counter()
        if self._total is None:
            self._total = step
        seconds = f"{now - self._start:.0f}s"
        per_step = f"{_duration(self._per_step(step, now))}/step"
        head = f"{step}/{self._total}"
        if self.verbose == 1 and self._line.redraws:
            self._line.draw(head, step / max(self._total, 1), f"{seconds} {per_step}{_metrics(logs)}", last=True)
            return
        title = f"{self._title} - " if self._title else ""
        message(f"{title}{head} - {seconds} - {per_step}{_metrics(logs)}")

    def _per_step(self, step: int, now: float) -> float:
        """Seconds a step; without the first update's steps, among which is the one that compiled, when there are others."""
        if self._mark is not None and step > self._mark[0]:
            return (now - self._mark[1]) / (step - self._mark[0])
        return (now - self._start) / max(step, 1)


@export("multikeras.utils.Progbar")
class Progbar:
    """A progress bar for a loop of one's own.

    Args:
        target: number of steps in all, None if it is not known.
        width: width of the bar in characters.
        verbose: 0 for nothing, 1 for a bar, 2 for one line at the end.
        interval: seconds between two drawings, at least.
        stateful_metrics: names of the metrics whose values are shown as they are given. The others are averaged over the steps.
        stateless_metrics: names of the metrics that are averaged; if given, all others are shown as they are.
        unit_name: what a step is called.

    Raises:
        ValueError: if a metric is named both stateful and stateless.

    Example:

    >>> bar = multikeras.utils.Progbar(3, verbose=0)
    >>> for loss in (3.0, 2.0, 1.0):
    ...     bar.add(1, [("loss", loss)])
    """

    def __init__(
        self,
        target: int | None,
        width: int = 20,
        verbose: int = 1,
        interval: float = 0.05,
        stateful_metrics: Iterable[str] | None = None,
        stateless_metrics: Iterable[str] | None = None,
        unit_name: str = "step",
    ) -> None:
        self.target = target
        self.width = width
        self.verbose = verbose
        self.interval = interval
        self.unit_name = unit_name
        self.stateful_metrics = frozenset(stateful_metrics or ())
        self.stateless_metrics = None if stateless_metrics is None else frozenset(stateless_metrics)
        both = self.stateful_metrics & (self.stateless_metrics or frozenset())
        if both:
            raise ValueError(f"Progbar: {sorted(both)} are named both stateful and stateless.")
        self._seen = 0
        self._sums: dict[str, tuple[float, float]] = {}  # name -> weighted sum and weight
        self._line = Line(width)
        self._start = perf_counter()
        self._next = 0.0
        self._finished = False

    def add(self, n: int, values: Iterable[tuple[str, Any]] | None = None) -> None:
        """Go on by `n` steps.

        Args:
            n: number of steps.
            values: pairs `(name, value)`.
        """
        self.update(self._seen + n, values)

    def update(self, current: int, values: Iterable[tuple[str, Any]] | None = None, finalize: bool | None = None) -> None:
        """Go on to step `current`.

        Args:
            current: number of steps done.
            values: pairs `(name, value)` of metrics: of the steps since the last call, or as they stand now if stateful.
            finalize: whether this ends the line; None for "when the target is reached".
        """
        steps = max(current - self._seen, 0)
        for name, value in values or ():
            value = float(np.mean(value))
            if self._averages(name):
                total, weight = self._sums.get(name, (0.0, 0.0))
                self._sums[name] = (total + value * steps, weight + steps)
            else:
                self._sums[name] = (value, 1.0)
        self._seen = current
        last = (self.target is not None and current >= self.target) if finalize is None else finalize
        now = perf_counter()
        if not self.verbose or self._finished or (not last and (now < self._next or self.verbose == 2)):
            return
        self._next = now + self.interval
        self._finished = last
        self._draw(now, last)

    def _averages(self, name: str) -> bool:
        return name not in self.stateful_metrics if self.stateless_metrics is None else name in self.stateless_metrics

    def _draw(self, now: float, last: bool) -> None:
        elapsed = now - self._start
        per_step = elapsed / max(self._seen, 1)
        target = self._seen if last and self.target is None else self.target
        logs = {name: total / max(weight, 1e-12) for name, (total, weight) in self._sums.items()}
        if target is None:
            head, done, clock = f"{self._seen}/Unknown", None, _clock(elapsed)
        else:
            head, done = f"{self._seen:>{len(str(target))}}/{target}", self._seen / max(target, 1)
            clock = _clock(elapsed if last else per_step * max(target - self._seen, 0))
        self._line.draw(head, done, f"{clock} {_duration(per_step)}/{self.unit_name}{_metrics(logs)}", last=last)


def _metrics(logs: Mapping[str, Any]) -> str:
    """`" - loss: 0.2954 - accuracy: 0.9141"`."""
    return "".join(f" - {name}: {_number(value)}" for name, value in logs.items())


def _number(value: Any) -> str:
    if np.ndim(value) > 0:
        return "[" + ", ".join(_number(item) for item in np.asarray(value).ravel()) + "]"
    if isinstance(value, str):
        return value
    value = float(value)
    return f"{value:.4f}" if value == 0 or abs(value) > 1e-3 or value != value else f"{value:.4e}"


def _clock(seconds: float) -> str:
    """`3s`, `1:02` or `1:02:03`."""
    whole = int(seconds)
    if whole < 60:
        return f"{whole}s"
    if whole < 3600:
        return f"{whole // 60}:{whole % 60:02d}"
    return f"{whole // 3600}:{whole % 3600 // 60:02d}:{whole % 60:02d}"


def _duration(seconds: float) -> str:
    """`2s`, `6ms` or `80us`."""
    if seconds >= 1:
        return f"{seconds:.0f}s"
    return f"{seconds * 1e3:.0f}ms" if seconds >= 1e-3 else f"{seconds * 1e6:.0f}us"


def _can_write(text: str) -> bool:
    """Whether standard output can encode `text`; a terminal set to plain ASCII cannot."""
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True
