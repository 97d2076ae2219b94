"""The interface between a source of data and the training loop."""

from collections.abc import Iterator
from typing import Any

from multikeras.src.training.data.batch import Batch


class DataAdapter:
    """Makes batches out of one kind of data source.

    Attributes:
        num_batches: batches in an epoch; None if that is not known before the epoch ends.
        batch_size: rows in a batch (the last one may have fewer); None if not known.
        size: rows in an epoch; None if not known.
        infinite: whether an epoch never ends by itself, so that a number of steps must be given.
        restarts: whether each epoch begins the source anew; False for a generator, which can only be gone through once.
        bare: whether inputs without targets are given as they are, rather than in a tuple, to a `train_step` of the user's; where it
            depends on what the source yields, known after `peek`.
    """

    num_batches: int | None = None
    batch_size: int | None = None
    size: int | None = None
    infinite: bool = False
    restarts: bool = True
    bare: bool = False

    def epoch(self, epoch: int = 0, start: int = 0) -> Iterator[Batch]:
        """The batches of one epoch.

        Args:
            epoch: index of the epoch, from 0. A source that shuffles has another order in each, which depends on nothing but
                its seed and this number.
            start: how many batches to leave out at the beginning, for a run that goes on in the middle of an epoch.

        Returns:
            An iterator of tuples `(x,)`, `(x, y)` or `(x, y, sample_weight)`.
        """
        raise NotImplementedError(f"{type(self).__name__} must define epoch(self, epoch=0, start=0), which yields batches.")

    def peek(self) -> Batch:
        """A first batch, such as the one from which a model is built; no batch is lost by looking at it."""
        batches = self.epoch(0)
        try:
            return next(batches)
        except StopIteration:
            raise ValueError(f"{type(self).__name__}: the data source has no batches.") from None
        finally:
            close(batches)

    def on_epoch_end(self) -> None:
        """Called by the trainer when an epoch has been trained on."""

    def state(self, epoch: int, step: int) -> dict[str, Any]:
        """What a checkpoint keeps so that `restore` can go on exactly before batch `step` of `epoch`."""
        return {"epoch": epoch, "step": step}

    def restore(self, state: dict[str, Any]) -> None:
        """Take over a `state`. The trainer then calls `epoch(state["epoch"], state["step"])`."""

    def close(self) -> None:
        """Let go of what lives longer than an epoch, such as worker processes. It comes anew if there is another epoch."""


def close(iterator: Iterator) -> None:
    """Close an iterator that holds resources, as a generator does; others have nothing to close."""
    if hasattr(iterator, "close"):
        iterator.close()
