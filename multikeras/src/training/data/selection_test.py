import numpy as np
import pytest

from multikeras.src.training.data import selection
from multikeras.src.training.data.adapter import DataAdapter
from multikeras.src.training.data.array import ArrayAdapter
from multikeras.src.training.data.dataset import PyDataset, PyDatasetAdapter
from multikeras.src.training.data.generator import GeneratorAdapter
from multikeras.src.training.data.selection import adapter_for, register_adapter
from multikeras.src.training.data.steps import Steps


class Numbers(PyDataset):
    def __len__(self):
        return 3

    def __getitem__(self, index):
        return np.full((2, 1), index), np.array([0, 1])


class EndlessNumbers(Numbers):
    num_batches = None


def test_each_kind_gets_its_adapter():
    x = np.zeros((4, 1))
    assert isinstance(adapter_for(x), ArrayAdapter)
    assert isinstance(adapter_for([x, {"a": x}], x), ArrayAdapter)
    assert isinstance(adapter_for([[1.0], [2.0]]), ArrayAdapter)
    assert isinstance(adapter_for(Numbers()), PyDatasetAdapter)
    assert isinstance(adapter_for((x, x) for _ in range(2)), GeneratorAdapter)
    assert isinstance(adapter_for(x, steps=2), Steps)
    adapter = ArrayAdapter(x)
    assert adapter_for(adapter) is adapter


def test_arguments_reach_the_adapter():
    adapter = adapter_for(np.arange(10), batch_size=3, shuffle=True, seed=5)
    assert (adapter.batch_size, adapter.shuffle, adapter.seed) == (3, True, 5)
    assert adapter_for(np.arange(40)).batch_size == 32
    assert adapter_for(Numbers(), shuffle=True, seed=7).seed == 7


def test_class_weight_reaches_sources_of_batches():
    adapter = adapter_for(Numbers(), class_weight={1: 3.0}, steps=2)
    assert [batch[2].tolist() for batch in adapter.epoch()] == [[1.0, 3.0]] * 2
    assert adapter.peek()[2].tolist() == [1.0, 3.0]


def test_a_third_party_may_register_its_own(monkeypatch):
    monkeypatch.setattr(selection, "_registered", [])

    class Shards:
        pass

    class ShardsAdapter(DataAdapter):
        def __init__(self, source, *, shuffle, seed):
            self.arguments = (shuffle, seed)

        def epoch(self, epoch=0, start=0):
            yield from [(np.zeros(1),)] * (2 - start)

    register_adapter(lambda x: isinstance(x, Shards), ShardsAdapter)
    adapter = adapter_for(Shards(), shuffle=True, seed=1)
    assert adapter.arguments == (True, 1)
    assert len(list(adapter.epoch(0, 1))) == 1 and len(adapter.peek()) == 1
    assert adapter.state(2, 1) == {"epoch": 2, "step": 1}


@pytest.mark.parametrize("x", [None, object(), 3.0, "pictures", [np.zeros(2), object()]])
def test_what_is_not_data(x):
    with pytest.raises(TypeError, match="The data must be arrays"):
        adapter_for(x)


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: [np.zeros(2), object()], "got list with a object in it"),
        (lambda: pytest.importorskip("datasets").DatasetDict(), r"got DatasetDict\. Choose one of its splits"),
        (lambda: pytest.importorskip("polars").DataFrame({"a": [1]}).lazy(), r"got LazyFrame\. Compute it first: `frame.collect\(\)`"),
        (lambda: pytest.importorskip("tensorflow").ragged.constant([[1], [2, 3]]), "got RaggedTensor. Pad it"),
    ],
)
def test_what_comes_near_to_data(make, message):
    with pytest.raises(TypeError, match=message):
        adapter_for(make())


def test_sources_of_samples_have_no_targets_beside_them():
    data = pytest.importorskip("torch.utils.data")
    dataset = data.TensorDataset(pytest.importorskip("torch").zeros(4, 2))
    with pytest.raises(ValueError, match="`y` was given together with data of type TensorDataset"):
        adapter_for(dataset, np.zeros(4))
    hugging_face = pytest.importorskip("datasets").Dataset.from_dict({"x": [1.0], "label": [0]})
    with pytest.raises(ValueError, match="`y` was given together with data of type Dataset"):
        adapter_for(hugging_face, np.zeros(1))


def test_arguments_that_do_not_go_together():
    with pytest.raises(ValueError, match="`y` was given together with data of type Numbers"):
        adapter_for(Numbers(), np.zeros(3))
    with pytest.raises(ValueError, match="`sample_weight` was given together with data of type generator"):
        adapter_for((i for i in range(3)), sample_weight=np.zeros(3))
    with pytest.raises(ValueError, match="EndlessNumbers given as data never ends"):
        adapter_for(EndlessNumbers())
