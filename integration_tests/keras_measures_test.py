"""Losses and metrics give the numbers of Keras 3, and differ only where Keras does otherwise than it says."""

import re
from typing import Any, NamedTuple

import numpy as np
import pytest

import multikeras

keras = pytest.importorskip("keras")
r2_score = pytest.importorskip("sklearn.metrics").r2_score

from multikeras.src.core import config  # noqa: E402

if keras.config.backend() != config.backend():
    pytest.skip("Keras runs on another backend", allow_module_level=True)

RNG = np.random.default_rng(0)
BATCH, CLASSES = 12, 4


def drawn(*shape: int, low: float = -2.0, high: float = 2.0) -> np.ndarray:
    return RNG.uniform(low, high, shape).astype("float32")


NUMBERS = drawn(BATCH, CLASSES), drawn(BATCH, CLASSES)
POSITIVE = drawn(BATCH, CLASSES, low=0.1), drawn(BATCH, CLASSES, low=0.1)
SCORES = drawn(BATCH, CLASSES, low=0.02, high=0.98)
PROBABILITIES = SCORES / SCORES.sum(-1, keepdims=True)
BITS = (drawn(BATCH, CLASSES) > 0).astype("float32")
LABELS = RNG.integers(0, CLASSES, BATCH)
ONE_HOT = np.eye(CLASSES, dtype="float32")[LABELS]
DISTRIBUTIONS = PROBABILITIES[::-1].copy()
EMBEDDINGS = NUMBERS[0] / np.linalg.norm(NUMBERS[0], axis=-1, keepdims=True)
IMAGE_LABELS = RNG.integers(0, CLASSES, (BATCH, 3, 2))
IMAGE_SCORES = drawn(BATCH, 3, 2, CLASSES)
IMAGE_BITS = (drawn(BATCH, 3, 2) > 0).astype("float32")
SEQUENCES = np.array([[1, 2, 0], [3, 1, 1], [2, 0, 0]] * 4), drawn(BATCH, 7, CLASSES)
REDUCTIONS = ("sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", None)


class Case(NamedTuple):
    """A loss or metric by name, its targets and predictions, and its arguments."""

    name: str
    y_true: np.ndarray
    y_pred: np.ndarray
    arguments: dict[str, Any]

    def __str__(self) -> str:
        described = "-".join(f"{key}={value}" for key, value in self.arguments.items())
        return re.sub(r"[^\w=.,-]", "", f"{self.name}-{'x'.join(map(str, self.y_true.shape))}-{described}").rstrip("-")


def cases(*rows: tuple) -> list[Case]:
    """Rows of a name, targets, predictions, and as many sets of arguments as are wanted."""
    return [Case(name, y_true, y_pred, arguments) for name, y_true, y_pred, *sets in rows for arguments in sets or [{}]]


LOGITS = {"from_logits": True}
LOSSES = cases(
    ("MeanSquaredError", *NUMBERS),
    ("MeanSquaredError", NUMBERS[0][:, 0], NUMBERS[1][:, :1]),
    ("MeanSquaredError", IMAGE_SCORES, IMAGE_SCORES[::-1]),
    ("MeanAbsoluteError", *NUMBERS),
    ("MeanAbsolutePercentageError", *NUMBERS),
    ("MeanSquaredLogarithmicError", *POSITIVE),
    ("Huber", *NUMBERS, {}, {"delta": 0.3}),
    ("LogCosh", *NUMBERS),
    ("CosineSimilarity", *NUMBERS, {}, {"axis": 0}),
    ("CosineSimilarity", IMAGE_SCORES, IMAGE_SCORES[::-1], {"axis": 1}),
    ("Hinge", BITS, NUMBERS[0]),
    ("Hinge", 2 * BITS - 1, NUMBERS[0]),
    ("SquaredHinge", BITS, NUMBERS[0]),
    ("CategoricalHinge", ONE_HOT, NUMBERS[0]),
    ("KLDivergence", DISTRIBUTIONS, PROBABILITIES),
    ("Poisson", *POSITIVE),
    ("BinaryCrossentropy", BITS, SCORES, {}, {"label_smoothing": 0.2}, {"axis": 0}),
    ("BinaryCrossentropy", BITS, NUMBERS[0], LOGITS, LOGITS | {"label_smoothing": 0.2}),
    ("BinaryCrossentropy", BITS[:, 0], SCORES[:, :1]),
    ("CategoricalCrossentropy", ONE_HOT, SCORES, {}, {"label_smoothing": 0.2}),
    ("CategoricalCrossentropy", DISTRIBUTIONS, NUMBERS[0], LOGITS, LOGITS | {"label_smoothing": 0.2}),
    ("CategoricalCrossentropy", np.moveaxis(np.eye(CLASSES)[IMAGE_LABELS], -1, 1), np.moveaxis(IMAGE_SCORES, -1, 1), LOGITS | {"axis": 1}),
    ("SparseCategoricalCrossentropy", LABELS, SCORES, {}, {"ignore_class": 1}),
    ("SparseCategoricalCrossentropy", LABELS[:, None], NUMBERS[0], LOGITS),
    ("SparseCategoricalCrossentropy", IMAGE_LABELS, IMAGE_SCORES, LOGITS, LOGITS | {"ignore_class": 2}),
    ("SparseCategoricalCrossentropy", IMAGE_LABELS - 1, IMAGE_SCORES, LOGITS | {"ignore_class": -1}),
    ("SparseCategoricalCrossentropy", IMAGE_LABELS, np.moveaxis(IMAGE_SCORES, -1, 1), LOGITS | {"axis": 1}),
    ("BinaryFocalCrossentropy", BITS, SCORES, {}, {"gamma": 0.5}, {"apply_class_balancing": True, "alpha": 0.3, "label_smoothing": 0.2}),
    ("BinaryFocalCrossentropy", BITS, NUMBERS[0], LOGITS, LOGITS | {"label_smoothing": 0.2, "axis": 0}),
    ("CategoricalFocalCrossentropy", ONE_HOT, SCORES, {}, {"gamma": 0.5}, {"alpha": [0.1, 0.2, 0.3, 0.4], "label_smoothing": 0.2}),
    ("CategoricalFocalCrossentropy", DISTRIBUTIONS, NUMBERS[0], LOGITS, LOGITS | {"label_smoothing": 0.2}),
    ("CategoricalGeneralizedCrossEntropy", LABELS, PROBABILITIES, {}, {"q": 0.9}, {"q": 0.01}),
    ("Circle", LABELS, EMBEDDINGS, {}, {"gamma": 8.0, "margin": 0.25}, {"gamma": 8.0, "remove_diagonal": False}),
    ("CTC", *SEQUENCES),
    ("Dice", BITS, SCORES, {}, {"axis": -1}, {"axis": (0,)}),
    ("Dice", IMAGE_BITS, SCORES[:, :3, None] + 0 * IMAGE_BITS, {"axis": (1, 2)}),
    ("Tversky", BITS, SCORES, {}, {"alpha": 0.3, "beta": 0.3, "axis": -1}),
)


def calculated(given: Any, k: Any) -> np.ndarray:
    return np.asarray(k.ops.convert_to_numpy(given), "float64")


def assert_same(ours: Any, theirs: Any) -> None:
    np.testing.assert_allclose(calculated(ours, multikeras), calculated(theirs, keras), rtol=3e-5, atol=3e-6)


KERAS_FAILS = {
    ("SparseCategoricalCrossentropy", 1): "wants the classes in the last place, whatever `axis` says",
    ("CosineSimilarity", 0): "cannot normalize along the first axis on NumPy",
}
"""Losses whose `axis` Keras documents, but does not serve on every backend."""
SOME = ("MeanSquaredError", "Dice", "SparseCategoricalCrossentropy")
"""Losses that show what reductions do."""


def weightings(shape: tuple[int, ...], reduction: str | None) -> list[np.ndarray]:
    """Weights of values of a shape; of all samples of a loss that has one value for the batch."""
    weights = drawn(*(shape or (BATCH,)), low=0.5)
    return [weights] if reduction is None else [weights, weights[..., None]]


@pytest.mark.parametrize(
    ("case", "reduction"),
    [(case, reduction) for case in LOSSES for reduction in (REDUCTIONS if case.name in SOME else (None,))],
    ids=str,
)
def test_loss(case: Case, reduction: str | None) -> None:
    ours, theirs = (getattr(k.losses, case.name)(**case.arguments, reduction=reduction) for k in (multikeras, keras))
    values = getattr(multikeras.losses, case.name)(**case.arguments, reduction=None)(case.y_true, case.y_pred)
    try:
        expected = theirs(case.y_true, case.y_pred)
    except ValueError:
        pytest.skip(f"Keras {KERAS_FAILS[case.name, case.arguments['axis']]}")
    assert_same(ours(case.y_true, case.y_pred), expected)
    for weights in weightings(tuple(values.shape), reduction):
        assert_same(ours(case.y_true, case.y_pred, weights), theirs(case.y_true, case.y_pred, weights))


MANY = 60
MANY_SCORES = drawn(MANY, CLASSES, low=0.0, high=1.0)
MANY_BITS = (MANY_SCORES + drawn(MANY, CLASSES, low=-0.6, high=0.6) > 0.5).astype("float32")
MANY_LABELS = RNG.integers(0, CLASSES, MANY)
MANY_ONE_HOT = np.eye(CLASSES, dtype="float32")[MANY_LABELS]
GUESSES = np.where(drawn(MANY) > 0, MANY_LABELS, RNG.integers(0, CLASSES, MANY))
MANY_NUMBERS = drawn(MANY, CLASSES)
NEAR_NUMBERS = MANY_NUMBERS + drawn(MANY, CLASSES)
NORMALIZED = MANY_SCORES / MANY_SCORES.sum(-1, keepdims=True)
FACTORS = [1.0, 2.0, 0.0, 1.0]
FEW = {"num_thresholds": 5}

METRICS = cases(
    ("MeanSquaredError", MANY_NUMBERS, NEAR_NUMBERS),
    ("RootMeanSquaredError", MANY_NUMBERS, NEAR_NUMBERS),
    ("MeanAbsoluteError", MANY_NUMBERS, NEAR_NUMBERS),
    ("MeanAbsolutePercentageError", MANY_NUMBERS, NEAR_NUMBERS),
    ("MeanSquaredLogarithmicError", MANY_SCORES, NORMALIZED),
    ("LogCoshError", MANY_NUMBERS, NEAR_NUMBERS),
    ("CosineSimilarity", MANY_NUMBERS, NEAR_NUMBERS),
    ("Hinge", MANY_BITS, NEAR_NUMBERS),
    ("SquaredHinge", MANY_BITS, NEAR_NUMBERS),
    ("CategoricalHinge", MANY_ONE_HOT, NEAR_NUMBERS),
    ("KLDivergence", NORMALIZED[::-1].copy(), NORMALIZED),
    ("Poisson", MANY_SCORES, NORMALIZED),
    ("BinaryCrossentropy", MANY_BITS, MANY_SCORES, {}, {"label_smoothing": 0.2}),
    ("BinaryCrossentropy", MANY_BITS, NEAR_NUMBERS, LOGITS),
    ("CategoricalCrossentropy", MANY_ONE_HOT, NORMALIZED, {}, {"label_smoothing": 0.2}),
    ("CategoricalCrossentropy", MANY_ONE_HOT, NEAR_NUMBERS, LOGITS),
    ("SparseCategoricalCrossentropy", MANY_LABELS, NORMALIZED),
    ("SparseCategoricalCrossentropy", MANY_LABELS, NEAR_NUMBERS, LOGITS),
    ("PearsonCorrelation", MANY_NUMBERS, NEAR_NUMBERS),
    ("ConcordanceCorrelation", MANY_NUMBERS, NEAR_NUMBERS),
    ("Accuracy", MANY_LABELS, GUESSES),
    ("Accuracy", MANY_LABELS[:, None], GUESSES[:, None]),
    ("BinaryAccuracy", MANY_BITS, MANY_SCORES, {}, {"threshold": 0.3}),
    ("CategoricalAccuracy", MANY_ONE_HOT, MANY_SCORES),
    ("SparseCategoricalAccuracy", MANY_LABELS, MANY_SCORES),
    ("TopKCategoricalAccuracy", MANY_ONE_HOT, MANY_SCORES, {"k": 2}),
    ("SparseTopKCategoricalAccuracy", MANY_LABELS, MANY_SCORES, {"k": 2}),
    ("SparseTopKCategoricalAccuracy", MANY_LABELS, np.argsort(-MANY_SCORES), {"k": 2, "from_sorted_ids": True}),
    *(
        (name, MANY_BITS, MANY_SCORES, {}, {"thresholds": 0.3}, {"thresholds": [0.9, 0.1, 0.5]})
        for name in ("TruePositives", "TrueNegatives", "FalsePositives", "FalseNegatives")
    ),
    *(
        (name, MANY_BITS, MANY_SCORES, {}, {"thresholds": [0.0, 0.7, 1.0]}, {"top_k": 2}, {"class_id": 2}, {"top_k": 2, "class_id": 1})
        for name in ("Precision", "Recall")
    ),
    ("Precision", MANY_BITS, MANY_SCORES, {"top_k": 2, "thresholds": 0.6}),
    *(
        ("AUC", MANY_BITS, MANY_SCORES, {"curve": curve, "summation_method": method}, {"curve": curve, "summation_method": method} | FEW)
        for curve in ("ROC", "PR")
        for method in ("interpolation", "minoring", "majoring")
    ),
    (
        "AUC",
        MANY_BITS,
        MANY_SCORES,
        {"multi_label": True},
        {"multi_label": True, "num_labels": CLASSES, "label_weights": [1.0, 2.0, 0.0, 1.0]},
    ),
    ("AUC", MANY_BITS, MANY_SCORES, {"thresholds": [0.8, 0.2, 0.4]}, {"label_weights": FACTORS}),
    ("AUC", MANY_BITS, NEAR_NUMBERS, LOGITS),
    *(
        (
            name,
            MANY_BITS,
            MANY_SCORES,
            {key: 0.3},
            {key: 0.8},
            {key: 1.0},
            {key: 0.6} | FEW,
            {key: 0.6, "class_id": 1},
            {key: 0.6, "num_thresholds": 1},
        )
        for name, key in (
            ("SensitivityAtSpecificity", "specificity"),
            ("SpecificityAtSensitivity", "sensitivity"),
            ("PrecisionAtRecall", "recall"),
            ("RecallAtPrecision", "precision"),
        )
    ),
    ("FBetaScore", MANY_BITS, MANY_SCORES, *({"average": a, "beta": 2.0, "threshold": 0.4} for a in (None, "micro", "macro", "weighted"))),
    ("FBetaScore", MANY_ONE_HOT, MANY_SCORES, *({"average": a, "beta": 0.5} for a in (None, "micro", "macro", "weighted"))),
    ("F1Score", MANY_BITS, MANY_SCORES, {"threshold": 0.7}, {"average": "macro"}),
    ("R2Score", MANY_NUMBERS, NEAR_NUMBERS, *({"class_aggregation": a} for a in (None, "uniform_average", "variance_weighted_average"))),
    ("R2Score", MANY_NUMBERS[:, :1], NEAR_NUMBERS[:, :1], {"num_regressors": 3}),
    ("IoU", MANY_LABELS, GUESSES, {"num_classes": CLASSES, "target_class_ids": [0, 2]}),
    ("IoU", MANY_LABELS, GUESSES, {"num_classes": CLASSES + 1, "target_class_ids": [1, CLASSES]}),
    ("MeanIoU", MANY_LABELS, GUESSES, {"num_classes": CLASSES}, {"num_classes": CLASSES, "ignore_class": 1}),
    ("MeanIoU", MANY_LABELS - 1, GUESSES, {"num_classes": CLASSES, "ignore_class": -1}),
    ("MeanIoU", MANY_LABELS, MANY_SCORES, {"num_classes": CLASSES, "sparse_y_pred": False}),
    ("BinaryIoU", MANY_BITS, MANY_SCORES, {}, {"threshold": 0.3, "target_class_ids": [1]}),
    ("OneHotIoU", MANY_ONE_HOT, MANY_SCORES, {"num_classes": CLASSES, "target_class_ids": [0, 2]}),
    ("OneHotMeanIoU", MANY_ONE_HOT, MANY_SCORES, {"num_classes": CLASSES}),
    ("OneHotMeanIoU", MANY_ONE_HOT, GUESSES, {"num_classes": CLASSES, "sparse_y_pred": True}),
)
COUNTING_IN_INTEGERS = ("IoU", "MeanIoU", "BinaryIoU", "OneHotIoU", "OneHotMeanIoU")
"""Metrics whose weights must be whole, since Keras counts in integers."""


def gathered(metric: Any, k: Any, *arrays: np.ndarray, size: int = 25) -> np.ndarray:
    for start in range(0, MANY, size):
        metric.update_state(*(array[start : start + size] for array in arrays))
    return metric.result()


@pytest.mark.parametrize("case", METRICS, ids=str)
@pytest.mark.parametrize("weighted", [False, True])
def test_metric(case: Case, weighted: bool) -> None:
    ours, theirs = (getattr(k.metrics, case.name)(**case.arguments) for k in (multikeras, keras))
    assert ours.name.rstrip("_0123456789") == theirs.name.rstrip("_0123456789")
    weights = drawn(MANY, low=0.5)
    if case.name in COUNTING_IN_INTEGERS:
        weights = np.round(2 * weights)
        if case.name == "BinaryIoU":
            weights = np.repeat(weights[:, None], CLASSES, axis=1)
    arrays = (case.y_true, case.y_pred, weights) if weighted else (case.y_true, case.y_pred)
    assert_same(gathered(ours, multikeras, *arrays), gathered(theirs, keras, *arrays))


TIED = np.array([[0.4, 0.4, 0.2], [0.1, 0.2, 0.7]], "float32")
TIED_TARGETS = np.eye(3, dtype="float32")[[1, 2]]
NEVER_IN_KERAS = {
    "`alpha` is documented as that of false positives, and weighs false negatives": (
        lambda k: k.losses.tversky([1.0, 0.0, 0.0, 0.0], [1.0, 1.0, 1.0, 0.0], alpha=0.5, beta=1.0),
        0.5,
    ),
    "the adjusted score is that of `n` samples, and is computed for as many as there are numbers": (
        lambda k: k.metrics.R2Score(num_regressors=2)(MANY_NUMBERS, NEAR_NUMBERS),
        1 - (1 - r2_score(MANY_NUMBERS, NEAR_NUMBERS)) * (MANY - 1) / (MANY - 3),
    ),
    "the class of highest score is documented to be chosen, and all of them are": (
        lambda k: k.metrics.F1Score(average="micro")(TIED_TARGETS, TIED),
        0.5,
    ),
    "without errors the score of constant targets is NaN": (lambda k: k.metrics.R2Score()(np.ones((3, 1)), np.ones((3, 1))), 1.0),
    "the correlation with constant predictions is NaN, and that of all batches with it": (
        lambda k: k.metrics.PearsonCorrelation()(MANY_NUMBERS, np.zeros_like(MANY_NUMBERS)),
        0.0,
    ),
    "weights lose their fractions": (
        lambda k: k.metrics.MeanIoU(num_classes=2)(np.array([0, 1, 1]), np.array([0, 0, 1]), sample_weight=np.array([0.5, 0.25, 0.75])),
        (0.5 / 0.75 + 0.75 / 1) / 2,
    ),
    "the mean over no samples is an empty array": (lambda k: k.losses.MeanSquaredError()(np.zeros((0, 2)), np.zeros((0, 2))), 0.0),
}
"""What Keras gets wrong: a call, and the right result."""


@pytest.mark.parametrize("reason", NEVER_IN_KERAS)
@pytest.mark.filterwarnings("ignore")
def test_where_keras_errs(reason: str) -> None:
    compute, wanted = NEVER_IN_KERAS[reason]
    np.testing.assert_allclose(calculated(compute(multikeras), multikeras), wanted, rtol=1e-5, atol=1e-6)
    theirs = calculated(compute(keras), keras)
    assert theirs.shape != np.shape(wanted) or not np.allclose(theirs, wanted, rtol=1e-3), "Keras has mended this; compare it above."


@pytest.mark.parametrize("case", [*LOSSES, *METRICS], ids=str)
@pytest.mark.parametrize(("writer", "reader"), [(keras, multikeras), (multikeras, keras)], ids=["theirs to ours", "ours to theirs"])
def test_descriptions_are_exchanged(case: Case, writer: Any, reader: Any) -> None:
    namespace = "losses" if any(case is other for other in LOSSES) else "metrics"
    source = getattr(getattr(writer, namespace), case.name)(**case.arguments, name="mine")
    made = getattr(reader, namespace).deserialize(getattr(writer, namespace).serialize(source))
    if reader is keras and case.name == "CategoricalGeneralizedCrossEntropy":
        pytest.skip("Keras does not read its own description of this loss")
    assert type(made) is getattr(getattr(reader, namespace), case.name)
    written, read = source.get_config(), made.get_config()
    assert read["name"] == "mine"
    for key in (case.arguments.keys() & written.keys() & read.keys()) - {"label_weights", "thresholds"}:  # made arrays, and sorted
        assert np.array_equal(read[key], written[key]), f"{key} was {written[key]} and is {read[key]}"


def test_all_names_are_compared() -> None:
    for namespace, base, rows in (("losses", keras.Loss, LOSSES), ("metrics", keras.Metric, METRICS)):
        public = vars(getattr(keras, namespace)).items()
        names = {name for name, obj in public if isinstance(obj, type) and issubclass(obj, base) and obj is not base}
        assert names - {"Mean", "Sum", "MeanMetricWrapper"} == {case.name for case in rows}
