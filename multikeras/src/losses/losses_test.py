"""Every loss against its formula in NumPy, and what all losses share."""

import numpy as np
import pytest
import scipy.special

from multikeras.src import backend, losses, ops
from multikeras.src.core import masks, registry
from multikeras.src.core.symbolic import KerasTensor

RNG = np.random.default_rng(0)
NUMBERS = RNG.normal(size=(4, 5)), RNG.normal(size=(4, 5))
POSITIVE = RNG.uniform(0.1, 3, (4, 5)), RNG.uniform(0.1, 3, (4, 5))
SCORES = RNG.uniform(0.1, 0.9, (4, 5))
PROBABILITIES = SCORES / SCORES.sum(-1, keepdims=True)
LABELS = np.array([0, 3, 4, 1])
ONE_HOT = np.eye(5)[LABELS]
BITS = (RNG.uniform(size=(4, 5)) > 0.5).astype(float)


def unit(x):
    return x / np.linalg.norm(x, axis=-1, keepdims=True)


def huber(y, p, delta=1.0):
    error = abs(y - p)
    return np.where(error <= delta, error**2 / 2, delta * error - delta**2 / 2).mean(-1)


def binary(y, p):
    return -(y * np.log(p) + (1 - y) * np.log(1 - p)).mean(-1)


FORMULAS = [
    ("mean_squared_error", NUMBERS, {}, lambda y, p: ((y - p) ** 2).mean(-1)),
    ("mean_absolute_error", NUMBERS, {}, lambda y, p: abs(y - p).mean(-1)),
    ("mean_absolute_percentage_error", NUMBERS, {}, lambda y, p: 100 * (abs(y - p) / abs(y)).mean(-1)),
    ("mean_squared_logarithmic_error", POSITIVE, {}, lambda y, p: ((np.log1p(y) - np.log1p(p)) ** 2).mean(-1)),
    ("huber", NUMBERS, {}, huber),
    ("huber", NUMBERS, {"delta": 0.3}, lambda y, p: huber(y, p, 0.3)),
    ("log_cosh", NUMBERS, {}, lambda y, p: np.log(np.cosh(y - p)).mean(-1)),
    ("cosine_similarity", NUMBERS, {}, lambda y, p: -(unit(y) * unit(p)).sum(-1)),
    ("hinge", (BITS, SCORES), {}, lambda y, p: np.maximum(1 - (2 * y - 1) * p, 0).mean(-1)),
    ("hinge", (2 * BITS - 1, SCORES), {}, lambda y, p: np.maximum(1 - y * p, 0).mean(-1)),
    ("squared_hinge", (BITS, SCORES), {}, lambda y, p: (np.maximum(1 - (2 * y - 1) * p, 0) ** 2).mean(-1)),
    (
        "categorical_hinge",
        (ONE_HOT, SCORES),
        {},
        lambda y, p: np.maximum(((1 - y) * p).max(-1) - (y * p).sum(-1) + 1, 0),
    ),
    ("kl_divergence", (PROBABILITIES[::-1], PROBABILITIES), {}, lambda y, p: scipy.special.rel_entr(y, p).sum(-1)),
    ("poisson", POSITIVE, {}, lambda y, p: (p - y * np.log(p)).mean(-1)),
    ("binary_crossentropy", (BITS, SCORES), {}, binary),
    ("binary_crossentropy", (BITS, NUMBERS[0]), {"from_logits": True}, lambda y, p: binary(y, scipy.special.expit(p))),
    ("binary_crossentropy", (BITS, SCORES), {"label_smoothing": 0.2}, lambda y, p: binary(y * 0.8 + 0.1, p)),
    ("categorical_crossentropy", (ONE_HOT, PROBABILITIES), {}, lambda y, p: -np.log(p[range(4), LABELS])),
    ("categorical_crossentropy", (ONE_HOT, SCORES), {}, lambda y, p: -np.log(PROBABILITIES[range(4), LABELS])),
    (
        "categorical_crossentropy",
        (ONE_HOT, NUMBERS[0]),
        {"from_logits": True, "label_smoothing": 0.1},
        lambda y, p: -((y * 0.9 + 0.02) * scipy.special.log_softmax(p, -1)).sum(-1),
    ),
    ("sparse_categorical_crossentropy", (LABELS, PROBABILITIES), {}, lambda y, p: -np.log(p[range(4), y])),
    (
        "sparse_categorical_crossentropy",
        (LABELS[:, None], NUMBERS[0]),
        {"from_logits": True},
        lambda y, p: -scipy.special.log_softmax(p, -1)[range(4), y[:, 0]],
    ),
]


CLASSES = {
    cls().fn.__name__: cls
    for cls in vars(losses).values()
    if isinstance(cls, type) and issubclass(cls, losses.LossFunctionWrapper) and cls is not losses.LossFunctionWrapper
}


@pytest.mark.parametrize(("name", "arrays", "arguments", "formula"), FORMULAS, ids=[f"{row[0]}{row[2] or ''}" for row in FORMULAS])
def test_formula(name, arrays, arguments, formula):
    y_true, y_pred = arrays
    wanted = formula(y_true, y_pred)
    y_pred = y_pred.astype("float32")
    values = getattr(losses, name)(y_true, y_pred, **arguments)
    np.testing.assert_allclose(ops.convert_to_numpy(values), wanted, rtol=2e-5, atol=1e-6)
    cls = CLASSES[name]
    np.testing.assert_allclose(float(cls(**arguments)(y_true, y_pred)), wanted.mean(), rtol=2e-5, atol=1e-6)
    again = registry.deserialize(registry.serialize(cls(**arguments)))
    np.testing.assert_allclose(float(again(y_true, y_pred)), wanted.mean(), rtol=2e-5, atol=1e-6)


WEIGHTS = np.array([1.0, 3.0], "float32")
ERRORS = np.array([2.0, 4.0], "float32")


@pytest.mark.parametrize(
    ("reduction", "plain", "weighted"),
    [
        ("sum", 6.0, 14.0),
        ("mean", 3.0, 7.0),
        ("sum_over_batch_size", 3.0, 7.0),
        ("mean_with_sample_weight", 3.0, 3.5),
        (None, [2.0, 4.0], [2.0, 12.0]),
        ("none", [2.0, 4.0], [2.0, 12.0]),
    ],
)
def test_reduction(reduction, plain, weighted):
    loss = losses.MeanAbsoluteError(reduction=reduction)
    targets, predictions = np.zeros((2, 1), "float32"), ERRORS[:, None]
    np.testing.assert_allclose(ops.convert_to_numpy(loss(targets, predictions)), plain)
    for weights in (WEIGHTS, WEIGHTS[:, None]):
        np.testing.assert_allclose(ops.convert_to_numpy(loss(targets, predictions, weights)), weighted)


def test_mask_leaves_values_out_of_the_mean():
    predictions = ops.convert_to_tensor(np.array([[[1.0], [2.0]], [[3.0], [9.0]]], "float32"))
    masks.set_mask(predictions, ops.convert_to_tensor([[True, True], [True, False]]))
    targets = np.zeros((2, 2, 1), "float32")
    assert float(losses.MeanAbsoluteError()(targets, predictions)) == 2.0
    assert float(losses.MeanAbsoluteError(reduction="sum")(targets, predictions)) == 6.0
    assert float(losses.MeanAbsoluteError()(targets, predictions, sample_weight=np.array([1.0, 2.0]))) == 3.0


def test_ignored_class_counts_for_nothing():
    labels = np.array([0, -1, 4, 1])
    kept = -np.log(PROBABILITIES[[0, 2, 3], [0, 4, 1]])
    loss = losses.SparseCategoricalCrossentropy(ignore_class=-1)
    np.testing.assert_allclose(float(loss(labels, PROBABILITIES.astype("float32"))), kept.mean(), rtol=1e-5)


def test_half_precision_is_computed_wide():
    predictions = ops.convert_to_tensor(np.full((2, 1), 300.0), dtype="float16")
    value = losses.MeanSquaredError()(np.zeros((2, 1)), predictions)
    assert ops.dtype(value) == "float32"
    assert float(value) == 90000.0


@pytest.mark.parametrize("dtype", ["float16", "float64"])
def test_dtype_is_heeded(dtype):
    assert ops.dtype(losses.MeanSquaredError(dtype=dtype)(np.zeros((2, 1)), np.ones((2, 1), "float32"))) == dtype


def test_last_axis_of_size_one_is_fitted():
    assert float(losses.MeanSquaredError()(np.zeros(3), np.ones((3, 1), "float32"))) == 1.0
    assert float(losses.MeanSquaredError()(np.zeros((3, 1)), np.ones(3, "float32"))) == 1.0


@pytest.mark.parametrize(("shape", "other"), [((4, 1), (4, 3)), ((4,), (4, 3)), ((3, 4), (4, 3))])
def test_shapes_that_do_not_fit_are_named(shape, other):
    with pytest.raises(ValueError, match=rf"\({shape[0]}.*{other[0]}, {other[1]}\)"):
        losses.MeanSquaredError()(np.zeros(shape), np.zeros(other, "float32"))


def test_one_hot_targets_for_a_sparse_loss_are_named():
    with pytest.raises(ValueError, match=r"\(4, 5\).*one-hot"):
        losses.SparseCategoricalCrossentropy()(ONE_HOT, PROBABILITIES)


def test_weights_that_do_not_fit_are_named():
    with pytest.raises(ValueError, match=r"`sample_weight` of shape \(3,\)"):
        losses.MeanSquaredError()(np.zeros((4, 2)), np.zeros((4, 2), "float32"), sample_weight=np.ones(3))


def test_unknown_reduction():
    with pytest.raises(ValueError, match="'average'"):
        losses.MeanSquaredError(reduction="average")


def test_symbolic_predictions():
    values = losses.sparse_categorical_crossentropy(KerasTensor((None,), "int32"), KerasTensor((None, 5)))
    assert values.shape == (None,)
    assert losses.MeanSquaredError()(KerasTensor((None, 2)), KerasTensor((None, 2))).shape == ()


def test_subclass_gets_floating_targets_and_nests():
    class Both(losses.Loss):
        def call(self, y_true, y_pred):
            assert ops.dtype(y_true["a"]) == ops.dtype(y_pred["a"]) == "float32"
            return ops.absolute(y_true["a"] - y_pred["a"]) + y_pred["b"]

    value = Both()({"a": np.array([1, 2])}, {"a": np.zeros(2, "float32"), "b": np.ones(2, "float32")})
    assert float(value) == 2.5


@pytest.mark.parametrize("alias", ["mse", "MSE", "mae", "mape", "msle", "bce", "kld"])
def test_aliases_give_functions(alias):
    assert losses.get(alias).__module__.startswith("multikeras")


def test_get():
    assert losses.get(None) is None
    assert isinstance(losses.get("MeanSquaredError"), losses.MeanSquaredError)
    assert losses.get(losses.serialize(losses.huber)) is losses.huber
    with pytest.raises(ValueError, match="mean_squared_errr.*Did you mean"):
        losses.get("mean_squared_errr")


@pytest.mark.requires_trainable_backend
def test_gradients_of_ignored_and_extreme_values_are_finite():
    logits = backend.Variable(np.array([[1e4, -1e4], [0.0, 0.0]], "float32"), name="logits")
    loss = losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=-1)
    _, (gradient,) = backend.step.value_and_grad(lambda: (loss(np.array([1, -1]), logits.value), None), [logits])
    np.testing.assert_allclose(ops.convert_to_numpy(gradient), [[1.0, -1.0], [0.0, 0.0]], atol=1e-6)
