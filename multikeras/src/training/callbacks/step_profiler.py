"""Where the time of a training step goes."""

import math
from time import perf_counter
from typing import ClassVar

from multikeras.src.core import lazy
from multikeras.src.core.export import export
from multikeras.src.training.callbacks.callback import Callback, Logs
from multikeras.src.training.progress import message

console = lazy.module("rich.console")
table_module = lazy.module("rich.table")

PHASES = {
    "data": "waiting for the next batch",
    "host": "calling the step: Python, the framework, other callbacks",
    "device": "waiting for the device to finish",
}


@export("multikeras.callbacks.StepProfiler")
class StepProfiler(Callback):
    """Says where the time of a training step goes: into data, into the host, or into the device.

    It waits for the device after each step that it measures, so that these steps take longer than others, which prepare the next step
    while the device works. Where the device is the processor itself and the framework computes while it is called, as torch does,
    the computation counts as the host's.

    - Much time for **data**: prepare batches in several workers, in larger pieces, or ahead of time.
    - Much for the **host**: the device waits for Python. Larger batches, `steps_per_execution` or `jit_compile` help.
    - Much for the **device**: this is the work itself. Mixed precision or a smaller model make it less.

    The table is printed at the end of the training. For a trace of single kernels see `profile_batch` of `TensorBoard`.

    Args:
        steps: how many steps are measured.
        skip: how many calls of the step are left out at the beginning, the first of which compiles.

    Attributes:
        seconds: `"data"`, `"host"`, `"device"` -> seconds that a step took on average.
        skipped: seconds that went into what was left out.

    Raises:
        ValueError: if `steps` is not positive or `skip` is negative.

    Example:

    >>> profiler = multikeras.callbacks.StepProfiler(steps=2, skip=1)
    >>> model = multikeras.Sequential([multikeras.layers.Dense(1)])
    >>> model.compile("sgd", "mse")
    >>> multikeras.config.disable_interactive_logging()  # the table goes to the log
    >>> history = model.fit(np.ones((8, 2)), np.ones((8, 1)), batch_size=2, verbose=0, callbacks=[profiler])
    >>> multikeras.config.enable_interactive_logging()
    >>> list(profiler.seconds)
    ['data', 'host', 'device']
    """

    outermost: ClassVar[bool] = True

    def __init__(self, steps: int = 100, skip: int = 3) -> None:
        super().__init__()
        if steps < 1 or skip < 0:
            raise ValueError(f"StepProfiler: steps must be positive and skip at least 0; got steps={steps!r}, skip={skip!r}.")
        self.steps = steps
        self.skip = skip
        self._begin()

    def _begin(self) -> None:
        self.skipped = 0.0
        self._sums = dict.fromkeys(PHASES, 0.0)
        self._calls = 0
        self._measured = 0  # steps, of which a call may do several

    @property
    def seconds(self) -> dict[str, float]:
        return {phase: total / max(self._measured, 1) for phase, total in self._sums.items()}

    def on_train_begin(self, logs: Logs = None) -> None:
        self._begin()
        self._smallest = min(self.model.trainable_variables, key=lambda variable: math.prod(variable.shape))

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        self._asked = perf_counter()  # for the first batch

    def on_train_batch_begin(self, batch: int, logs: Logs = None) -> None:
        self._batch = batch
        self._given = perf_counter()

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        if self._measured >= self.steps:
            return
        called = perf_counter()
        self._smallest.numpy()  # a copy to the host is there when the step is done
        done = perf_counter()
        self._calls += 1
        if self._calls <= self.skip:
            self.skipped += done - self._asked
        else:
            self._measured += batch + 1 - self._batch
            for phase, spent in zip(PHASES, (self._given - self._asked, called - self._given, done - called), strict=True):
                self._sums[phase] += spent
        self._asked = perf_counter()

    def on_train_end(self, logs: Logs = None) -> None:
        message(self._table())

    def _table(self) -> str:
        """The result in words."""
        if not self._measured:
            return f"StepProfiler: the training had {self._calls} steps, all of which were left out; a smaller `skip` measures some."
        total = sum(self.seconds.values())
        table = table_module.Table(
            title=f"Where the time of a step goes ({self._measured} steps)",
            caption=f"{1 / total:.4g} steps a second. The first {self.skip} took {self.skipped:.2g} s, compiling included.",
        )
        for heading, justify in (("", "left"), ("a step", "right"), ("share", "right"), ("what it is", "left")):
            table.add_column(heading, justify=justify)
        for phase, spent in self.seconds.items():
            table.add_row(phase, _duration(spent), f"{spent / total:.0%}", PHASES[phase])
        table.add_section()
        table.add_row("all", _duration(total), "", "")
        target = console.Console(width=90, highlight=False, force_terminal=False)
        with target.capture() as capture:
            target.print(table)
        return capture.get().rstrip("\n")


def _duration(seconds: float) -> str:
    """Three significant digits with a fitting unit."""
    for factor, unit in ((1, "s"), (1e3, "ms")):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e6:.3g} µs"
