import json

import numpy as np
import pytest

from multikeras.src.training.data.selection import adapter_for

torch = pytest.importorskip("torch")
data = pytest.importorskip("torch.utils.data")


class Squares(data.Dataset):
    def __len__(self):
        return 10

    def __getitem__(self, index):
        return torch.tensor([float(index)]), index**2


class Stream(data.IterableDataset):
    def __iter__(self):
        return iter(range(4))


def firsts(batches):
    return [batch[0].reshape(-1).tolist() for batch in batches]


def test_loader():
    x, y = torch.arange(10.0).reshape(5, 2), torch.arange(5)
    adapter = adapter_for(data.DataLoader(data.TensorDataset(x, y), batch_size=2))
    assert (adapter.num_batches, adapter.batch_size, adapter.size) == (3, 2, 5)
    batches = list(adapter.epoch(0, 1))
    assert len(batches) == 2 and type(batches[0]) is tuple and batches[0][1].tolist() == [2, 3]
    assert torch.is_tensor(batches[0][0])


def test_loader_of_unknown_length_and_epoch_of_the_sampler():
    assert adapter_for(data.DataLoader(Stream(), batch_size=2)).num_batches is None
    sampler = data.distributed.DistributedSampler(range(8), num_replicas=2, rank=0)
    list(adapter_for(data.DataLoader(range(8), sampler=sampler)).epoch(3))
    assert sampler.epoch == 3


def test_a_first_look_opens_no_second_iterator():
    class Counted(data.DataLoader):
        opened = 0

        def __iter__(self):
            self.opened += 1
            return super().__iter__()

    loader = Counted(Squares(), batch_size=4)
    adapter = adapter_for(loader)
    assert firsts([adapter.peek(), adapter.peek()]) == [[0, 1, 2, 3]] * 2
    assert firsts(adapter.epoch()) == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]
    assert loader.opened == 1


@pytest.mark.parametrize("own", [False, True], ids=["global generator", "own generator"])
def test_a_shuffled_loader_is_resumed_with_its_random_numbers(own):
    def adapter(seed):
        torch.manual_seed(seed)
        return adapter_for(data.DataLoader(Squares(), 3, shuffle=True, generator=torch.Generator().manual_seed(seed) if own else None))

    first = adapter(1)
    first.peek()
    epochs = [firsts(first.epoch(0))]
    batches = first.epoch(1)
    begun = firsts([next(batches), next(batches)])
    state = json.loads(json.dumps(first.state(1, 2)))
    rest = firsts(batches)
    at_the_end = json.loads(json.dumps(first.state(2, 0)))
    epochs += [begun + rest, firsts(first.epoch(2))]
    assert epochs[0] != epochs[1] != epochs[2]

    second = adapter(2)
    second.peek()
    second.restore(state)
    assert firsts(second.epoch(1, 2)) == rest
    assert firsts(second.epoch(2)) == epochs[2]
    third = adapter(3)
    third.restore(at_the_end)
    assert firsts(third.epoch(2)) == epochs[2]


def test_data_sets_of_samples_are_batched():
    adapter = adapter_for(Squares(), batch_size=4)
    assert (adapter.num_batches, adapter.size) == (3, 10)
    x, y = adapter.peek()
    assert x.shape == (4, 1) and x.dtype == np.float32 and y.tolist() == [0, 1, 4, 9]
    subset = data.Subset(Squares(), [3, 5, 7])
    assert firsts(adapter_for(subset, batch_size=2).epoch()) == [[3, 5], [7]]
    assert firsts(adapter_for(Stream(), batch_size=3).epoch()) == [[0, 1, 2], [3]]


def test_a_data_set_of_tensors_is_sliced():
    tensors = data.TensorDataset(torch.arange(6.0), torch.arange(6))
    adapter = adapter_for(tensors, batch_size=4, shuffle=True, seed=0)
    assert firsts(adapter.epoch()) == firsts(adapter_for(np.arange(6.0), batch_size=4, shuffle=True, seed=0).epoch())


def test_a_data_set_without_a_length():
    class Unknown(data.Dataset):
        def __getitem__(self, index):
            return index

    with pytest.raises(TypeError, match="The data set Unknown has no __len__"):
        adapter_for(Unknown())
