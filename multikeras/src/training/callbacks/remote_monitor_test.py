import http.server
import json
import threading
import urllib.parse

import numpy as np
import pytest

from multikeras.src.training.callbacks.remote_monitor import RemoteMonitor


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.received.append((self.path, self.headers, body))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *args):
        """Nothing goes to standard error."""


@pytest.fixture
def server():
    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    server.received, server.status = [], 200
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    server.root = f"http://127.0.0.1:{server.server_port}"
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


LOGS = {"loss": np.float32(0.5), "per_class": np.array([1.0, 0.0])}
SENT = {"epoch": 3, "loss": 0.5, "per_class": [1.0, 0.0]}


def test_form(server):
    RemoteMonitor(server.root, field="record", headers={"X-Run": "7"}).on_epoch_end(3, LOGS)
    ((path, headers, body),) = server.received
    assert path == "/publish/epoch/end/" and headers["X-Run"] == "7"
    assert json.loads(urllib.parse.parse_qs(body)["record"][0]) == SENT


def test_json(server):
    RemoteMonitor(server.root, path="/here", send_as_json=True).on_epoch_end(3, LOGS)
    ((path, headers, body),) = server.received
    assert path == "/here" and headers["Content-Type"] == "application/json" and json.loads(body) == SENT


def test_a_server_that_refuses_or_is_away_is_a_warning(server):
    server.status = 500
    with pytest.warns(UserWarning, match="the logs of epoch 1 did not reach .* 500"):
        RemoteMonitor(server.root).on_epoch_end(0, {"loss": 1.0})
    with pytest.warns(UserWarning, match="the logs of epoch 1 did not reach http://127.0.0.1:9/publish"):
        RemoteMonitor("http://127.0.0.1:9").on_epoch_end(0, {"loss": 1.0})
