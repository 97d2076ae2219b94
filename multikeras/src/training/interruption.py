"""Ctrl-C between two steps of training, and not in the middle of one.

A step that is left in its middle would leave some weights updated and others not, on JAX even none at all: a compiled step takes the
old values over for good before the new ones are assigned.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


class _Steps(threading.local):
    """What the signal handler, which runs in the main thread, has to know of that thread."""

    running = False
    held: Callable[[], Any] | None = None


_steps = _Steps()


def uninterrupted(step: Callable[..., Any]) -> Callable[..., Any]:
    """A step, or a loop of steps, at whose end a Ctrl-C takes effect that came while it ran, within `between_steps`."""

    def run(*given: Any) -> Any:
        outer, _steps.running = _steps.running, True
        try:
            return step(*given)
        finally:
            _steps.running = outer
            if _steps.held is not None and not outer:
                held, _steps.held = _steps.held, None
                held()

    run.step = step
    return run


@contextmanager
def between_steps() -> Iterator[None]:
    """A block in which Ctrl-C waits for the end of an `uninterrupted` step. A second one does not wait, for a step that hangs."""
    handler = signal.getsignal(signal.SIGINT)
    if not callable(handler) or threading.current_thread() is not threading.main_thread():
        yield
        return

    def handle(number: int, frame: Any) -> None:
        if _steps.running and _steps.held is None:
            _steps.held = lambda: handler(number, frame)
        else:
            _steps.held = None
            handler(number, frame)

    signal.signal(signal.SIGINT, handle)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
