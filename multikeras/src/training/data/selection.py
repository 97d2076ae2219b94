"""Which adapter a data source gets."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from multikeras.src.core import lazy, tree
from multikeras.src.training.data.adapter import DataAdapter
from multikeras.src.training.data.array import ArrayAdapter
from multikeras.src.training.data.class_weight import ClassWeighted
from multikeras.src.training.data.dataset import PyDataset, PyDatasetAdapter
from multikeras.src.training.data.generator import GeneratorAdapter
from multikeras.src.training.data.grain_data import grain_adapter, is_grain_data
from multikeras.src.training.data.host_array import holds_arrays, is_array_like
from multikeras.src.training.data.hugging_face import hugging_face_adapter, is_hugging_face_data
from multikeras.src.training.data.samples import BATCH_SIZE
from multikeras.src.training.data.steps import Steps
from multikeras.src.training.data.tf_dataset import TFDatasetAdapter, is_distributed_dataset, is_tf_dataset
from multikeras.src.training.data.torch_data import is_torch_data, torch_adapter

Factory = Callable[..., DataAdapter]

_registered: list[tuple[Callable[[Any], bool], Factory]] = []


def register_adapter(predicate: Callable[[Any], bool], factory: Factory) -> None:
    """Teach `fit`, `evaluate` and `predict` a new kind of data source.

    Args:
        predicate: tells whether a source is of this kind. It is asked before the built-in adapters; the last registered first.
        factory: `factory(source, shuffle=..., seed=...)` makes the `DataAdapter`.
    """
    _registered.insert(0, (predicate, factory))


def adapter_for(
    x: Any,
    y: Any = None,
    sample_weight: Any = None,
    *,
    batch_size: int | None = None,
    shuffle: bool | str = False,
    class_weight: Mapping[int, float] | None = None,
    steps: int | None = None,
    seed: int | None = None,
) -> DataAdapter:
    """The adapter for what a user gave to `fit`, `evaluate` or `predict`.

    Args:
        x: arrays, tensors, sparse matrices, data frames or nests of these; a source of samples: a data set of Hugging Face or a
            `torch.utils.data.Dataset`; or a source of batches: a `PyDataset`, a generator or other iterable, a
            `torch.utils.data.DataLoader`, a `tf.data.Dataset`, a data set or loader of grain, or anything registered by
            `register_adapter`.
        y: targets, for arrays only: other sources yield their own. For a data set of Hugging Face the name of the column of
            targets or a list of names, where it is not "label" or "labels".
        sample_weight: weights of the samples, for arrays only.
        batch_size: rows in a batch, 32 if None. Sources of batches have theirs already.
        shuffle: whether to have a new order of rows in each epoch, or of batches for a `PyDataset`; `"batch"` shuffles
            the batches of arrays. What has no order of its own, and sources of batches, shuffle by themselves.
        class_weight: class index -> weight, for a model with one output.
        steps: batches in an epoch, if not all that the source has.
        seed: seed of the shuffles; drawn from Python's `random` if None.

    Raises:
        TypeError: if no adapter knows `x`.
        ValueError: if the arguments do not go together.
    """
    if isinstance(x, DataAdapter):
        adapter = x
    elif is_distributed_dataset(x):
        raise TypeError(
            "The data are a tf.data.Dataset that a strategy of tf.distribute has distributed. Give the data set itself, as it was before "
            "`experimental_distribute_dataset`."
        )
    elif (factory := _source_factory(x)) is None:
        if not holds_arrays(x):
            raise TypeError(_unknown(x))
        batch_size = BATCH_SIZE if batch_size is None else batch_size
        adapter = ArrayAdapter(x, y, sample_weight, batch_size=batch_size, shuffle=shuffle, class_weight=class_weight, seed=seed)
    else:
        if is_hugging_face_data(x) and y is not None and _are_names(y):
            factory, y = partial(factory, targets=y), None
        for name, value in {"y": y, "sample_weight": sample_weight}.items():
            if value is not None:
                raise ValueError(
                    f"`{name}` was given together with data of type {type(x).__name__}, which yields whole batches. "
                    "Let it yield (x, y) or (x, y, sample_weight) instead."
                )
        adapter = factory(x, shuffle=shuffle, seed=seed, batch_size=batch_size)
        if class_weight is not None:
            adapter = ClassWeighted(adapter, class_weight)
    if adapter.infinite and steps is None:
        raise ValueError(
            f"The {type(x).__name__} given as data never ends, so the number of steps in an epoch is needed: "
            "`steps_per_epoch` in fit, `validation_steps` for its validation data, `steps` in evaluate and predict."
        )
    return adapter if steps is None else Steps(adapter, steps)


def _source_factory(x: Any) -> Factory | None:
    """What makes the adapter of a source of samples or batches; None for everything else, arrays among it."""
    for predicate, factory in _registered:
        if predicate(x):
            return lambda source, *, shuffle, seed, **_: factory(source, shuffle=shuffle, seed=seed)
    for predicate, factory in _SOURCES:
        if predicate(x):
            return factory
    if isinstance(x, Iterable) and not tree.is_nested(x) and not isinstance(x, str | bytes | Mapping) and not holds_arrays(x):
        return lambda source, **_: GeneratorAdapter(source)
    return None


_SOURCES: tuple[tuple[Callable[[Any], bool], Factory], ...] = (
    (lambda x: isinstance(x, PyDataset), lambda dataset, *, shuffle, seed, **_: PyDatasetAdapter(dataset, shuffle=shuffle, seed=seed)),
    (is_hugging_face_data, hugging_face_adapter),  # before torch's, of which a streamed data set in torch's format is one too
    (is_torch_data, torch_adapter),
    (is_tf_dataset, lambda dataset, **_: TFDatasetAdapter(dataset)),
    (is_grain_data, grain_adapter),
)

_ADVICE = (
    ("datasets", ("DatasetDict", "IterableDatasetDict"), "Choose one of its splits, such as `data['train']`."),
    ("polars", ("LazyFrame",), "Compute it first: `frame.collect()`."),
    ("tensorflow", ("RaggedTensor",), "Pad it: `tensor.to_tensor()`."),
)
"""Package, classes, and what to do with their objects, which come near to being data."""


def _unknown(x: Any) -> str:
    """The message for what is not data."""
    advice = "Other kinds can be made known by register_adapter."
    for package, names, what_to_do in _ADVICE:
        if any(lazy.is_instance_of(leaf, package, *names) for leaf in tree.flatten(x)):
            advice = what_to_do
    leaf = next((leaf for leaf in tree.flatten(x) if leaf is not None and not is_array_like(leaf)), x)
    inside = "" if leaf is x else f" with a {type(leaf).__name__} in it"
    return (
        "The data must be arrays (or tensors, sparse matrices, data frames, or dicts, lists and tuples of these), a data set of samples "
        "(of Hugging Face or torch) or a source of batches (PyDataset, generator or other iterable, torch.utils.data.DataLoader, "
        f"tf.data.Dataset, grain); got {type(x).__name__}{inside}. {advice}"
    )


def _are_names(y: Any) -> bool:
    return isinstance(y, str) or (isinstance(y, list | tuple) and all(isinstance(name, str) for name in y))
