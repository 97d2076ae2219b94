"""The open scopes of the current thread: what a variable, an op or a layer has to know about where it is being run."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Context(threading.local):
    """One attribute a kind of scope, so that asking "is any open?" is one attribute read on the hot path."""

    def __init__(self) -> None:  # runs once in each thread
        self.state: Any = None  # innermost StateScope: redirects reads and writes of variables
        self.autocast: str | None = None  # dtype name in which floating variables are read
        self.call: Any = None  # the CallContext of the layer call that is running
        self.building: Any = None  # the layer that is built because it is being called
        self.recording = True  # symbolic calls leave nodes behind
        self.reading: Any = None  # what is known about the config that is being read
        self.remat: Any = None  # the RematScope of layers that are made now
        self.recomputed = False  # the code that runs will run again for the gradient
        self.path = ""  # "model/block/" in front of the names made now


context = Context()


@contextmanager
def scoped(**values: Any) -> Iterator[None]:
    """Set attributes of the thread's context for the time of a `with` block."""
    before = {key: getattr(context, key) for key in values}
    for key, value in values.items():
        setattr(context, key, value)
    try:
        yield
    finally:
        for key, value in before.items():
            setattr(context, key, value)
