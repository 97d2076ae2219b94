"""Alignments that cannot be, labels that are no classes, and arguments that do not fit."""

import numpy as np
import pytest

from multikeras.src import backend, ops
from multikeras.src.core.symbolic import KerasTensor

RNG = np.random.default_rng(0)
LOGITS = RNG.normal(size=(3, 6, 5)).astype("float32")
TARGET = np.array([[1, 2, 1], [3, 3, 0], [4, 1, 2]], "int32")


def numpy(x):
    return backend.to_numpy(x)


def test_labels_that_do_not_fit_cost_infinitely():
    loss = numpy(ops.ctc_loss(TARGET, LOGITS, [3, 2, 3], [2, 2, 3]))
    np.testing.assert_array_equal(np.isinf(loss), [True, True, False])
    np.testing.assert_array_equal(numpy(ops.ctc_loss(TARGET, LOGITS, [0, 1, 0], [0, 0, 1]))[:2], [0, np.inf])


def test_classes_that_cannot_be():
    logits = LOGITS.copy()
    logits[:, :, 3] = -np.inf
    np.testing.assert_array_equal(np.isinf(numpy(ops.ctc_loss(TARGET, logits, [3, 2, 3], [6, 6, 6]))), [False, True, False])


@pytest.mark.parametrize("wrong", [5, -1])
def test_label_that_is_no_class_gives_nan(wrong):
    target = np.array([[1, wrong, 1], [3, 3, wrong], [4, 1, 2]], "int32")
    loss = numpy(ops.ctc_loss(target, LOGITS, [3, 2, 3], [6, 6, 6]))
    np.testing.assert_array_equal(np.isnan(loss), [True, False, False])


def test_lengths_above_those_of_the_arrays_are_those():
    expected = numpy(ops.ctc_loss(TARGET, LOGITS, [3, 3, 3], [6, 6, 6]))
    np.testing.assert_allclose(numpy(ops.ctc_loss(TARGET, LOGITS, [9, 3, 4], [6, 60, 7])), expected)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_narrow_logits_are_computed_in_float32(dtype):
    logits = ops.cast(LOGITS, dtype)
    loss = ops.ctc_loss(TARGET, logits, [3, 2, 3], [6, 6, 6])
    assert backend.dtype_name(loss) == "float32"
    np.testing.assert_allclose(numpy(loss), numpy(ops.ctc_loss(TARGET, ops.cast(logits, "float32"), [3, 2, 3], [6, 6, 6])), rtol=1e-6)


@pytest.mark.requires_trainable_backend
def test_gradient_of_what_cannot_be_is_zero():
    logits = backend.Variable(LOGITS)

    def loss():
        losses = ops.ctc_loss(TARGET, logits, [3, 2, 3], [2, 6, 4])
        return ops.sum(losses), None

    _, (gradient,) = backend.step.value_and_grad(loss, [logits])
    gradient = numpy(gradient)
    assert np.all(np.isfinite(gradient))
    assert not gradient[0].any() and not gradient[2, 4:].any() and gradient[1].all()


@pytest.mark.parametrize("logits", [LOGITS, KerasTensor((None, None, 5))], ids=["eager", "symbolic"])
def test_errors_of_ctc_loss(logits):
    with pytest.raises(ValueError, match=r"`target` must have the shape \(batch, labels\).*got \(3,\)"):
        ops.ctc_loss(TARGET[0], logits, [3], [6])
    with pytest.raises(ValueError, match=r"`target_length` must have the shape.*got \(3, 1\)"):
        ops.ctc_loss(TARGET, logits, [[3], [2], [3]], [6, 6, 6])
    with pytest.raises(ValueError, match="`mask_index=5` does not exist"):
        ops.ctc_loss(TARGET, logits, [3, 2, 3], [6, 6, 6], mask_index=5)


def test_label_again_after_a_blank():
    certain = np.full((1, 5, 3), -5.0, "float32")
    certain[0, np.arange(5), [1, 0, 1, 1, 2]] = 5
    for strategy in ("greedy", "beam_search"):
        paths, _ = ops.ctc_decode(certain, [5], strategy, beam_width=4)
        assert numpy(paths).tolist() == [[[1, 1, 2, -1, -1]]]
    assert numpy(ops.ctc_decode(certain, [5], merge_repeated=False)[0]).tolist() == [[[1, 1, 1, 2, -1]]]


def test_beams_without_time_steps():
    paths, scores = ops.ctc_decode(LOGITS, [0, 0, 6], "beam_search", beam_width=3, top_paths=2)
    assert (numpy(paths)[:, :2] == -1).all()
    np.testing.assert_array_equal(numpy(scores)[:2], [[0, -np.inf]] * 2)


def test_probabilities_of_all_paths_add_up_to_one():
    _, scores = ops.ctc_decode(LOGITS[:1, :3, :3], [3], "beam_search", beam_width=60, top_paths=60)
    np.testing.assert_allclose(np.exp(numpy(scores)).sum(), 1, rtol=1e-5)


@pytest.mark.parametrize("inputs", [LOGITS, KerasTensor((None, None, 5))], ids=["eager", "symbolic"])
def test_errors_of_ctc_decode(inputs):
    with pytest.raises(ValueError, match="`strategy` must be one of .*got 'best'"):
        ops.ctc_decode(inputs, [6, 6, 6], "best")
    with pytest.raises(ValueError, match="`top_paths` must be from 1 to `beam_width`; got 3 and 2"):
        ops.ctc_decode(inputs, [6, 6, 6], "beam_search", beam_width=2, top_paths=3)
    with pytest.raises(ValueError, match="`sequence_lengths` must have the shape"):
        ops.ctc_decode(inputs, [[6, 6, 6]])
