"""How often a callback saves."""


class SaveFrequency:
    """After each epoch, or every so many batches, which are counted through the epochs.

    Args:
        value: `"epoch"` or a number of batches.
        owner: name of the callback, for the error.

    Attributes:
        since_save: batches since the last save.
        done: batches of this epoch.

    Raises:
        ValueError: if `value` is neither.
    """

    def __init__(self, value: str | int, owner: str) -> None:
        if value != "epoch" and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
            raise ValueError(f"{owner}: save_freq must be 'epoch' or a positive number of batches; got {value!r}.")
        self._batches = None if value == "epoch" else value
        self.since_save = 0
        self.done = 0

    @property
    def by_epoch(self) -> bool:
        """Whether to save after each epoch, and not after batches."""
        return self._batches is None

    def is_due(self, batch: int) -> bool:
        """Count the batches up to that of index `batch`, several with `steps_per_execution`; whether to save now."""
        self.since_save += batch + 1 - self.done
        self.done = batch + 1
        if self.since_save < self._batches:
            return False
        self.since_save = 0
        return True
