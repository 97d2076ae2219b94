from itertools import chain

import numpy as np
import pytest

from multikeras.src.training.data.selection import adapter_for

grain = pytest.importorskip("grain")


def source():
    return grain.MapDataset.source(np.arange(10))


def rows(batches):
    return [batch[0].tolist() for batch in batches]


def test_map_dataset():
    adapter = adapter_for(source().batch(4))
    assert adapter.num_batches == 3
    assert rows(adapter.epoch()) == rows(adapter.epoch(1)) == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]
    assert rows(adapter.epoch(1, 2)) == [[8, 9]]


def test_shuffled_map_dataset_has_a_new_order_in_each_epoch():
    adapter = adapter_for(source().shuffle(seed=0).batch(4))
    first, second = rows(adapter.epoch(0)), rows(adapter.epoch(1))
    assert sorted(chain(*first)) == sorted(chain(*second)) == list(range(10)) and first != second
    assert rows(adapter_for(source().shuffle(seed=0).batch(4)).epoch(1, 1)) == second[1:]


def test_repeated_map_dataset_never_ends():
    endless = source().repeat().batch(4)
    with pytest.raises(ValueError, match="never ends"):
        adapter_for(endless)
    adapter = adapter_for(endless, steps=2)
    assert rows(adapter.epoch(0)) + rows(adapter.epoch(1)) == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 0, 1], [2, 3, 4, 5]]


def test_iter_dataset():
    adapter = adapter_for(source().batch(4).to_iter_dataset())
    assert adapter.num_batches is None
    adapter.peek()
    assert rows(adapter.epoch()) == rows(adapter.epoch(1)) == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]
    assert rows(adapter.epoch(2, 1)) == [[4, 5, 6, 7], [8, 9]]


def test_loader():
    sampler = grain.samplers.IndexSampler(10, num_epochs=1)
    adapter = adapter_for(grain.DataLoader(data_source=np.arange(10), sampler=sampler, operations=[grain.transforms.Batch(4)]))
    assert rows(adapter.epoch()) == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]


def test_what_was_not_batched():
    with pytest.raises(ValueError, match="yields single samples, since x is a scalar.*batch"):
        adapter_for(source()).peek()
