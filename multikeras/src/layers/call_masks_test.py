"""What a mask somewhere costs the calls that have none, and who is told when one is lost."""

import warnings

import numpy as np
import pytest

import multikeras
from multikeras.src import backend, layers, ops
from multikeras.src.core import masks
from multikeras.src.layers import call as phases

TOKENS = np.array([[1, 2, 0], [3, 0, 0]], "int32")


@pytest.fixture
def runs(monkeypatch):
    """The layers whose calls went through all phases."""
    seen, run = [], phases.run
    monkeypatch.setattr(phases, "run", lambda layer, args, kwargs: (seen.append(layer), run(layer, args, kwargs))[1])
    return seen


def test_plain_tensors_go_straight_though_masks_are_in_use(runs):
    masked = layers.Embedding(5, 2, mask_zero=True)(TOKENS)
    dense = layers.Dense(3)
    x = backend.convert(np.ones((2, 4), "float32"))
    dense(x)
    runs.clear()
    dense(x)
    assert runs == [] and masks.get_mask(masked) is not None


def test_masked_tensors_go_through_all_phases(runs):
    dense = layers.Dense(2)
    masked = layers.Embedding(5, 2, mask_zero=True)(TOKENS)
    dense(masked)
    runs.clear()
    assert masks.get_mask(dense(masked)) is masks.get_mask(masked)
    assert runs == [dense]


def masked_model(last):
    return multikeras.Sequential([multikeras.Input((3,), dtype="int32"), layers.Embedding(5, 2, mask_zero=True), last])


@pytest.mark.skipif(not backend.step.COMPILES_CALLS, reason="calls of models are not compiled on this backend")
def test_a_graph_is_compiled_unless_a_mask_leaves_it():
    inner, leaving = masked_model(layers.GRU(2)), masked_model(layers.GRU(2, return_sequences=True))
    assert inner._functional._compiles and not leaving._functional._compiles
    expected = backend.to_numpy(inner.layers[1](inner.layers[0](TOKENS)))
    np.testing.assert_allclose(backend.to_numpy(inner(TOKENS)), expected, atol=1e-6)
    assert inner._call_function is not None
    assert masks.get_mask(leaving(TOKENS)) is not None


def test_an_op_that_drops_a_mask_is_named():
    x = layers.Embedding(5, 2, mask_zero=True)(multikeras.Input((3,), dtype="int32"))
    with pytest.warns(UserWarning, match="the op 'exp.*did not hand one on"):
        layers.GRU(2)(ops.exp(x) + 1.0)


def test_nobody_is_warned_who_needs_no_mask():
    x = layers.Embedding(5, 2, mask_zero=True)(multikeras.Input((3,), dtype="int32"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        layers.Dense(2)(ops.exp(x))
