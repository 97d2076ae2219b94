"""Epochs of a given number of batches."""

import math
import warnings
from collections.abc import Iterator
from typing import Any

from multikeras.src.training.data.adapter import DataAdapter, close
from multikeras.src.training.data.batch import Batch


class Steps(DataAdapter):
    """Cuts a source into epochs of `steps` batches: each goes on where the one before ended.

    A source that ends in the middle of an epoch ends this epoch too, with a warning; the next epoch begins the source anew if
    that is possible.

    Args:
        source: the adapter whose batches are counted.
        steps: batches in an epoch.
    """

    def __init__(self, source: DataAdapter, steps: int) -> None:
        if isinstance(steps, bool) or not isinstance(steps, int) or steps < 1:
            raise ValueError(f"The number of steps in an epoch must be a positive int; got {steps!r}.")
        self.source = source
        self.num_batches = steps
        self.batch_size = source.batch_size
        self.restarts = source.restarts
        self.bare = source.bare
        self._batches: Iterator[Batch] = iter(())
        self._turn = -1  # how many times the source has been begun anew
        self._next: tuple[int, int] | None = None  # the epoch and step at which `_batches` stands
        self._origin: tuple[int, int, int] | None = None  # epoch and step of the first batch of this run; batches drawn before it

    def epoch(self, epoch: int = 0, start: int = 0) -> Iterator[Batch]:
        if self._next != (epoch, start):
            self._seek(epoch, start)
        self._next = None  # unknown while an epoch runs and after one that was left early
        for step in range(start, self.num_batches):
            batch = next(self._batches, None)
            if batch is None and step == start and self.restarts:
                self._begin(self._turn + 1)
                batch = next(self._batches, None)
            if batch is None:
                self._warn(epoch, step)
                break
            yield batch
        self._next = (epoch + 1, 0)

    def peek(self) -> Batch:
        batch = self.source.peek()
        self.batch_size = self.source.batch_size
        self.bare = self.source.bare
        return batch

    def on_epoch_end(self) -> None:
        self.source.on_epoch_end()

    def close(self) -> None:
        close(self._batches)
        self._next = None
        self.source.close()

    def state(self, epoch: int, step: int) -> dict[str, Any]:
        first_epoch, first_step, before = self._origin or (epoch, step, 0)
        drawn = before + (epoch - first_epoch) * self.num_batches + step - first_step
        return {**self.source.state(epoch, step), "drawn": drawn}

    def restore(self, state: dict[str, Any]) -> None:
        self.source.restore(state)
        if self.source.num_batches is None:
            # Where the length is unknown nothing tells the position but the batches that were drawn before.
            self._begin(0, state["drawn"])
            self._next = (state["epoch"], state["step"])
            self._origin = (*self._next, state["drawn"])

    def _seek(self, epoch: int, start: int) -> None:
        if self._origin is None:
            self._origin = (epoch, start, 0)
        if self.source.num_batches is None:
            self._begin(self._turn + 1, start)
        else:
            turn, part = divmod(epoch, math.ceil(self.source.num_batches / self.num_batches))
            self._begin(turn, part * self.num_batches + start)

    def _begin(self, turn: int, start: int = 0) -> None:
        close(self._batches)
        self._turn = turn
        self._batches = self.source.epoch(turn, start)

    def _warn(self, epoch: int, got: int) -> None:
        advice = (
            "Ask for fewer steps, or repeat the data (`.repeat()` on a tf.data.Dataset)."
            if self.restarts
            else "A generator can be gone through only once: let it yield steps x epochs batches, or go on forever."
        )
        warnings.warn(
            f"The data ran out in epoch {epoch + 1}: {self.num_batches} steps were wanted, {got} were there. {advice}",
            stacklevel=2,
        )
