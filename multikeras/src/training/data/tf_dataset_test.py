import numpy as np
import pytest

from multikeras.src.training.data.selection import adapter_for

tf = pytest.importorskip("tensorflow")


def pairs():
    return tf.data.Dataset.from_tensor_slices((np.arange(6.0), np.arange(6)))


def labels(batches):
    return [batch[1].numpy().tolist() for batch in batches]


def test_lengths_and_positions():
    dataset = pairs().batch(2, drop_remainder=True)
    adapter = adapter_for(dataset)
    assert (adapter.num_batches, adapter.batch_size) == (3, 2)
    assert labels(adapter.epoch(0, 1)) == [[2, 3], [4, 5]]
    assert adapter_for(dataset.filter(lambda x, y: True)).num_batches is None
    with pytest.raises(ValueError, match="never ends.*steps_per_epoch"):
        adapter_for(dataset.repeat())
    assert len(list(adapter_for(dataset.repeat(), steps=5).epoch())) == 5


def test_a_shuffled_data_set_has_its_orders_whatever_the_first_look_and_wherever_it_begins():
    def adapter():
        return adapter_for(pairs().shuffle(6, seed=3).batch(2))

    plain = pairs().shuffle(6, seed=3).batch(2)
    orders = [labels(plain) for _ in range(3)]
    looked = adapter()
    looked.peek()
    assert [labels(looked.epoch(epoch)) for epoch in range(3)] == orders
    assert orders[0] != orders[1]
    resumed = adapter()
    resumed.peek()
    assert labels(resumed.epoch(2, 1)) == orders[2][1:]


def test_sparse_tensors_become_rows():
    dense = np.eye(4, dtype="float32")
    adapter = adapter_for(tf.data.Dataset.from_tensor_slices((tf.sparse.from_dense(dense), dense)).batch(3))
    for x, y in adapter.epoch():
        np.testing.assert_array_equal(x.toarray(), y.numpy())


def test_what_was_not_batched_or_padded():
    with pytest.raises(ValueError, match="yields single samples; batch it"):
        adapter_for(pairs())
    with pytest.raises(ValueError, match="ragged tensors. Pad them"):
        adapter_for(tf.data.Dataset.from_tensor_slices(tf.ragged.constant([[1], [2, 3]])).batch(2))


def test_distributed_data_sets_are_refused():
    distributed = tf.distribute.MirroredStrategy(["CPU:0"]).experimental_distribute_dataset(pairs().batch(2))
    with pytest.raises(TypeError, match="tf.distribute has distributed. Give the data set itself"):
        adapter_for(distributed)
