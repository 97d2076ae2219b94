"""Traces of what the device does, for TensorBoard's profiler."""

import pathlib
import socket
import time

from torch.profiler import profile

_running: tuple[profile, pathlib.Path] | None = None


def start(folder: str) -> None:
    """Begin a trace, of which there is one at a time.

    Raises:
        RuntimeError: One is running.
    """
    global _running
    if _running is not None:
        raise RuntimeError("A trace of the profiler is running already: only one can run at a time.")
    profiler = profile()
    profiler.start()
    _running = (profiler, pathlib.Path(folder))


def stop() -> None:
    """End the trace and write it where TensorBoard looks for traces.

    Raises:
        RuntimeError: None is running.
    """
    global _running
    if _running is None:
        raise RuntimeError("No trace of the profiler is running.")
    (profiler, folder), _running = _running, None
    profiler.stop()
    folder = folder / "plugins" / "profile" / time.strftime("%Y_%m_%d_%H_%M_%S")
    folder.mkdir(parents=True, exist_ok=True)
    profiler.export_chrome_trace(str(folder / f"{socket.gethostname()}.trace.json.gz"))
