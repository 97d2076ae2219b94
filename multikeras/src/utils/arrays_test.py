import numpy as np
import pytest

from multikeras.src import backend
from multikeras.src.utils.arrays import normalize, to_categorical


class TestToCategorical:
    @pytest.mark.parametrize("labels", [[0, 2, 1], np.array([[0], [2], [1]]), np.array([0.0, 2.0, 1.0])], ids=["list", "column", "floats"])
    def test_one_row_a_label(self, labels):
        assert to_categorical(labels).tolist() == np.eye(3)[[0, 2, 1]].tolist()

    def test_more_dimensions_and_classes(self):
        result = to_categorical(np.array([[0, 1], [1, 0]]), num_classes=4)
        assert result.shape == (2, 2, 4)
        assert result.argmax(-1).tolist() == [[0, 1], [1, 0]]

    def test_a_tensor_gives_a_tensor(self):
        for classes in (None, 3):
            result = to_categorical(backend.convert(np.array([[1], [2]])), num_classes=classes)
            assert backend.is_tensor(result)
            assert backend.to_numpy(result).tolist() == [[0, 1, 0], [0, 0, 1]]

    @pytest.mark.parametrize("labels", [[3], [-1]])
    def test_labels_that_are_no_class(self, labels):
        with pytest.raises(ValueError, match=r"indices must lie in \[0, 3\)"):
            to_categorical(labels, num_classes=3)


class TestNormalize:
    def test_length_one_and_zeros_left(self):
        assert normalize(np.array([[3.0, 4.0], [0.0, 0.0]])).tolist() == [[0.6, 0.8], [0.0, 0.0]]

    @pytest.mark.parametrize("order", [1, 2, 3])
    @pytest.mark.parametrize("axis", [0, 1, -1])
    def test_orders_and_axes(self, axis, order):
        x = np.random.default_rng(0).normal(size=(3, 4)).astype("float32")
        np.testing.assert_allclose(np.linalg.norm(normalize(x, axis, order), order, axis), 1, rtol=1e-5)
        tensor = normalize(backend.convert(x), axis, order)
        assert backend.is_tensor(tensor)
        np.testing.assert_allclose(backend.to_numpy(tensor), normalize(x, axis, order), rtol=1e-5)
