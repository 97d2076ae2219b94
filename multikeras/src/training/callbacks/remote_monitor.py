"""The logs of each epoch sent to a server."""

import json
import warnings

import numpy as np

from multikeras.src.core import lazy
from multikeras.src.core.export import export
from multikeras.src.training.callbacks.callback import Callback, Logs

requests = lazy.module("requests", extra="requests", feature="RemoteMonitor")

TIMEOUT = 10.0
"""Seconds after which a server that does not answer is given up, until the next epoch."""


@export("multikeras.callbacks.RemoteMonitor")
class RemoteMonitor(Callback):
    """Sends the logs of each epoch to a server, by an HTTP POST of a JSON object with `epoch` and the metrics.

    A server that is away or refuses does not end the training: there is a warning, and the next epoch is sent again.

    Args:
        root: address of the server.
        path: path on it.
        field: name of the form field that holds the JSON text, unless `send_as_json`.
        headers: further HTTP headers.
        send_as_json: whether the JSON object is the body of the request, of the type `application/json`, in place of a form.

    Raises:
        ImportError: in an epoch, if the package `requests` is not installed.

    Example:

    >>> monitor = multikeras.callbacks.RemoteMonitor("http://localhost:9000", send_as_json=True)
    >>> monitor.root + monitor.path
    'http://localhost:9000/publish/epoch/end/'
    """

    def __init__(
        self,
        root: str = "http://localhost:9000",
        path: str = "/publish/epoch/end/",
        field: str = "data",
        headers: dict[str, str] | None = None,
        send_as_json: bool = False,
    ) -> None:
        super().__init__()
        self.root = root
        self.path = path
        self.field = field
        self.headers = headers
        self.send_as_json = send_as_json

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        record = {"epoch": epoch, **{name: np.asarray(value).tolist() for name, value in (logs or {}).items()}}
        body = {"json": record} if self.send_as_json else {"data": {self.field: json.dumps(record)}}
        address = self.root + self.path
        try:
            requests.post(address, headers=self.headers, timeout=TIMEOUT, **body).raise_for_status()
        except requests.exceptions.RequestException as error:
            warnings.warn(f"RemoteMonitor: the logs of epoch {epoch + 1} did not reach {address}: {error}", stacklevel=2)
