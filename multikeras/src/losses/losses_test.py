"""Every loss against its formula in NumPy, and what all losses share."""

from functools import partial

import numpy as np
import pytest
import scipy.special

from multikeras.src import backend, losses, ops
from multikeras.src.core import masks, registry
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.testing.repetition import RUNS, assert_same_recorded

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


def binary_focal(y, p, gamma=2.0, weight=1.0):
    right = y * p + (1 - y) * (1 - p)
    return -(weight * (1 - right) ** gamma * (y * np.log(p) + (1 - y) * np.log(1 - p))).mean(-1)


def circle(labels, x, gamma, margin, itself=False):
    """By the sum over all pairs of a similarity within and one between classes."""
    similarity = x @ x.T
    values = []
    for i, label in enumerate(labels):
        same = [s for j, s in enumerate(similarity[i]) if labels[j] == label and (itself or i != j)]
        other = [s for j, s in enumerate(similarity[i]) if labels[j] != label]
        pairs = [
            np.exp(gamma * (max(n + margin, 0) * (n - margin) - max(1 + margin - p, 0) * (p - 1 + margin))) for n in other for p in same
        ]
        values.append(np.log1p(sum(pairs)))
    return np.array(values)


def tversky(y, p, alpha=0.5, beta=0.5, axis=None):
    both = (y * p).sum(axis)
    return 1 - both / (both + alpha * ((1 - y) * p).sum(axis) + beta * (y * (1 - p)).sum(axis))


def one_label(log_probabilities, label):
    """Of two like steps: the label stands in the first, the second or both."""
    chosen, blank = np.exp(log_probabilities[label]), np.exp(log_probabilities[0])
    return np.log(chosen**2 + 2 * chosen * blank)


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
    ("binary_focal_crossentropy", (BITS, SCORES), {}, binary_focal),
    ("binary_focal_crossentropy", (BITS, SCORES), {"gamma": 0.0}, binary),
    (
        "binary_focal_crossentropy",
        (BITS, NUMBERS[0]),
        {"from_logits": True, "gamma": 0.5, "apply_class_balancing": True, "alpha": 0.3},
        lambda y, p: binary_focal(y, scipy.special.expit(p), 0.5, np.where(y == 1, 0.3, 0.7)),
    ),
    (
        "categorical_focal_crossentropy",
        (ONE_HOT, SCORES),
        {"alpha": [0.1, 0.2, 0.3, 0.4, 0.5]},
        lambda y, p: -((LABELS + 1) / 10 * (1 - PROBABILITIES[range(4), LABELS]) ** 2 * np.log(PROBABILITIES[range(4), LABELS])),
    ),
    (
        "categorical_focal_crossentropy",
        (ONE_HOT.T, NUMBERS[0].T),
        {"from_logits": True, "gamma": 0.5, "axis": 0, "alpha": [1.0] * 5},
        lambda y, p: -(y * (1 - scipy.special.softmax(p, 0)) ** 0.5 * scipy.special.log_softmax(p, 0)).sum(0),
    ),
    ("categorical_generalized_cross_entropy", (LABELS, PROBABILITIES), {"q": 0.7}, lambda y, p: (1 - p[range(4), y] ** 0.7) / 0.7),
    (
        "categorical_generalized_cross_entropy",
        (PROBABILITIES[::-1], PROBABILITIES),
        {"q": 0.7},
        lambda y, p: (y * (1 - p**0.7) / 0.7).sum(-1),
    ),
    ("circle", (np.array([0, 1, 0, 2]), unit(NUMBERS[0])), {"gamma": 8.0, "margin": 0.25}, lambda y, p: circle(y, p, 8.0, 0.25)),
    (
        "circle",
        (np.array([[0], [1], [0], [2]]), unit(NUMBERS[0])),
        {"gamma": 4.0, "margin": 0.4, "remove_diagonal": False},
        lambda y, p: circle(y[:, 0], p, 4.0, 0.4, itself=True),
    ),
    ("dice", (BITS, SCORES), {}, lambda y, p: 1 - 2 * (y * p).sum() / (y.sum() + p.sum())),
    ("dice", (BITS, SCORES), {"axis": [-1]}, lambda y, p: 1 - 2 * (y * p).sum(-1) / (y.sum(-1) + p.sum(-1))),
    ("tversky", (BITS, SCORES), {"alpha": 0.3, "beta": 0.9}, lambda y, p: tversky(y, p, 0.3, 0.9)),
    ("tversky", (BITS, SCORES), {"alpha": 1.0, "beta": 1.0, "axis": 1}, lambda y, p: tversky(y, p, 1.0, 1.0, 1)),
    (
        "ctc",
        (np.array([[1, 2], [3, 0], [0, 0], [4, -1]]), np.log(np.stack([PROBABILITIES] * 2, 1))),
        {},
        lambda y, p: -np.array([p[0, 0, 1] + p[0, 1, 2], one_label(p[1, 0], 3), p[2, :, 0].sum(), one_label(p[3, 0], 4)]),
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


@pytest.mark.parametrize("label", [-7, -1, 5, 2**31 - 1])
@pytest.mark.parametrize(
    "loss",
    [
        losses.SparseCategoricalCrossentropy(reduction=None),
        losses.SparseCategoricalCrossentropy(from_logits=True, reduction=None),
        losses.SparseCategoricalCrossentropy(ignore_class=0, reduction=None),
        losses.CategoricalGeneralizedCrossEntropy(reduction=None),
    ],
    ids=["probabilities", "logits", "ignored class", "generalized"],
)
def test_the_label_of_no_class_has_no_loss(loss, label):
    values = backend.to_numpy(loss(np.array([2, label, 1, 4], "int32"), PROBABILITIES.astype("float32")))
    assert np.isnan(values).tolist() == [False, True, False, False]


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


def test_no_loss_lacks_a_formula():
    assert set(CLASSES) == {row[0] for row in FORMULAS}


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_loss_of_an_empty_batch_is_zero(name):
    y_true, y_pred = next(row[1] for row in FORMULAS if row[0] == name)
    loss = CLASSES[name](**({"axis": -1} if name in ("dice", "tversky") else {}))
    assert float(loss(y_true[:0], y_pred[:0].astype("float32"))) == 0.0


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_losses_of_half_precision_are_those_of_full_precision(name):
    y_true, y_pred = next(row[1] for row in FORMULAS if row[0] == name)
    half = y_pred.astype("float16")
    loss = CLASSES[name]()
    np.testing.assert_allclose(float(loss(y_true, half)), float(loss(y_true, half.astype("float32"))), rtol=1e-6)
    assert ops.dtype(loss(y_true, half)) == "float32"
    narrow = CLASSES[name](dtype="float16")(y_true, y_pred)
    assert ops.dtype(narrow) == "float16"
    np.testing.assert_allclose(float(narrow), float(loss(y_true, y_pred.astype("float32"))), rtol=2e-2, atol=1e-2)


EXTREMES = [
    (name, y_true, y_pred, arguments)
    for name, y_true, size, arguments in (
        ("mean_squared_error", BITS, 1e10, {}),
        ("mean_absolute_error", BITS, 1e30, {}),
        ("mean_absolute_percentage_error", 0 * BITS, 1e20, {}),
        ("mean_squared_logarithmic_error", BITS, 1e30, {}),
        ("huber", BITS, 1e30, {}),
        ("log_cosh", BITS, 1e30, {}),
        ("cosine_similarity", BITS, 1e15, {}),
        ("hinge", BITS, 1e30, {}),
        ("squared_hinge", BITS, 1e10, {}),
        ("categorical_hinge", ONE_HOT, 1e30, {}),
        ("kl_divergence", ONE_HOT, 1, {}),
        ("poisson", ONE_HOT, 1, {}),
        ("binary_crossentropy", BITS, 1, {}),
        ("binary_crossentropy", BITS, 1e30, {"from_logits": True}),
        ("categorical_crossentropy", ONE_HOT, 1, {}),
        ("categorical_crossentropy", ONE_HOT, 1e30, {"from_logits": True}),
        ("sparse_categorical_crossentropy", LABELS, 1, {}),
        ("sparse_categorical_crossentropy", LABELS, 1e30, {"from_logits": True}),
        ("binary_focal_crossentropy", BITS, 1, {"gamma": 0.5}),
        ("binary_focal_crossentropy", BITS, 1e30, {"from_logits": True, "gamma": 0.5}),
        ("categorical_focal_crossentropy", ONE_HOT, 1, {"gamma": 0.5}),
        ("categorical_focal_crossentropy", ONE_HOT, 1e30, {"from_logits": True, "gamma": 0.5}),
        ("categorical_generalized_cross_entropy", LABELS, 1, {"q": 0.5}),
        ("circle", np.array([0, 1, 1, 2]), 1, {}),
        ("circle", np.array([0, 1, 2, 3]), 1, {}),
        ("circle", np.array([0, 0, 0, 0]), 1, {}),
        ("dice", BITS, 1, {}),
        ("dice", 0 * BITS, 0, {"axis": -1}),
        ("tversky", 0 * BITS, 0, {}),
    )
    for y_pred in (size * np.eye(4, 5, dtype="float32"), np.zeros((4, 5), "float32"))
]


@pytest.mark.requires_trainable_backend
@pytest.mark.parametrize(("name", "y_true", "y_pred", "arguments"), EXTREMES)
def test_extreme_predictions_have_finite_losses_and_gradients(name, y_true, y_pred, arguments):
    predictions = backend.Variable(y_pred, name="predictions")
    loss = CLASSES[name](**arguments)
    (value, _), (gradient,) = backend.step.value_and_grad(lambda: (loss(y_true, predictions.value), None), [predictions])
    assert np.isfinite(float(value))
    assert np.isfinite(ops.convert_to_numpy(gradient)).all()


@pytest.mark.parametrize("reduction", ["sum", "mean", "sum_over_batch_size", "mean_with_sample_weight", None])
@pytest.mark.parametrize("shape", [(), (4,), (4, 1), (4, 3), (1, 3), (4, 3, 1)])
def test_weights_of_every_shape_that_broadcasts(shape, reduction):
    y_true, y_pred = RNG.normal(size=(2, 4, 3, 2)).astype("float32")
    weights = RNG.uniform(0.5, 2, shape).astype("float32")
    full = weights[..., 0] if len(shape) == 3 else weights
    full = np.broadcast_to(full[:, None] if full.shape == (4,) else full, (4, 3))
    values = full * ((y_true - y_pred) ** 2).mean(-1)
    wanted = {"sum": values.sum(), "mean_with_sample_weight": values.sum() / full.sum(), None: values}.get(reduction, values.mean())
    given = losses.MeanSquaredError(reduction=reduction)(y_true, y_pred, weights)
    np.testing.assert_allclose(ops.convert_to_numpy(given), wanted, rtol=1e-5)


@pytest.mark.parametrize(
    ("reduction", "wanted"),
    [("sum", 14.0), ("mean", 7.0), ("sum_over_batch_size", 7.0), ("mean_with_sample_weight", 14 / 3), (None, [4.0, 10.0, 0.0])],
)
def test_masks_and_weights_together(reduction, wanted):
    predictions = ops.convert_to_tensor(np.array([[2.0], [10.0], [99.0]], "float32"))
    masks.set_mask(predictions, ops.convert_to_tensor([True, True, False]))
    value = losses.MeanAbsoluteError(reduction=reduction)(np.zeros((3, 1)), predictions, np.array([2.0, 1.0, 5.0]))
    np.testing.assert_allclose(ops.convert_to_numpy(value), wanted, rtol=1e-6)


def test_all_masked_out_is_zero():
    predictions = ops.convert_to_tensor(np.ones((2, 1), "float32"))
    masks.set_mask(predictions, ops.convert_to_tensor([False, False]))
    assert float(losses.MeanSquaredError()(np.zeros((2, 1)), predictions)) == 0.0


def test_overlap_leaves_out_what_is_masked():
    predictions = ops.convert_to_tensor(SCORES.astype("float32"))
    masks.set_mask(predictions, ops.convert_to_tensor([True, False, True, True]))
    kept = [0, 2, 3]
    for loss in (losses.Dice(), losses.Tversky(alpha=0.3, beta=0.7)):
        np.testing.assert_allclose(float(loss(BITS, predictions)), float(loss(BITS[kept], SCORES[kept].astype("float32"))), rtol=1e-6)


def test_ctc_leaves_out_steps_that_are_masked():
    logits = RNG.normal(size=(2, 6, 4)).astype("float32")
    labels = np.array([[1, 2, 1], [3, 0, 0]])
    predictions = ops.convert_to_tensor(logits)
    masks.set_mask(predictions, ops.convert_to_tensor(np.arange(6) < np.array([[6], [4]])))
    wanted = ops.ctc_loss(labels, logits, [3, 1], [6, 4])
    values = losses.CTC(reduction=None)(labels, predictions)
    np.testing.assert_allclose(ops.convert_to_numpy(values), ops.convert_to_numpy(wanted), rtol=1e-6)


def test_a_loss_of_the_whole_batch_takes_weights():
    weights = np.array([1.0, 2.0, 3.0, 2.0])
    value = float(losses.Dice()(BITS, SCORES))
    np.testing.assert_allclose(float(losses.Dice()(BITS, SCORES, weights)), 2 * value, rtol=1e-6)
    np.testing.assert_allclose(float(losses.Dice(reduction="mean_with_sample_weight")(BITS, SCORES, weights)), value, rtol=1e-6)


def test_circle_compares_with_references():
    x, references = unit(NUMBERS[0]), unit(NUMBERS[1])
    labels, of_references = np.array([0, 1, 0, 2]), np.array([1, 0, 2, 1])
    joined = circle([*labels, *of_references], np.concatenate([x, references]), 8.0, 0.25)[:4]
    values = losses.circle(labels, x, np.concatenate([labels, of_references]), np.concatenate([x, references]), gamma=8.0, margin=0.25)
    np.testing.assert_allclose(ops.convert_to_numpy(values), joined, rtol=1e-5)
    with pytest.raises(ValueError, match="neither"):
        losses.circle(labels, x, ref_labels=of_references)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: losses.BinaryCrossentropy(label_smoothing=1.5), "BinaryCrossentropy: `label_smoothing`.*1.5"),
        (lambda: losses.BinaryFocalCrossentropy(label_smoothing=-1), "`label_smoothing` must lie"),
        (lambda: losses.CategoricalFocalCrossentropy(label_smoothing=2), "`label_smoothing` must lie"),
        (lambda: losses.CategoricalGeneralizedCrossEntropy(q=1.0), "`q` must lie between 0 and 1, got 1.0"),
        (lambda: losses.dice(BITS, SCORES[:, :3]), r"dice: targets of shape \(4, 5\)"),
        (lambda: losses.tversky(BITS[0], SCORES), r"tversky: targets of shape \(5,\)"),
        (lambda: losses.circle(LABELS[:3], SCORES), r"circle: `y_true` of shape \(3,\)"),
        (lambda: losses.ctc(LABELS, SCORES), r"ctc: targets must have the shape \(batch, labels\)"),
        (lambda: losses.categorical_generalized_cross_entropy(LABELS[:2], SCORES, 0.5), r"class indices of shape \(2,\)"),
        (lambda: losses.categorical_focal_crossentropy(LABELS, SCORES), "class indices as targets need a sparse loss"),
    ],
)
def test_errors_say_what_is_wrong(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_functions_are_found_by_name_and_go_into_configs(name):
    function = getattr(losses, name)
    assert losses.get(name) is function
    assert losses.deserialize(losses.serialize(function)) is function
    assert type(losses.get(CLASSES[name].__name__)) is CLASSES[name]


@pytest.mark.requires_trainable_backend
def test_gradients_of_ignored_and_extreme_values_are_finite():
    logits = backend.Variable(np.array([[1e4, -1e4], [0.0, 0.0]], "float32"), name="logits")
    loss = losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=-1)
    _, (gradient,) = backend.step.value_and_grad(lambda: (loss(np.array([1, -1]), logits.value), None), [logits])
    np.testing.assert_allclose(ops.convert_to_numpy(gradient), [[1.0, -1.0], [0.0, 0.0]], atol=1e-6)


@pytest.mark.skipif(not backend.step.RECORDS, reason="steps are not recorded")
@pytest.mark.parametrize("name", sorted(set(CLASSES) - {"ctc"}))  # its kernel makes shapes from the lengths
def test_recorded_steps_give_the_same(name):
    y_true, y_pred = next(row[1] for row in FORMULAS if row[0] == name)

    def step(loss, bias, batch):
        (value, _), gradients = backend.step.value_and_grad(lambda: (loss(batch[0], batch[1] + bias.value), None), [bias])
        return value, gradients

    step, twin = (partial(step, CLASSES[name](), backend.Variable(np.zeros(y_pred.shape, "float32"))) for _ in range(2))
    assert_same_recorded(step, twin, [(np.roll(y_true, i, 0), np.roll(y_pred.astype("float32"), -i, 0)) for i in range(RUNS)])
