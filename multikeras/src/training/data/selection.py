"""Which adapter a data source gets."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from multikeras.src.core import tree
from multikeras.src.training.data.adapter import DataAdapter
from multikeras.src.training.data.array import ArrayAdapter
from multikeras.src.training.data.class_weight import ClassWeighted
from multikeras.src.training.data.dataset import PyDataset, PyDatasetAdapter
from multikeras.src.training.data.framework import TFDatasetAdapter, TorchLoaderAdapter, is_tf_dataset, is_torch_loader
from multikeras.src.training.data.generator import GeneratorAdapter
from multikeras.src.training.data.host_array import holds_arrays
from multikeras.src.training.data.steps import Steps

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
        x: arrays, tensors, data frames or nests of these; or a source of batches: a `PyDataset`, a generator or other
            iterable, a `torch.utils.data.DataLoader`, a `tf.data.Dataset`, or anything registered by `register_adapter`.
        y: targets, for arrays only: a source of batches yields its own.
        sample_weight: weights of the samples, likewise for arrays only.
        batch_size: rows in a batch, 32 if None. Sources of batches have theirs already.
        shuffle: whether to have a new order of rows in each epoch, or of batches for a `PyDataset`; `"batch"` shuffles
            the batches of arrays. The other sources shuffle by themselves.
        class_weight: class index -> weight, for a model with one output.
        steps: batches in an epoch, if not all that the source has.
        seed: seed of the shuffles; drawn from Python's `random` if None.

    Raises:
        TypeError: if no adapter knows `x`.
        ValueError: if the arguments do not go together.
    """
    if isinstance(x, DataAdapter):
        adapter = x
    elif (factory := _source_factory(x)) is None:
        if not holds_arrays(x):
            raise TypeError(
                "The data must be arrays (or tensors, data frames, or dicts, lists and tuples of these) or a source of batches "
                "(PyDataset, generator or other iterable, torch.utils.data.DataLoader, tf.data.Dataset); got "
                f"{type(x).__name__}. Other kinds can be made known by register_adapter."
            )
        batch_size = 32 if batch_size is None else batch_size
        adapter = ArrayAdapter(x, y, sample_weight, batch_size=batch_size, shuffle=shuffle, class_weight=class_weight, seed=seed)
    else:
        for name, value in {"y": y, "sample_weight": sample_weight}.items():
            if value is not None:
                raise ValueError(
                    f"`{name}` was given together with data of type {type(x).__name__}, which yields whole batches. "
                    "Let it yield (x, y) or (x, y, sample_weight) instead."
                )
        adapter = factory(x, shuffle=shuffle, seed=seed)
        if class_weight is not None:
            adapter = ClassWeighted(adapter, class_weight)
    if adapter.infinite and steps is None:
        raise ValueError(
            f"The {type(x).__name__} given as data never ends, so the number of steps in an epoch is needed: "
            "`steps_per_epoch` in fit, `validation_steps` for its validation data, `steps` in evaluate and predict."
        )
    return adapter if steps is None else Steps(adapter, steps)


def _source_factory(x: Any) -> Factory | None:
    """What makes the adapter of a source of batches; None for everything else, arrays among it."""
    for predicate, factory in _registered:
        if predicate(x):
            return factory
    if isinstance(x, PyDataset):
        return PyDatasetAdapter
    if is_torch_loader(x):
        return lambda loader, **_: TorchLoaderAdapter(loader)
    if is_tf_dataset(x):
        return lambda dataset, **_: TFDatasetAdapter(dataset)
    if isinstance(x, Iterable) and not tree.is_nested(x) and not isinstance(x, str | bytes | Mapping) and not holds_arrays(x):
        return lambda source, **_: GeneratorAdapter(source)
    return None
