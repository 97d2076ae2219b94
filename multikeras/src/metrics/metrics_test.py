"""Metrics against NumPy and scikit-learn, over several batches, and what all metrics share."""

from functools import partial

import numpy as np
import pytest

from multikeras.src import backend, losses, metrics, ops
from multikeras.src.core import masks, registry
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.testing.repetition import RUNS, assert_same_recorded

RNG = np.random.default_rng(0)
SCORES = RNG.uniform(0.01, 1, (60, 4)).astype("float32")
PROBABILITIES = SCORES / SCORES.sum(-1, keepdims=True)
LABELS = RNG.integers(0, 4, 60)
ONE_HOT = np.eye(4, dtype="float32")[LABELS]
BITS = (RNG.uniform(size=(60, 4)) > 0.6).astype("float32")
WEIGHTS = RNG.uniform(0.5, 2, 60).astype("float32")


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
MEASURES = [name for name in CLASSES if name not in ("Mean", "Sum")]
"""Those that compare predictions with targets."""


def made(cls, **kwargs):
    return getattr(metrics, cls)(**ARGUMENTS.get(cls, {}), **kwargs)


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


@pytest.mark.parametrize("label", [-7, -1, 3, 2**31 - 1])
def test_the_label_of_no_class_is_no_hit(label):
    labels, scores = np.array([2, label], "int32"), np.array([[0.1, 0.2, 0.3], [0.3, 0.3, 0.3]], "float32")
    for metric in (metrics.SparseCategoricalAccuracy(), metrics.SparseTopKCategoricalAccuracy(k=2)):
        metric.update_state(labels, scores)
        assert float(metric.result()) == 0.5


def test_scores_that_are_not_finite_are_no_hits():
    hits = metrics.sparse_top_k_categorical_accuracy([[0], [1]], np.array([[[np.nan, 0.1, 0.2]], [[np.nan, 0.3, 0.2]]], "float32"), k=2)
    assert backend.to_numpy(hits).tolist() == [[0.0], [1.0]]


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


CURVES = [(curve, method) for curve in ("ROC", "PR") for method in ("interpolation", "minoring", "majoring")]


@pytest.mark.parametrize("num_thresholds", [2, 3, 50])
@pytest.mark.parametrize(("curve", "method"), CURVES)
def test_areas_of_curves_at_few_thresholds(curve, method, num_thresholds):
    levels = np.array([-1, *np.linspace(0, 1, num_thresholds)[1:-1], 2])
    target, score = BITS[:, 0] > 0, SCORES[:, 0]
    found, wrong = (np.array([(score[chosen] > level).sum() for level in levels]) for chosen in (target, ~target))
    positives, predicted = target.sum(), np.maximum(found + wrong, 1)
    x, y = (wrong / (~target).sum(), found / positives) if curve == "ROC" else (found / positives, found / predicted)
    heights = {"interpolation": (y[1:] + y[:-1]) / 2, "minoring": np.minimum(y[1:], y[:-1]), "majoring": np.maximum(y[1:], y[:-1])}[method]
    wanted = ((x[:-1] - x[1:]) * heights).sum()
    if (curve, method) == ("PR", "interpolation"):
        wanted = 0.0
        for high, low in zip(range(len(levels) - 1), range(1, len(levels)), strict=True):
            steps = np.linspace(found[low] + wrong[low], found[high] + wrong[high], 20001)  # of positive predictions
            if steps[-1] > steps[0]:
                slope = (found[high] - found[low]) / (steps[-1] - steps[0])
                precision = (found[low] + slope * (steps - steps[0]))[1:] / steps[1:]
                wanted += precision.mean() * (found[high] - found[low]) / positives
    metric = metrics.AUC(num_thresholds=num_thresholds, curve=curve, summation_method=method)
    np.testing.assert_allclose(in_batches(metric, BITS[:, 0], SCORES[:, 0]), wanted, rtol=1e-3)


@pytest.mark.parametrize("weights", [None, WEIGHTS])
@pytest.mark.parametrize("average", [None, "micro", "macro", "weighted"])
@pytest.mark.parametrize("threshold", [None, 0.4])
def test_f_score_agrees_with_scikit_learn(average, threshold, weights):
    sklearn = pytest.importorskip("sklearn.metrics")
    targets = ONE_HOT if threshold is None else BITS
    chosen = np.eye(4)[SCORES.argmax(-1)] if threshold is None else threshold < SCORES
    given = (targets, SCORES) if weights is None else (targets, SCORES, weights)
    wanted = sklearn.fbeta_score(targets, chosen, beta=2.0, average=average, sample_weight=weights)
    np.testing.assert_allclose(in_batches(metrics.FBetaScore(average, beta=2, threshold=threshold), *given), wanted, rtol=1e-5)
    wanted = sklearn.f1_score(targets, chosen, average=average, sample_weight=weights)
    np.testing.assert_allclose(in_batches(metrics.F1Score(average, threshold=threshold), *given), wanted, rtol=1e-5)


R2 = {None: "raw_values", "uniform_average": "uniform_average", "variance_weighted_average": "variance_weighted"}


@pytest.mark.parametrize("weights", [None, WEIGHTS])
@pytest.mark.parametrize("offset", [0, 3000])
@pytest.mark.parametrize("aggregation", R2)
def test_r2_score_agrees_with_scikit_learn(aggregation, offset, weights):
    sklearn = pytest.importorskip("sklearn.metrics")
    targets, predictions = (PROBABILITIES + offset).astype("float32"), (SCORES / 2.5 + offset).astype("float32")
    given = (targets, predictions) if weights is None else (targets, predictions, weights)
    wanted = sklearn.r2_score(*given[:2], sample_weight=weights, multioutput=R2[aggregation])
    np.testing.assert_allclose(in_batches(metrics.R2Score(aggregation), *given), wanted, rtol=1e-2 if offset else 1e-5)


def test_r2_score_is_adjusted_once_there_are_enough_samples():
    plain = in_batches(metrics.R2Score(), PROBABILITIES, SCORES)
    np.testing.assert_allclose(in_batches(metrics.R2Score(num_regressors=9), PROBABILITIES, SCORES), 1 - (1 - plain) * 59 / 50, rtol=1e-5)
    np.testing.assert_allclose(in_batches(metrics.R2Score(num_regressors=59), PROBABILITIES, SCORES), plain, rtol=1e-6)


@pytest.mark.parametrize(("error", "wanted"), [(0.0, 1.0), (1.0, 0.0)])
def test_r2_score_of_constant_targets(error, wanted):
    metric = metrics.R2Score()
    metric.update_state(np.full((3, 1), 2.0), np.full((3, 1), 2.0 + error))
    assert float(metric.result()) == wanted


@pytest.mark.parametrize("weights", [None, WEIGHTS])
def test_intersection_over_union_agrees_with_scikit_learn(weights):
    sklearn = pytest.importorskip("sklearn.metrics")
    guesses = SCORES.argmax(-1)
    wanted = sklearn.jaccard_score(LABELS, guesses, average=None, sample_weight=weights)
    for metric, targets, predictions in (
        (metrics.IoU(4, [0, 2]), LABELS, guesses),
        (metrics.IoU(4, [0, 2], sparse_y_true=False, sparse_y_pred=False), ONE_HOT, SCORES),
        (metrics.OneHotIoU(4, [0, 2]), ONE_HOT, SCORES),
        (metrics.OneHotIoU(4, [0, 2], sparse_y_pred=True), ONE_HOT, guesses),
        (metrics.IoU(4, [0, 2]), LABELS[:, None], guesses[:, None]),
    ):
        given = (targets, predictions) if weights is None else (targets, predictions, weights)
        np.testing.assert_allclose(in_batches(metric, *given), wanted[[0, 2]].mean(), rtol=1e-5)
    given = (LABELS, guesses) if weights is None else (LABELS, guesses, weights)
    np.testing.assert_allclose(in_batches(metrics.MeanIoU(4), *given), wanted.mean(), rtol=1e-5)
    np.testing.assert_allclose(in_batches(metrics.MeanIoU(9), *given), wanted.mean(), rtol=1e-5)


@pytest.mark.parametrize("ignored", [2, -1, 255])
def test_ignored_class_of_a_segmentation_counts_for_nothing(ignored):
    sklearn = pytest.importorskip("sklearn.metrics")
    labels, guesses = np.where(LABELS == 2, ignored, LABELS).reshape(20, 3), SCORES.argmax(-1).reshape(20, 3)
    kept = labels != ignored
    wanted = sklearn.jaccard_score(labels[kept], guesses[kept], average="macro", labels=range(4))
    np.testing.assert_allclose(in_batches(metrics.MeanIoU(4, ignore_class=ignored), labels, guesses, size=8), wanted, rtol=1e-5)


def test_scores_of_a_segmentation_along_any_axis():
    scores = SCORES.reshape(6, 10, 4)
    labels = ONE_HOT.reshape(6, 10, 4)
    wanted = in_batches(metrics.OneHotMeanIoU(4), labels, scores, WEIGHTS[:6], size=4)
    moved = (np.moveaxis(x, -1, 1) for x in (labels, scores))
    np.testing.assert_allclose(in_batches(metrics.OneHotMeanIoU(4, axis=1), *moved, WEIGHTS[:6, None], size=4), wanted, rtol=1e-6)


def test_binary_intersection_over_union():
    sklearn = pytest.importorskip("sklearn.metrics")
    for ids, classes in (([0, 1], [0, 1]), ([1], [1])):
        wanted = sklearn.jaccard_score(BITS.ravel(), SCORES.ravel() >= 0.3, average="macro", labels=classes)
        np.testing.assert_allclose(in_batches(metrics.BinaryIoU(ids, threshold=0.3), BITS, SCORES), wanted, rtol=1e-5)


def test_correlations_agree_with_scipy():
    stats = pytest.importorskip("scipy.stats")
    y, p = PROBABILITIES.astype("float64"), SCORES.astype("float64")
    pearson = np.array([stats.pearsonr(*pair).statistic for pair in zip(y, p, strict=True)])
    np.testing.assert_allclose(ops.convert_to_numpy(metrics.pearson_correlation(y, 1e-7 * p)), pearson, rtol=1e-5, atol=1e-6)
    wanted = 2 * ((y - y.mean(-1, keepdims=True)) * (p - p.mean(-1, keepdims=True))).mean(-1)
    wanted /= y.var(-1) + p.var(-1) + (y.mean(-1) - p.mean(-1)) ** 2
    np.testing.assert_allclose(ops.convert_to_numpy(metrics.concordance_correlation(y, p)), wanted, rtol=1e-5)
    whole = metrics.pearson_correlation(y, p, axis=(0, 1))
    np.testing.assert_allclose(float(whole), stats.pearsonr(y.ravel(), p.ravel()).statistic, rtol=1e-5)
    np.testing.assert_allclose(in_batches(metrics.PearsonCorrelation(), y, p, WEIGHTS), np.average(pearson, weights=WEIGHTS), rtol=1e-5)


@pytest.mark.parametrize("function", [metrics.pearson_correlation, metrics.concordance_correlation])
def test_constants_do_not_correlate(function):
    same = np.full((1, 3), 0.5)
    assert float(function(same, same)[0]) == float(function(same, np.array([[1.0, 2.0, 3.0]]))[0]) == 0.0


@pytest.mark.parametrize("weights", [None, WEIGHTS])
@pytest.mark.parametrize("least", [0.0, 0.5, 0.8, 1.0])
@pytest.mark.parametrize("num_thresholds", [1, 4, 101])
def test_best_tradeoff_of_all_thresholds(num_thresholds, least, weights):
    levels = [0.5] if num_thresholds == 1 else np.linspace(0, 1, num_thresholds)
    share = np.ones(60) if weights is None else weights
    target = BITS[:, 1] > 0
    rates = []
    for level in levels:
        chosen = SCORES[:, 1] > level
        right, positive = share[chosen & target].sum(), share[chosen].sum()
        specificity = share[~chosen & ~target].sum() / share[~target].sum()
        rates.append((right / share[target].sum(), specificity, right / positive if positive else 0.0))
    sensitivity, specificity, precision = np.array(rates).T
    given = (BITS, SCORES) if weights is None else (BITS, SCORES, weights)
    for cls, kept, best in (
        (metrics.SensitivityAtSpecificity, specificity, sensitivity),
        (metrics.SpecificityAtSensitivity, sensitivity, specificity),
        (metrics.PrecisionAtRecall, sensitivity, precision),
        (metrics.RecallAtPrecision, precision, sensitivity),
    ):
        wanted = best[kept >= least - 1e-9].max(initial=0)
        np.testing.assert_allclose(in_batches(cls(least, num_thresholds, class_id=1), *given), wanted, rtol=1e-5)


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


@pytest.mark.parametrize("name", CLASSES)
def test_config_makes_the_same_metric(name):
    metric = made(name, name="mine")
    again = registry.deserialize(registry.serialize(metric))
    assert type(again) is type(metric)
    assert again.get_config() == metric.get_config()
    assert again.name == "mine"


def arguments_of(name):
    """Targets, predictions and weights that fit a metric."""
    if name in ("Accuracy", "IoU", "MeanIoU"):
        return LABELS, (SCORES[:, :3] if name == "MeanIoU" else LABELS % 3), WEIGHTS
    if name.startswith("Sparse"):
        return LABELS, PROBABILITIES, WEIGHTS
    if name.startswith("OneHot"):
        targets = np.eye(3, dtype="float32")[LABELS % 3]
        if name == "OneHotIoU":
            return targets.reshape(12, 5, 3).swapaxes(1, 2), SCORES[:, :3].reshape(12, 5, 3).swapaxes(1, 2), WEIGHTS[:12, None]
        return targets, LABELS % 3, WEIGHTS
    if name == "BinaryIoU":
        return BITS, SCORES, WEIGHTS[:, None]
    return ONE_HOT, PROBABILITIES, WEIGHTS


@pytest.mark.parametrize("name", MEASURES)
def test_result_of_nothing_is_zero(name):
    assert float(made(name).result()) == 0.0


@pytest.mark.parametrize("name", MEASURES)
def test_empty_batches_change_nothing(name):
    arrays = arguments_of(name)
    plain, other = made(name), made(name)
    plain.update_state(*arrays)
    for given in ([x[:0] for x in arrays[:2]], arrays, [x[:0] for x in arrays]):
        other.update_state(*given)
    np.testing.assert_allclose(ops.convert_to_numpy(other.result()), ops.convert_to_numpy(plain.result()), rtol=1e-6)


def assert_pure_functions_agree(name, run):
    arrays = [ops.convert_to_tensor(x) for x in arguments_of(name)]
    metric, other = made(name), made(name)
    for _ in range(2):
        metric.update_state(*arrays)
    metric.reset_state()
    metric.update_state(*arrays)
    metric.update_state(*arrays[:2])
    other.update_state(*arrays)
    before = [variable.numpy() for variable in other.variables]
    state = other.stateless_reset_state()
    step = run(other.stateless_update_state)
    state = step(step(state, *arrays), *arrays[:2])
    np.testing.assert_allclose(
        ops.convert_to_numpy(other.stateless_result(state)), ops.convert_to_numpy(metric.result()), rtol=1e-5, atol=1e-6
    )
    for variable, value in zip(other.variables, before, strict=True):
        np.testing.assert_array_equal(variable.numpy(), value)


@pytest.mark.parametrize("name", MEASURES)
def test_pure_functions_of_any_metric_agree_with_its_methods(name):
    assert_pure_functions_agree(name, lambda function: function)


@pytest.mark.parametrize("tracer", backend.TRACERS)
@pytest.mark.parametrize("name", ["MeanSquaredError", "SparseTopKCategoricalAccuracy", "Precision", "AUC", "F1Score", "R2Score", "IoU"])
def test_pure_functions_can_be_compiled(name, tracer):
    assert_pure_functions_agree(name, backend.TRACERS[tracer])


@pytest.mark.parametrize("name", MEASURES)
def test_masked_samples_count_for_nothing(name):
    targets, predictions, weights = arguments_of(name)
    kept = np.arange(len(targets)) % 3 > 0
    mask = kept if targets.ndim < 3 else np.broadcast_to(kept[:, None], (12, 5))
    plain, masked = made(name), made(name)
    plain.update_state(targets[kept], predictions[kept], weights[kept])
    given = ops.convert_to_tensor(predictions)
    masks.set_mask(given, ops.convert_to_tensor(mask))
    masked.update_state(targets, given, weights)
    np.testing.assert_allclose(ops.convert_to_numpy(masked.result()), ops.convert_to_numpy(plain.result()), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", MEASURES)
def test_half_precision_predictions(name):
    targets, predictions, _ = arguments_of(name)
    if predictions.dtype.kind == "f":
        half = predictions.astype("float16")
        wide, narrow = made(name), made(name)
        wide.update_state(targets, half.astype("float32"))
        narrow.update_state(targets, half)
        np.testing.assert_allclose(ops.convert_to_numpy(narrow.result()), ops.convert_to_numpy(wide.result()), rtol=1e-5)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: metrics.FBetaScore(average="mean"), "FBetaScore: `average` must be one of.*'mean'"),
        (lambda: metrics.FBetaScore(beta=0), "`beta` must be a number over 0, got 0"),
        (lambda: metrics.F1Score(threshold=2), r"F1Score: `threshold` must lie in \(0, 1\]"),
        (lambda: metrics.F1Score()(LABELS, LABELS), r"must have the shape \(batch, classes\), got \(60,\)"),
        (lambda: metrics.R2Score("mean"), "R2Score: `class_aggregation` must be one of"),
        (lambda: metrics.R2Score(num_regressors=-1), "`num_regressors` must be 0 or more, got -1"),
        (lambda: metrics.R2Score()(LABELS, LABELS), r"must have the shape \(batch, columns\), got \(60,\)"),
        (lambda: metrics.IoU(3, [3]), r"IoU: `target_class_ids` must lie in \[0, 3\), got \[3\]"),
        (lambda: metrics.MeanIoU(4)(LABELS, SCORES), r"true classes of shape \(60,\) do not fit predicted classes of shape \(60, 4\)"),
        (lambda: metrics.PrecisionAtRecall(1.5), r"PrecisionAtRecall: `recall` must lie in \[0, 1\], got 1.5"),
        (lambda: metrics.SensitivityAtSpecificity(0.5, 0), "`num_thresholds` must be 1 or more, got 0"),
        (lambda: metrics.AUC(curve="DET"), "AUC: `curve` must be one of.*'DET'"),
        (lambda: metrics.AUC(summation_method="left"), "`summation_method` must be one of.*'left'"),
        (lambda: metrics.AUC(num_thresholds=1), "`num_thresholds` must be 2 or more, got 1"),
        (lambda: metrics.AUC(thresholds=[0.5, 1.5]), r"`thresholds` must lie in \[0, 1\]"),
        (lambda: metrics.AUC(num_labels=3), "`num_labels` needs `multi_label=True`"),
        (lambda: metrics.AUC(multi_label=True, num_labels=3)(BITS, SCORES), "predictions have 4 columns, expected 3"),
        (lambda: metrics.Precision()(BITS, SCORES[:, :2]), r"Precision: targets of shape \(60, 4\) do not fit predictions"),
        (lambda: metrics.MeanSquaredError()(BITS, SCORES, WEIGHTS[:7]), r"`sample_weight` of shape \(7,\)"),
    ],
)
def test_errors_say_what_is_wrong(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_number_of_columns_may_not_change():
    for metric in (metrics.F1Score(), metrics.R2Score()):
        metric.update_state(BITS, SCORES)
        with pytest.raises(ValueError, match="2 c.*, expected 4"):
            metric.update_state(BITS[:, :2], SCORES[:, :2])


def test_function_is_kept_in_the_config():
    metric = metrics.MeanMetricWrapper(losses.huber, name="h", delta=0.5)
    again = registry.deserialize(registry.serialize(metric))
    again.update_state([[0.0]], [[3.0]])
    np.testing.assert_allclose(float(again.result()), 0.5 * 3 - 0.125)


def test_thresholds_out_of_range():
    with pytest.raises(ValueError, match=r"`thresholds` must lie in \[0, 1\]"):
        metrics.Precision(thresholds=1.5)


@pytest.mark.skipif(not backend.step.RECORDS, reason="steps are not recorded")
@pytest.mark.parametrize("name", MEASURES)
def test_recorded_steps_give_the_same(name):
    arrays = arguments_of(name)

    def step(metric, batch):
        metric.update_state(*batch)
        return metric.result()

    step, twin = (partial(step, made(name)) for _ in range(2))
    assert_same_recorded(step, twin, [[np.roll(x, i, 0) for x in arrays] for i in range(RUNS)])
