"""Losses and metrics laid over the outputs of a model."""

import numpy as np
import pytest

from multikeras.src import backend, losses, metrics
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.training.compile import CompiledLoss, CompiledMetrics, Outputs, lay_out, specs_of

ZEROS, ONES, TWOS = (np.full((2, 1), value, "float32") for value in (0.0, 1.0, 2.0))


def tensors(*arrays):
    return [backend.convert(array) for array in arrays]


def is_name(x):
    return x is None or isinstance(x, str)


class TestLayOut:
    def test_by_name_by_position_and_one_for_all(self):
        assert lay_out({"b": "mse"}, ["a", "b"], "loss", leaf=is_name) == [None, "mse"]
        assert lay_out(["mae", "mse"], ["a", "b"], "loss", leaf=is_name) == ["mae", "mse"]
        assert lay_out("mse", ["a", "b"], "loss", leaf=is_name) == ["mse", "mse"]

    def test_what_does_not_fit(self):
        with pytest.raises(ValueError, match=r"`loss` names the outputs \['c'\], but the model's outputs are \['a', 'b'\]"):
            lay_out({"c": "mse"}, ["a", "b"], "loss", leaf=is_name)
        with pytest.raises(ValueError, match="`loss_weights` has 3 entries, but the model has 2 outputs"):
            lay_out([1, 2, 3], ["a", "b"], "loss_weights", leaf=lambda x: isinstance(x, int))


class TestOutputs:
    def test_names(self):
        assert Outputs(["a", "b"], [ZEROS, ONES]).names == ["a", "b"]
        assert Outputs(None, [ZEROS, ONES]).names == ["output_0", "output_1"]
        assert Outputs(None, {"z": ZEROS, "y": ONES}).names == ["y", "z"]

    def test_targets_in_the_order_of_the_outputs(self):
        outputs = Outputs(["a", "b"], [ZEROS, ONES])
        assert outputs.match({"b": 1, "a": 2}, "y") == [2, 1]
        assert outputs.match({"b": 1}, "y") == [None, 1]
        assert outputs.match([1, 2], "y") == [1, 2]
        assert outputs.match(None, "y") == [None, None]

    def test_one_sample_weight_is_that_of_every_output(self):
        assert Outputs(["a", "b"], [ZEROS, ONES]).match(3, "sample_weight") == [3, 3]

    def test_wrong_number(self):
        with pytest.raises(ValueError, match=r"2 output\(s\) \['a', 'b'\], but `y` has 3"):
            Outputs(["a", "b"], [ZEROS, ONES]).match([1, 2, 3], "y")


class TestCompiledLoss:
    def test_sum_of_weighted_losses(self):
        compiled = CompiledLoss({"a": "mse", "b": "mae"}, {"b": 10.0}, ["a", "b"])
        total = compiled(tensors(ZEROS, ZEROS), tensors(TWOS, ONES))
        assert float(total) == 4.0 + 10.0
        assert [float(tracker.result()) for tracker in compiled.trackers] == [4.0, 1.0]
        assert [tracker.name for tracker in compiled.trackers] == ["a_loss", "b_loss"]

    def test_one_output_has_no_tracker_of_its_own(self):
        compiled = CompiledLoss("mse", 0.5, ["a"])
        assert float(compiled(tensors(ZEROS)[0], tensors(TWOS)[0])) == 2.0
        assert compiled.trackers == []

    def test_an_output_without_loss(self):
        compiled = CompiledLoss([None, "mse"], None, ["a", "b"])
        assert float(compiled([None, *tensors(ZEROS)], tensors(TWOS, TWOS))) == 4.0

    def test_functions_are_averaged_and_weighted(self):
        compiled = CompiledLoss(lambda y_true, y_pred: (y_true - y_pred)[..., 0], None, ["a"])
        y, y_pred = tensors(TWOS, ZEROS)
        assert float(compiled(y, y_pred)) == 2.0
        assert float(compiled(y, y_pred, backend.convert(np.array([1.0, 0.0], "float32")))) == 1.0

    def test_reduction_of_a_loss_object_is_kept(self):
        compiled = CompiledLoss(losses.MeanSquaredError(reduction="sum"), None, ["a"])
        assert float(compiled(*tensors(ZEROS, TWOS))) == 8.0

    @pytest.mark.parametrize("name", ["crossentropy", "ce", "CE"])
    def test_crossentropy_is_what_the_shapes_say(self, name):
        scores = np.array([[0.25, 0.75], [0.5, 0.5]], "float32")
        expected = -np.log([0.75, 0.5]).mean()
        for y, y_pred in [([1, 0], scores), (np.eye(2, dtype="float32")[[1, 0]], scores), ([[1.0], [0.0]], scores[:, 1:])]:
            compiled = CompiledLoss(name, None, ["a"])
            assert float(compiled(*tensors(np.array(y), y_pred))) == pytest.approx(expected, rel=1e-5)

    def test_nothing_to_learn_from(self):
        with pytest.raises(ValueError, match="Output 'a' has a loss but no target"):
            CompiledLoss("mse", None, ["a"])(None, tensors(ZEROS)[0])


class TestCompiledMetrics:
    def results(self, compiled, y, y_pred, weight=None):
        compiled.update_state(y, y_pred, weight)
        return {name: float(value) for name, value in compiled.result().items()}

    def test_names_are_those_given(self):
        compiled = CompiledMetrics(["mae", metrics.MeanSquaredError(name="square")], None, ["a"])
        assert self.results(compiled, *tensors(ZEROS, TWOS)) == {"mae": 2.0, "square": 4.0}
        assert [metric.name for metric in compiled.metrics] == ["mae", "square"]

    def test_outputs_by_name_and_by_position(self):
        y, y_pred = tensors(ZEROS, ZEROS), tensors(ONES, TWOS)
        expected = {"a_mae": 1.0, "b_mse": 4.0}
        assert self.results(CompiledMetrics({"b": "mse", "a": ["mae"]}, None, ["a", "b"]), y, y_pred) == expected
        assert self.results(CompiledMetrics([["mae"], ["mse"]], None, ["a", "b"]), y, y_pred) == expected

    def test_only_weighted_metrics_see_the_weights(self):
        y, y_pred = tensors(ZEROS, np.array([[1.0], [3.0]], "float32"))
        weight = backend.convert(np.array([1.0, 0.0], "float32"))
        compiled = CompiledMetrics(["mae"], [metrics.MeanAbsoluteError(name="weighted")], ["a"])
        assert self.results(compiled, y, y_pred, weight) == {"mae": 2.0, "weighted": 1.0}

    def test_same_name_twice(self):
        compiled = CompiledMetrics(["mae", metrics.MeanAbsoluteError(name="mae")], None, ["a"])
        assert list(self.results(compiled, *tensors(ZEROS, TWOS))) == ["mae", "mae_1"]

    def test_functions(self):
        def largest(y_true, y_pred):
            return y_pred[..., 0]

        assert self.results(CompiledMetrics([largest], None, ["a"]), *tensors(ZEROS, TWOS)) == {"largest": 2.0}

    @pytest.mark.parametrize(
        ("y", "y_pred", "kind"),
        [
            (np.zeros((2, 1)), np.zeros((2, 1)), metrics.BinaryAccuracy),
            (np.zeros((2, 3)), np.zeros((2, 3)), metrics.CategoricalAccuracy),
            (np.zeros(2, "int32"), np.zeros((2, 3)), metrics.SparseCategoricalAccuracy),
            (np.zeros((2, 1), "int32"), np.zeros((2, 3)), metrics.SparseCategoricalAccuracy),
        ],
    )
    def test_accuracy_is_what_the_shapes_say(self, y, y_pred, kind):
        compiled = CompiledMetrics(["accuracy"], None, None)
        compiled.build(specs_of(y), specs_of(y_pred))
        assert type(compiled.metrics[0]) is kind
        assert compiled.metrics[0].name == "accuracy"

    def test_nothing_before_the_first_batch(self):
        assert CompiledMetrics(["mae"], None, ["a"]).metrics == []


def test_specs_have_an_unknown_first_dimension():
    specs = specs_of({"a": np.zeros((4, 3), "int32"), "b": [np.zeros(4), None]})
    assert isinstance(specs["a"], KerasTensor)
    assert (specs["a"].shape, specs["a"].dtype) == ((None, 3), "int32")
    assert specs["b"][0].shape == (None,)
    assert specs["b"][1] is None
