"""Metrics against NumPy and scikit-learn, over several batches, and what all metrics share."""

import numpy as np
import pytest

from multikeras.src import losses, metrics, ops
from multikeras.src.core import masks, registry
from multikeras.src.core.symbolic import KerasTensor

RNG = np.random.default_rng(0)
SCORES = RNG.uniform(0.01, 1, (60, 4)).astype("float32")
PROBABILITIES = SCORES / SCORES.sum(-1, keepdims=True)
LABELS = RNG.integers(0, 4, 60)
ONE_HOT = np.eye(4, dtype="float32")[LABELS]
BITS = (RNG.uniform(size=(60, 4)) > 0.6).astype("float32")
WEIGHTS = RNG.uniform(0.5, 2, 60).astype("float32")


def in_batches(metric, *arrays, size=25):
    for start in range(0, len(arrays[0]), size):
        metric.update_state(*[array[start : start + size] for array in arrays])
    return ops.convert_to_numpy(metric.result())


def among_best(k):
    return [label in np.argsort(-row)[:k] for label, row in zip(LABELS, SCORES, strict=True)]


@pytest.mark.parametrize(
    ("metric", "targets", "predictions", "wanted"),
    [
        (metrics.SparseCategoricalAccuracy, LABELS, SCORES, SCORES.argmax(-1) == LABELS),
        (metrics.SparseCategoricalAccuracy, LABELS[:, None], SCORES, SCORES.argmax(-1) == LABELS),
        (metrics.CategoricalAccuracy, ONE_HOT, SCORES, SCORES.argmax(-1) == LABELS),
        (metrics.BinaryAccuracy, BITS, SCORES, ((SCORES > 0.5) == BITS).mean(-1)),
        (lambda: metrics.BinaryAccuracy(threshold=0.3), BITS, SCORES, ((SCORES > 0.3) == BITS).mean(-1)),
        (metrics.Accuracy, LABELS, LABELS % 3, LABELS % 3 == LABELS),
        (lambda: metrics.SparseTopKCategoricalAccuracy(k=2), LABELS, SCORES, among_best(2)),
        (lambda: metrics.TopKCategoricalAccuracy(k=2), ONE_HOT, SCORES, among_best(2)),
        (
            lambda: metrics.SparseTopKCategoricalAccuracy(k=2, from_sorted_ids=True),
            LABELS,
            np.argsort(-SCORES),
            among_best(2),
        ),
        (metrics.MeanSquaredError, BITS, SCORES, ((BITS - SCORES) ** 2).mean(-1)),
        (metrics.MeanAbsoluteError, BITS, SCORES, abs(BITS - SCORES).mean(-1)),
        (metrics.SparseCategoricalCrossentropy, LABELS, PROBABILITIES, -np.log(PROBABILITIES[range(60), LABELS])),
        (metrics.CosineSimilarity, ONE_HOT, SCORES, SCORES[range(60), LABELS] / np.linalg.norm(SCORES, axis=-1)),
    ],
)
def test_mean_over_samples(metric, targets, predictions, wanted):
    wanted = np.asarray(wanted, "float64")
    np.testing.assert_allclose(in_batches(metric(), targets, predictions), wanted.mean(), rtol=1e-5)
    np.testing.assert_allclose(in_batches(metric(), targets, predictions, WEIGHTS), np.average(wanted, weights=WEIGHTS), rtol=1e-5)


def test_root_mean_squared_error():
    wanted = np.sqrt(((BITS - SCORES) ** 2).mean())
    np.testing.assert_allclose(in_batches(metrics.RootMeanSquaredError(), BITS, SCORES), wanted, rtol=1e-5)


@pytest.mark.parametrize("weights", [None, WEIGHTS])
@pytest.mark.parametrize("threshold", [0.3, 0.5])
def test_precision_and_recall_agree_with_scikit_learn(threshold, weights):
    sklearn = pytest.importorskip("sklearn.metrics")
    given = (BITS[:, 0], SCORES[:, 0]) if weights is None else (BITS[:, 0], SCORES[:, 0], weights)
    chosen = SCORES[:, 0] > threshold
    for metric, reference in ((metrics.Precision, sklearn.precision_score), (metrics.Recall, sklearn.recall_score)):
        wanted = reference(BITS[:, 0], chosen, sample_weight=weights)
        np.testing.assert_allclose(in_batches(metric(thresholds=threshold), *given), wanted, rtol=1e-5)


def test_thresholds_keep_their_order():
    values = in_batches(metrics.Recall(thresholds=[0.7, 0.2]), BITS, SCORES)
    wanted = [(BITS * np.greater(SCORES, level)).sum() / BITS.sum() for level in (0.7, 0.2)]
    np.testing.assert_allclose(values, wanted, rtol=1e-5)


def test_precision_of_the_best_classes():
    best = np.argsort(-SCORES)[:, :2]
    np.testing.assert_allclose(in_batches(metrics.Precision(top_k=2), BITS, SCORES), np.take_along_axis(BITS, best, 1).mean(), rtol=1e-5)
    wanted = ONE_HOT[(SCORES[:, 1] > 0.5), 1].mean()
    np.testing.assert_allclose(in_batches(metrics.Precision(class_id=1), ONE_HOT, SCORES), wanted, rtol=1e-5)


def test_counts():
    positive, chosen = BITS.astype(bool), SCORES > 0.5
    for metric, wanted in (
        (metrics.TruePositives, positive & chosen),
        (metrics.FalsePositives, ~positive & chosen),
        (metrics.TrueNegatives, ~positive & ~chosen),
        (metrics.FalseNegatives, positive & ~chosen),
    ):
        assert in_batches(metric(), BITS, SCORES) == wanted.sum()


ROUNDED = np.round(SCORES, 2)  # scores that lie between thresholds, so that the curve is exact
EXACT = [i / 100 + 0.005 for i in range(100)]


@pytest.mark.parametrize("weights", [None, WEIGHTS])
def test_area_under_roc_agrees_with_scikit_learn(weights):
    sklearn = pytest.importorskip("sklearn.metrics")
    given = (BITS[:, 0], ROUNDED[:, 0]) if weights is None else (BITS[:, 0], ROUNDED[:, 0], weights)
    wanted = sklearn.roc_auc_score(BITS[:, 0], ROUNDED[:, 0], sample_weight=weights)
    np.testing.assert_allclose(in_batches(metrics.AUC(thresholds=EXACT), *given), wanted, rtol=1e-5)


def test_area_of_each_label():
    sklearn = pytest.importorskip("sklearn.metrics")
    areas = [sklearn.roc_auc_score(BITS[:, i], ROUNDED[:, i]) for i in range(4)]
    metric = metrics.AUC(thresholds=EXACT, multi_label=True, num_labels=4, label_weights=[1.0, 2.0, 0.0, 1.0])
    np.testing.assert_allclose(in_batches(metric, BITS, ROUNDED), np.average(areas, weights=[1, 2, 0, 1]), rtol=1e-5)
    assert metric.variables[0].shape == (102, 4)


def test_area_under_precision_and_recall_is_bracketed():
    sklearn = pytest.importorskip("sklearn.metrics")
    low, between, high = (
        in_batches(metrics.AUC(curve="PR", summation_method=method, thresholds=EXACT), BITS[:, 0], ROUNDED[:, 0])
        for method in ("minoring", "interpolation", "majoring")
    )
    assert low < between < high
    assert low < sklearn.average_precision_score(BITS[:, 0], ROUNDED[:, 0]) < high


def test_area_from_logits():
    logits = np.log(SCORES / (1.001 - SCORES))
    probabilities = 1 / (1 + np.exp(-logits))
    by_logits = in_batches(metrics.AUC(from_logits=True), BITS, logits)
    np.testing.assert_allclose(by_logits, in_batches(metrics.AUC(), BITS, probabilities), rtol=1e-3)


def test_mean_of_scalars_weighted_by_batch_size():
    metric = metrics.Mean()
    metric.update_state(ops.convert_to_tensor(1.0), sample_weight=3)
    metric.update_state(ops.convert_to_tensor(5.0), sample_weight=1)
    assert float(metric.result()) == 2.0


def test_mean_without_values_is_zero():
    assert float(metrics.Mean().result()) == 0.0


def test_mask_of_predictions_is_heeded():
    predictions = ops.convert_to_tensor(np.array([[[1.0], [2.0]], [[3.0], [9.0]]], "float32"))
    masks.set_mask(predictions, ops.convert_to_tensor([[True, True], [True, False]]))
    metric = metrics.MeanAbsoluteError()
    metric.update_state(np.zeros((2, 2, 1)), predictions)
    assert float(metric.result()) == 2.0


def test_half_precision_is_gathered_wide():
    metric = metrics.MeanSquaredError()
    metric.update_state(np.zeros((2, 1)), ops.convert_to_tensor(np.full((2, 1), 300.0), dtype="float16"))
    assert float(metric.result()) == 90000.0


def test_state_is_reset():
    metric = metrics.Mean()
    metric.update_state([1.0, 2.0])
    metric.reset_state()
    assert [float(variable.numpy()) for variable in metric.variables] == [0.0, 0.0]


def test_stateless_functions_leave_the_metric_alone():
    metric = metrics.Mean()
    state = metric.stateless_update_state(metric.stateless_reset_state(), ops.convert_to_tensor([1.0, 3.0]))
    assert float(metric.stateless_result(state)) == 2.0
    assert float(metric.result()) == 0.0
    with pytest.raises(ValueError, match="2 variables, but 1 values"):
        metric.stateless_result(state[:1])


def test_metrics_in_attributes_belong_to_their_holder():
    class Both(metrics.Metric):
        def __init__(self):
            super().__init__(name="both")
            self.parts = [metrics.Sum(), metrics.Mean()]

    assert len(Both().variables) == 3


@pytest.mark.parametrize(
    ("target", "prediction", "kind"),
    [
        ((None, 1), (None, 1), "Binary"),
        ((None,), (None, 1), "Binary"),
        ((None,), (None, 5), "SparseCategorical"),
        ((None, 1), (None, 5), "SparseCategorical"),
        ((None, 5), (None, 5), "Categorical"),
    ],
)
def test_choice_by_shapes(target, prediction, kind):
    y, y_pred = KerasTensor(target), KerasTensor(prediction)
    assert type(metrics.accuracy_for(y, y_pred)).__name__ == f"{kind}Accuracy"
    assert type(metrics.crossentropy_for(y, y_pred)).__name__ == f"{kind}Crossentropy"


def test_get():
    assert metrics.get(None) is None
    assert isinstance(metrics.get("mse"), metrics.MeanSquaredError)
    assert isinstance(metrics.get("mean_squared_error"), metrics.MeanSquaredError)
    assert isinstance(metrics.get("kld"), metrics.KLDivergence)
    assert isinstance(metrics.get("AUC"), metrics.AUC)
    assert metrics.get("huber") is losses.huber
    with pytest.raises(ValueError, match="'acuracy'"):
        metrics.get("acuracy")


ARGUMENTS = {
    "IoU": {"num_classes": 3, "target_class_ids": [0, 2], "ignore_class": 1},
    "MeanIoU": {"num_classes": 3, "sparse_y_pred": False},
    "OneHotIoU": {"num_classes": 3, "target_class_ids": [0, 2], "axis": 1},
    "OneHotMeanIoU": {"num_classes": 3, "sparse_y_pred": True},
    "PrecisionAtRecall": {"recall": 0.8},
    "RecallAtPrecision": {"precision": 0.8, "class_id": 1},
    "SensitivityAtSpecificity": {"specificity": 0.8, "num_thresholds": 3},
    "SpecificityAtSensitivity": {"sensitivity": 0.8},
}
"""Arguments of metrics that need some."""
CLASSES = sorted(n for n, cls in vars(metrics).items() if isinstance(cls, type) and n not in ("Metric", "MeanMetricWrapper"))


@pytest.mark.parametrize("name", CLASSES)
def test_config_makes_the_same_metric(name):
    metric = getattr(metrics, name)(**ARGUMENTS.get(name, {}), name="mine")
    again = registry.deserialize(registry.serialize(metric))
    assert type(again) is type(metric)
    assert again.get_config() == metric.get_config()
    assert again.name == "mine"


def test_function_is_kept_in_the_config():
    metric = metrics.MeanMetricWrapper(losses.huber, name="h", delta=0.5)
    again = registry.deserialize(registry.serialize(metric))
    again.update_state([[0.0]], [[3.0]])
    np.testing.assert_allclose(float(again.result()), 0.5 * 3 - 0.125)


def test_thresholds_out_of_range():
    with pytest.raises(ValueError, match=r"`thresholds` must lie in \[0, 1\]"):
        metrics.Precision(thresholds=1.5)
