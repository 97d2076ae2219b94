import numpy as np
import pytest

from multikeras.src.training.data.array import ArrayAdapter
from multikeras.src.training.data.host_array import to_array, to_arrays

pandas = pytest.importorskip("pandas")
polars = pytest.importorskip("polars")
NUMBERS = {"a": [1, 2, 3], "b": [0.5, 1.5, 2.5]}
TEXT = {"a": [1, 2, 3], "s": ["u", "v", "u"]}

both = pytest.mark.parametrize("package", [pandas, polars], ids=["pandas", "polars"])


@both
def test_a_table_of_numbers_is_a_matrix_and_a_column_a_matrix_of_one(package):
    x = to_array(package.DataFrame(NUMBERS), "x")
    np.testing.assert_array_equal(x, [[1, 0.5], [2, 1.5], [3, 2.5]])
    assert x.dtype == np.float32
    assert to_array(package.DataFrame({"a": [1, 2], "b": [True, False]}), "x").tolist() == [[1, 1], [2, 0]]
    assert to_array(package.Series(NUMBERS["a"]), "y").tolist() == [[1], [2], [3]]


@both
def test_columns_go_in_as_a_dict(package):
    frame = package.DataFrame(TEXT)
    x = to_arrays({key: frame[key] for key in frame.columns}, "x")
    assert x["a"].tolist() == [[1], [2], [3]] and x["s"].tolist() == [["u"], ["v"], ["u"]] and x["s"].dtype.kind == "U"


@both
def test_numbers_and_text_in_one_table_are_named(package):
    with pytest.raises(TypeError, match=r"x: a table goes in as one matrix of numbers.*x\['s'\].*as the dict that"):
        to_array(package.DataFrame(TEXT), "x")


@both
def test_weights_may_be_a_column(package):
    y = package.Series([0, 1, 1])
    batch = ArrayAdapter(np.zeros((3, 1)), y, package.Series([1.0, 2.0, 3.0]), class_weight={0: 5.0}).peek()
    assert batch[2].tolist() == [5.0, 2.0, 3.0]


@pytest.mark.parametrize("dtype", ["Int64", "boolean", "string"])
def test_missing_values_in_pandas(dtype):
    values = pandas.array({"Int64": [1, None], "boolean": [True, None], "string": ["u", None]}[dtype], dtype=dtype)
    frame = pandas.DataFrame({"a": values})
    with pytest.raises(ValueError, match=r"x\['a'\]: 1 of 2 values of this column .* are missing. Fill them"):
        to_array(frame, "x")
    assert len(to_array(frame.dropna(), "x")) == 1


def test_missing_values_in_polars():
    with pytest.raises(ValueError, match=r"x\['a'\]: 1 of 2 values of this column \(Int64\) are missing"):
        to_array(polars.DataFrame({"a": [1, None]}), "x")


def test_nan_is_a_number():
    assert np.isnan(to_array(pandas.DataFrame({"a": [1.0, float("nan")]}), "x")).tolist() == [[False], [True]]
    assert np.isnan(to_array(polars.DataFrame({"a": [1.0, float("nan")]}), "x")).tolist() == [[False], [True]]


def test_nullable_columns_without_gaps_are_numbers():
    frame = pandas.DataFrame(NUMBERS).convert_dtypes()
    assert frame.dtypes["a"].name == "Int64"
    assert to_array(frame, "x").dtype == np.float32


def test_categories_are_their_values():
    assert to_array(pandas.Series(["u", "v"], dtype="category"), "x").tolist() == [["u"], ["v"]]
    assert to_array(polars.Series(["u", "v"], dtype=polars.Categorical), "x").tolist() == [["u"], ["v"]]


def test_a_column_of_vectors_in_polars():
    x = polars.Series([[1.0, 2.0], [3.0, 4.0]], dtype=polars.Array(polars.Float32, 2))
    assert to_array(x, "x").tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    "frame, error, message",
    [
        (pandas.DataFrame(index=[0, 1]), ValueError, "x: the table has no columns"),
        (pandas.DataFrame({"t": pandas.date_range("2020", periods=2)}), TypeError, "x: dates and durations"),
        (pandas.Series([[1], [2, 3]]), TypeError, "x: an array of dtype object that holds list objects.*np.stack"),
        (polars.Series([[1], [2, 3]]), TypeError, "x: an array of dtype object that holds ndarray objects"),
    ],
)
def test_what_is_no_data(frame, error, message):
    with pytest.raises(error, match=message):
        to_array(frame, "x")
