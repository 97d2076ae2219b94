"""Training as TensorBoard shows it."""

import os
import pathlib
import time
from typing import Any, ClassVar

import numpy as np

from multikeras.src import backend
from multikeras.src.core import lazy
from multikeras.src.core.export import export
from multikeras.src.layers import Embedding
from multikeras.src.training.callbacks.callback import Callback, Logs
from multikeras.src.training.callbacks.event_file import FEATURE, EventFile

projector_config_pb2 = lazy.module("tensorboard.plugins.projector.projector_config_pb2", **FEATURE)
text_format = lazy.module("google.protobuf.text_format", **FEATURE)


@export("multikeras.callbacks.TensorBoard")
class TensorBoard(Callback):
    """Writes what TensorBoard shows of a training run; it needs the package `tensorboard`, but not TensorFlow.

    Metrics of epochs are called `epoch_loss` and so on, in the folders `train` and `validation` below `log_dir`; those of
    batches `batch_loss`; those of `evaluate` `evaluation_loss_vs_iterations`. See them with `tensorboard --logdir logs`.

    Args:
        log_dir: folder to write to.
        histogram_freq: after how many epochs histograms of all weights are written; 0 for never.
        write_graph: whether the graph of the layers is written.
        write_images: whether weights are written as images too, along with their histograms.
        write_steps_per_second: whether the speed of training is written.
        update_freq: `"epoch"`, `"batch"`, or after how many batches metrics are written besides those of epochs. Reading them
            makes training wait for the device.
        profile_batch: number of the batch, from 1, or first and last batch, of which the framework's profiler writes a trace;
            0 for none.
        embeddings_freq: after how many epochs the weights of Embedding layers are written for the projector; 0 for never.
        embeddings_metadata: path of the file that names the rows of the embedding; for several layers a dict from names of
            layers to paths. Paths are relative to the folder `train`.

    Raises:
        ImportError: when training begins, if `tensorboard` is not installed.
        ValueError: if an argument has no meaning.
        NotImplementedError: if `profile_batch` is given and the backend has no profiler.

    Example:

    >>> callback = multikeras.callbacks.TensorBoard("logs", update_freq=100)
    >>> callback.listens_to("on_train_batch_end")
    True
    """

    _kept: ClassVar[tuple[str, ...]] = ("_batch",)

    def __init__(
        self,
        log_dir: str | os.PathLike = "logs",
        histogram_freq: int = 0,
        write_graph: bool = True,
        write_images: bool = False,
        write_steps_per_second: bool = False,
        update_freq: str | int = "epoch",
        profile_batch: int | str | tuple[int, int] = 0,
        embeddings_freq: int = 0,
        embeddings_metadata: str | dict[str, str] | None = None,
    ) -> None:
        super().__init__()
        if update_freq not in ("epoch", "batch") and not _is_count(update_freq, least=1):
            raise ValueError(f"TensorBoard: update_freq must be 'epoch', 'batch' or a positive number of batches; got {update_freq!r}.")
        for name, value in (("histogram_freq", histogram_freq), ("embeddings_freq", embeddings_freq)):
            if not _is_count(value, least=0):
                raise ValueError(f"TensorBoard: {name} must be a number of epochs, or 0 for never; got {value!r}.")
        self.log_dir = os.fspath(log_dir)
        self.histogram_freq = histogram_freq
        self.write_graph = write_graph
        self.write_images = write_images
        self.write_steps_per_second = write_steps_per_second
        self.update_freq = 1 if update_freq == "batch" else update_freq
        self.embeddings_freq = embeddings_freq
        self.embeddings_metadata = embeddings_metadata
        self._profiled = _batches(profile_batch)
        if self._profiled is not None and backend.profiler is None:
            raise NotImplementedError(f"TensorBoard: the {backend.NAME} backend has no profiler; leave profile_batch at 0.")
        self._profiling = False
        self._files: dict[str, EventFile] = {}
        self._training = False
        self._step = 0  # of the optimizer
        self._batch = 0  # batches of this run
        self._begun = 0  # index of the batch in work
        self._timed = (0, 0.0)  # a step, and when it was done

    def listens_to(self, hook: str) -> bool:
        wants_batches = self.update_freq != "epoch" or self._profiled is not None
        return super().listens_to(hook) and (wants_batches or hook not in ("on_train_batch_begin", "on_train_batch_end"))

    @property
    def summary(self) -> EventFile:
        """Where the events of training go, for `scalar`, `histogram`, `image` and `text` of your own."""
        return self._file("train")

    def on_train_begin(self, logs: Logs = None) -> None:
        self._training = True
        self._batch = 0
        if self.write_graph:
            self.summary.graph(_graph(self.model))
            self.summary.flush()
        if self.embeddings_freq:
            self._configure_projector()

    def on_train_end(self, logs: Logs = None) -> None:
        self._stop_profiler()
        self._training = False
        self._close()

    def on_exception(self, error: BaseException) -> None:
        self.on_train_end()

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        if self.update_freq != "epoch":
            self._step = self._iterations()
        if self.write_steps_per_second:
            self._timed = (self._iterations(), time.perf_counter())

    def on_train_batch_begin(self, batch: int, logs: Logs = None) -> None:
        self._begun = batch
        if self._profiled is not None and not self._profiling and self._profiled[0] <= self._batch + 1 <= self._profiled[1]:
            backend.profiler.start(str(pathlib.Path(self.log_dir) / "train"))
            self._profiling = True

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        passed = batch + 1 - self._begun  # several with `steps_per_execution`
        before = self._step
        self._step += passed
        self._batch += passed
        if self._profiling and self._batch >= self._profiled[1]:
            self._stop_profiler()
        if self.update_freq == "epoch" or before // self.update_freq == self._step // self.update_freq:
            return
        self._scalars("train", "batch_", "", logs, self._step)

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        metrics = dict(logs or {})
        training = {name: value for name, value in metrics.items() if not name.startswith("val_")}
        if self.write_steps_per_second:
            first, begun = self._timed
            training["steps_per_second"] = (self._iterations() - first) / (time.perf_counter() - begun)
        if getattr(self.model, "optimizer", None) is not None:
            training["learning_rate"] = float(np.asarray(self.model.optimizer.learning_rate))
        self._scalars("train", "epoch_", "", training, epoch)
        validation = {name.removeprefix("val_"): value for name, value in metrics.items() if name.startswith("val_")}
        if validation:
            self._scalars("validation", "epoch_", "", validation, epoch)
        if self.histogram_freq and epoch % self.histogram_freq == 0:
            self._write_weights(epoch)
        if self.embeddings_freq and epoch % self.embeddings_freq == 0:
            for layer in self._embeddings():
                np.savetxt(pathlib.Path(self.log_dir) / "train" / _table(layer), layer.embeddings.numpy(), delimiter="\t")

    def on_test_end(self, logs: Logs = None) -> None:
        self._scalars("validation", "evaluation_", "_vs_iterations", logs, self._iterations())
        if not self._training:
            self._close()

    def _scalars(self, folder: str, prefix: str, suffix: str, logs: Logs, step: int) -> None:
        file = self._file(folder)
        for name, value in (logs or {}).items():
            if np.ndim(value) == 0:
                file.scalar(f"{prefix}{name}{suffix}", value, step)
        file.flush()

    def _write_weights(self, epoch: int) -> None:
        for weight in self.model.weights:
            values = np.asarray(weight.numpy(), "float64")
            self.summary.histogram(f"{weight.path}/histogram", values, epoch)
            if self.write_images and np.isfinite(values).all():
                self.summary.image(f"{weight.path}/image", _as_images(values), epoch)
        self.summary.flush()

    def _embeddings(self) -> list[Embedding]:
        return [layer for layer in self.model._flatten_layers() if isinstance(layer, Embedding)]

    def _configure_projector(self) -> None:
        layers, named = self._embeddings(), self.embeddings_metadata
        if isinstance(named, str):
            named = {layer.name: named for layer in layers}
        unknown = sorted(set(named or ()) - {layer.name for layer in layers})
        if unknown or not layers:
            raise ValueError(
                f"TensorBoard: embeddings of {unknown or 'the model'} cannot be written. Embedding layers: "
                f"{[layer.name for layer in layers]}. Set embeddings_freq=0, or name these layers in embeddings_metadata."
            )
        config = projector_config_pb2.ProjectorConfig()
        for layer in layers:
            config.embeddings.add(tensor_name=layer.name, tensor_path=_table(layer), metadata_path=(named or {}).get(layer.name, ""))
        folder = pathlib.Path(self.log_dir) / "train"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "projector_config.pbtxt").write_text(text_format.MessageToString(config))

    def _iterations(self) -> int:
        optimizer = getattr(self.model, "optimizer", None)
        return 0 if optimizer is None else int(np.asarray(optimizer.iterations))

    def _stop_profiler(self) -> None:
        if self._profiling:
            self._profiling = False
            backend.profiler.stop()

    def _file(self, folder: str) -> EventFile:
        if folder not in self._files:
            self._files[folder] = EventFile(pathlib.Path(self.log_dir) / folder)
        return self._files[folder]

    def _close(self) -> None:
        for file in self._files.values():
            file.close()
        self._files.clear()


def _is_count(value: Any, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _batches(profile_batch: Any) -> tuple[int, int] | None:
    """First and last batch of which a trace is wanted; None for no trace."""
    given = profile_batch
    if isinstance(given, str) and all(part.strip().isdigit() for part in given.split(",")):
        given = tuple(map(int, given.split(",")))
    if isinstance(given, int):
        given = (given, given)
    if given == (0, 0):
        return None
    if len(given) != 2 or not all(_is_count(batch, least=1) for batch in given) or given[0] > given[1]:
        raise ValueError(f"TensorBoard: profile_batch must be the number of a batch, first and last batch, or 0; got {profile_batch!r}.")
    return tuple(given)


def _table(layer: Embedding) -> str:
    return f"{layer.name.replace('/', '_')}.tsv"


def _as_images(values: np.ndarray) -> np.ndarray:
    """A weight as `(number, height, width)`: the last axes of a matrix, the first two of a convolution's kernel."""
    if values.ndim < 3:
        return values.reshape(1, -1, values.shape[-1] if values.ndim else 1)
    if values.ndim == 3:
        return values
    return np.moveaxis(values.reshape(*values.shape[:2], -1), -1, 0)


def _graph(model: Any) -> list[tuple[str, str, list[str]]]:
    """Name, kind and sources of each call in a model's graph; of a model with code of its own the layers alone."""
    if getattr(model, "outputs", None) is None:
        return [(layer.path, type(layer).__name__, []) for layer in model._flatten_layers()]
    nodes: dict[str, tuple[str, str, list[str]]] = {}
    waiting = list(model.outputs)
    while waiting:
        operation, index, _ = tensor_history = waiting.pop()._keras_history
        name = _call_name(tensor_history)
        if name not in nodes:
            sources = operation._inbound_nodes[index].inputs
            nodes[name] = (name, type(operation).__name__, [_call_name(source._keras_history) for source in sources])
            waiting.extend(sources)
    return list(reversed(nodes.values()))


def _call_name(history: tuple) -> str:
    operation, index, _ = history
    return f"{operation.name}_call_{index}" if index else operation.name
