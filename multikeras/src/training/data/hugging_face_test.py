from itertools import chain

import numpy as np
import pytest

from multikeras.src.training.data.array import ArrayAdapter
from multikeras.src.training.data.selection import adapter_for

datasets = pytest.importorskip("datasets")


def table(**columns):
    return datasets.Dataset.from_dict({"x": np.arange(6.0), "label": list(range(6)), **columns})


def labels(batches):
    return [batch[1].tolist() for batch in batches]


def test_columns_are_inputs_and_targets():
    adapter = adapter_for(table(), batch_size=4)
    assert (adapter.num_batches, adapter.size) == (2, 6)
    x, y = adapter.peek()
    assert x.dtype == np.float32 and x.tolist() == y.tolist() == [0, 1, 2, 3]
    x, y = adapter_for(table(z=list("abcdef"))).peek()
    assert list(x) == ["x", "z"] and x["z"].tolist() == list("abcdef")
    (x,) = adapter_for(table().select_columns(["x"])).peek()
    assert x.shape == (6,)


def test_targets_by_name():
    x, y = adapter_for(table(z=list(range(6))), ["label", "z"]).peek()
    assert x.shape == (6,) and list(y) == ["label", "z"]
    with pytest.raises(ValueError, match=r"no columns \['price'\] that could be targets; it has \['x', 'label'\]"):
        adapter_for(table(), "price")
    with pytest.raises(ValueError, match="no columns besides its targets"):
        adapter_for(table(), ["x", "label"])


def test_order_is_that_of_arrays():
    adapter = adapter_for(table(), batch_size=4, shuffle=True, seed=1)
    wanted = [batch[0].tolist() for batch in ArrayAdapter(np.arange(6), batch_size=4, shuffle=True, seed=1).epoch(2)]
    assert labels(adapter.epoch(2)) == wanted and labels(adapter.epoch(2, 1)) == wanted[1:]


def test_streams():
    adapter = adapter_for(table().to_iterable_dataset().shuffle(seed=0), batch_size=4)
    assert adapter.num_batches is None
    adapter.peek()
    first, second = labels(adapter.epoch(0)), labels(adapter.epoch(1))
    assert [len(batch) for batch in first] == [4, 2] and sorted(chain(*first)) == list(range(6)) and first != second
    assert labels(adapter.epoch(1, 1)) == second[1:]


def test_a_format_of_tensors_stays():
    torch = pytest.importorskip("torch")
    adapter = adapter_for(table().with_format("torch"), batch_size=2)
    assert all(torch.is_tensor(part) for batch in adapter.epoch() for part in batch)
    stream = adapter_for(table().to_iterable_dataset().with_format("torch"), batch_size=2)
    assert all(torch.is_tensor(part) for batch in stream.epoch() for part in batch)


def test_columns_that_make_no_array_are_named():
    ragged = [[1], [1, 2], [3], [4], [5], [6]]
    with pytest.raises(TypeError, match="The column 'z' of the data set does not make an array.*select_columns"):
        adapter_for(table(z=ragged)).peek()
    assert len(adapter_for(table(z=ragged).select_columns(["x", "label"])).peek()) == 2


def test_an_empty_data_set():
    with pytest.raises(ValueError, match="Dataset given as data is empty"):
        adapter_for(datasets.Dataset.from_dict({"x": [], "label": []})).peek()
