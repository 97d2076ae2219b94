"""The open scopes of the current thread: what a variable, an op or a layer has to know about where it is being run."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Context(threading.local):
    """One attribute a kind of scope, so that asking "is any open?" is one attribute read on the hot path."""

    state: Any = None  # innermost StateScope: redirects reads and writes of variables
    autocast: str | None = None  # dtype name in which floating variables are read
    call: Any = None  # the CallContext of the layer call that is running
    building: Any = None  # the layer that is built because it is being called
    recording: bool = True  # symbolic calls leave nodes behind
    reading: Any = None  # what is known about the config that is being read
    path: str = ""  # "model/block/" in front of the names made now


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
