"""Steps that are written down at their second and third run, and from then on run from the record."""

from collections.abc import Callable, Sequence
from typing import Any

import torch

from multikeras.src.backend.torch.recording import Recorder, same
from multikeras.src.backend.torch.replay import NotReplayableError, program_of
from multikeras.src.core import tree
from multikeras.src.core.structure import Changes

MOST_SHAPES = 8
"""Shapes of batches for which a step is recorded."""

MOST_CALLS = 5000
"""Length of a record: a longer program takes long to make, and its steps so long that nothing is gained."""

MOST_IN_VAIN = 4
"""Records that were of no use after which none is made any more."""


class RecordedStep:
    """A step over batches which, for each shape of batch that comes again, becomes a list of calls of kernels.

    The numbers are those of the step, bit by bit, since the same kernels run; what is saved is the Python code of layers, losses and
    metrics, and autograd's. A record is used only if two runs in a row gave the same one, and until something is changed in a layer.

    Args:
        step: Function of a batch.
        repeats: Whether the step does nothing but call operators, and `recording.aside`; asked before a record is made.

    Attributes:
        failure: Why there is no record, if something was in its way.
    """

    def __init__(self, step: Callable[[Any], Any], repeats: Callable[[], bool]):
        self._step = step
        self._repeats = repeats
        self._programs: dict[Any, Callable] = {}
        self._records: dict[Any, Recorder | None] = {}  # by shapes seen; None where there is none yet
        self._in_vain = 0
        self.failure: str | None = None
        self._structure, self._settings = Changes.count, Changes.settings

    @property
    def recorded(self) -> bool:
        """Whether there is a record to run from."""
        return bool(self._programs)

    def __call__(self, batch: Any) -> Any:
        leaves = tree.flatten(batch)
        for x in leaves:
            if type(x) is not torch.Tensor or x.layout is not torch.strided:
                return self._step(batch)
        if not leaves or torch._C._len_torch_dispatch_stack() or torch.is_autocast_enabled(leaves[0].device.type):
            return self._step(batch)
        shapes = tuple([(x.shape, x.is_contiguous() or x.stride(), x.dtype, x.device, x.requires_grad) for x in leaves])
        if self._structure != Changes.count or self._settings != Changes.settings:
            self._forget()
        program = self._programs.get(shapes)
        if program is None:
            return self._step(batch) if self._in_vain >= MOST_IN_VAIN else self._recorded(batch, leaves, shapes)
        self._in_vain = 0
        return program(*leaves)

    def _forget(self) -> None:
        # Taken back when a program is used, so that only changes after each step add up.
        self._in_vain += bool(self._programs) or any(record is not None for record in self._records.values())
        self._programs.clear()
        self._records.clear()
        self._structure, self._settings = Changes.count, Changes.settings

    def _recorded(self, batch: Any, leaves: Sequence[torch.Tensor], shapes: Any) -> Any:
        if shapes not in self._records:
            if len(self._records) < MOST_SHAPES:
                self._records[shapes] = None
            return self._step(batch)
        if not self._repeats():
            self._give_up("the step runs code that may do more than call ops")
            return self._step(batch)
        recorder = Recorder(leaves)
        result = recorder.run(lambda: self._step(batch))
        before, self._records[shapes] = self._records.get(shapes), recorder
        if recorder.failure is not None:
            self._give_up(recorder.failure)
        elif len(recorder.calls) > MOST_CALLS:
            self._give_up(f"the step makes {len(recorder.calls)} calls")
        elif before is not None:
            if same(before, recorder):
                self._make_program(recorder, shapes)
            else:
                self._in_vain += 1
                self.failure = "two runs did not do the same"
        return result

    def _give_up(self, why: str) -> None:
        self._in_vain = MOST_IN_VAIN
        self._records.clear()
        self.failure = why

    def _make_program(self, recorder: Recorder, shapes: Any) -> None:
        try:
            self._programs[shapes] = program_of(recorder)
        except NotReplayableError as error:
            self._give_up(str(error))
        self._records[shapes] = None
        for x in recorder.held:
            x.grad = None
