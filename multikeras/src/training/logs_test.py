"""Logs that are read when somebody looks."""

import copy
import json
import pickle

import numpy as np
import pytest

from multikeras.src import backend
from multikeras.src.training.logs import LazyLogs, on_host


class Counting:
    def __init__(self, content):
        self.content, self.calls = content, 0

    def __call__(self):
        self.calls += 1
        return self.content


@pytest.mark.parametrize(
    ("look", "found"),
    [
        (lambda logs: logs["loss"], 1.0),
        (lambda logs: logs.get("loss"), 1.0),
        (lambda logs: "loss" in logs, True),
        (len, 1),
        (list, ["loss"]),
        (dict, {"loss": 1.0}),
        (lambda logs: logs.copy(), {"loss": 1.0}),
        (lambda logs: {**logs, "more": 2}, {"loss": 1.0, "more": 2}),
        (lambda logs: logs | {"more": 2}, {"loss": 1.0, "more": 2}),
        (lambda logs: {"more": 2} | logs, {"more": 2, "loss": 1.0}),
        (lambda logs: list(logs.items()), [("loss", 1.0)]),
        (lambda logs: logs == {"loss": 1.0}, True),
        (lambda logs: logs != {"loss": 1.0}, False),
        (bool, True),
        (repr, "{'loss': 1.0}"),
        (json.dumps, '{"loss": 1.0}'),
        (lambda logs: json.dumps(logs, indent=0), '{\n"loss": 1.0\n}'),
        (lambda logs: list(reversed(logs)), ["loss"]),
        (lambda logs: pickle.loads(pickle.dumps(logs)), {"loss": 1.0}),
        (copy.deepcopy, {"loss": 1.0}),
    ],
)
def test_every_look_fills(look, found):
    compute = Counting({"loss": 1.0})
    logs = LazyLogs(compute)
    assert logs.pending
    assert look(logs) == found
    assert not logs.pending
    assert logs["loss"] == 1.0
    assert compute.calls == 1


def test_nobody_looks_nothing_is_computed():
    compute = Counting({"loss": 1.0})
    assert isinstance(LazyLogs(compute), dict)
    assert compute.calls == 0


def test_what_is_added_stays():
    logs = LazyLogs(lambda: {"loss": 1.0})
    logs["mine"] = 2
    logs.update(more=3)
    assert logs == {"loss": 1.0, "mine": 2, "more": 3}


def test_values_on_the_host():
    tensor = backend.convert(np.float32(2.5))
    values = on_host({"tensor": tensor, "int": 3, "text": "x", "vector": backend.convert(np.ones(2, "float32"))})
    assert values["tensor"] == 2.5
    assert type(values["tensor"]) is float
    assert values["int"] == 3
    assert values["text"] == "x"
    np.testing.assert_array_equal(values["vector"], [1.0, 1.0])
