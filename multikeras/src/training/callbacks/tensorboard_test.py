import io
import re

import numpy as np
import pytest

from multikeras.src import backend
from multikeras.src.core import lazy
from multikeras.src.layers import Dense, Embedding, Flatten, Input
from multikeras.src.models.functional import Functional
from multikeras.src.models.sequential import Sequential
from multikeras.src.training.callbacks.tensorboard import TensorBoard
from multikeras.src.training.callbacks.terminate_on_nan import TerminateOnNaN

pytestmark = pytest.mark.requires_trainable_backend

accumulator = lazy.module("tensorboard.backend.event_processing.event_accumulator")
graph_pb2 = lazy.module("tensorboard.compat.proto.graph_pb2")
pil_image = lazy.module("PIL.Image")
tensor_util = lazy.module("tensorboard.util.tensor_util")

X, Y = np.linspace(-1, 1, 48).reshape(16, 3).astype("float32"), np.ones((16, 1), "float32")


class Run:
    """What TensorBoard reads of a run."""

    def __init__(self, folder):
        self.events = accumulator.EventAccumulator(str(folder))
        self.events.Reload()
        self.names = set(self.events.Tags()["tensors"])

    def values(self, name):
        return [tensor_util.make_ndarray(event.tensor_proto) for event in self.events.Tensors(name)]

    def steps(self, name):
        return [event.step for event in self.events.Tensors(name)]

    def plugin(self, name):
        return self.events.SummaryMetadata(name).plugin_data.plugin_name


def make_model():
    model = Sequential([Input((3,)), Dense(2, name="hidden"), Dense(1, name="top")])
    model.compile("sgd", "mse", metrics=["mae"])
    return model


def train(callback, **kwargs):
    return make_model().fit(X, Y, batch_size=4, verbose=0, callbacks=[callback], **{"epochs": 2, **kwargs}).history


def test_metrics_of_epochs(tmp_path):
    callback = TensorBoard(tmp_path, write_steps_per_second=True)
    assert not callback.listens_to("on_train_batch_begin") and not callback.listens_to("on_train_batch_end")
    history = train(callback, validation_data=(X, Y))
    run, validation = Run(tmp_path / "train"), Run(tmp_path / "validation")
    assert run.names == {"epoch_loss", "epoch_mae", "epoch_learning_rate", "epoch_steps_per_second"}
    assert run.plugin("epoch_loss") == "scalars" and run.steps("epoch_loss") == [0, 1]
    np.testing.assert_allclose(run.values("epoch_loss"), history["loss"], rtol=1e-6)
    np.testing.assert_allclose(run.values("epoch_learning_rate"), [0.01, 0.01])
    assert all(value > 0 for value in run.values("epoch_steps_per_second"))
    np.testing.assert_allclose(validation.values("epoch_mae"), history["val_mae"], rtol=1e-6)
    assert validation.steps("evaluation_loss_vs_iterations") == [4, 8]


@pytest.mark.parametrize("update_freq, at_once, steps", [("batch", 1, range(1, 9)), (3, 1, (3, 6)), (1, 2, (2, 4, 6, 8))])
def test_metrics_of_batches(tmp_path, update_freq, at_once, steps):
    model = make_model()
    model.compile("sgd", "mse", steps_per_execution=at_once)
    model.fit(X, Y, batch_size=4, epochs=2, verbose=0, callbacks=[TensorBoard(tmp_path, update_freq=update_freq)])
    assert Run(tmp_path / "train").steps("batch_loss") == list(steps)


def test_weights_as_histograms_and_images(tmp_path):
    train(TensorBoard(tmp_path, histogram_freq=2, write_images=True), epochs=3)
    run = Run(tmp_path / "train")
    kernel = next(name for name in run.names if re.search("hidden/kernel/histogram$", name))
    assert run.plugin(kernel) == "histograms" and run.steps(kernel) == [0, 2]
    buckets = run.values(kernel)[0]
    assert buckets.shape == (30, 3) and buckets[:, 2].sum() == 6 and (buckets[1:, 0] == buckets[:-1, 1]).all()
    image = kernel.replace("histogram", "image")
    assert run.plugin(image) == "images"
    width, height, png = run.values(image)[0]
    assert (width, height) == (b"2", b"3")
    pixels = np.asarray(pil_image.open(io.BytesIO(png)))
    assert pixels.shape == (3, 2) and pixels.min() == 0 and pixels.max() == 255


def test_graph(tmp_path):
    inputs = Input((3,), name="entry")
    shared = Dense(3, name="shared")
    once = shared(inputs)
    model = Functional(inputs, Dense(1, name="top")(shared(once) + once))
    model.compile("sgd", "mse")
    model.fit(X, Y, verbose=0, callbacks=[TensorBoard(tmp_path)])
    graph = graph_pb2.GraphDef.FromString(Run(tmp_path / "train").events.Graph().SerializeToString())
    sources = {node.name: (node.op, list(node.input)) for node in graph.node}
    assert sources["shared"] == ("Dense", ["entry"]) and sources["shared_call_1"] == ("Dense", ["shared"])
    (addition,) = sources["top"][1]
    assert sources[addition][1] == ["shared_call_1", "shared"]


def test_embeddings(tmp_path):
    model = Sequential([Embedding(5, 2, name="words"), Flatten(), Dense(1)])
    model.compile("sgd", "mse")
    words = np.arange(8).reshape(4, 2) % 5
    model.fit(words, np.ones((4, 1)), verbose=0, callbacks=[TensorBoard(tmp_path, embeddings_freq=1, embeddings_metadata="words.txt")])
    config = (tmp_path / "train" / "projector_config.pbtxt").read_text()
    assert 'tensor_path: "words.tsv"' in config and 'metadata_path: "words.txt"' in config
    np.testing.assert_allclose(np.loadtxt(tmp_path / "train" / "words.tsv"), model.layers[0].embeddings.numpy(), rtol=1e-6)
    with pytest.raises(ValueError, match=r"embeddings of \['letters'\] cannot be written. Embedding layers: \['words'\]"):
        callback = TensorBoard(tmp_path, embeddings_freq=1, embeddings_metadata={"letters": "letters.txt"})
        model.fit(words, np.ones((4, 1)), verbose=0, callbacks=[callback])


def test_summaries_of_ones_own(tmp_path):
    callback = TensorBoard(tmp_path)
    callback.summary.text("note", "**begun**", step=0)
    callback.summary.scalar("temperature", 0.5, step=7)
    callback.summary.close()
    run = Run(tmp_path / "train")
    assert run.values("note")[0] == b"**begun**" and run.steps("temperature") == [7]


@pytest.mark.parametrize("profile_batch", [2, "2, 3"])
def test_profile(tmp_path, profile_batch):
    train(TensorBoard(tmp_path, profile_batch=profile_batch), epochs=1)
    assert [path for path in (tmp_path / "train" / "plugins" / "profile").rglob("*") if path.is_file() and path.stat().st_size]


def test_a_run_that_was_interrupted_leaves_no_profiler_running(tmp_path):
    callback = TensorBoard(tmp_path, profile_batch=(1, 4))
    with pytest.raises(RuntimeError, match="diverged"):
        make_model().fit(X, np.full((16, 1), np.nan), batch_size=4, verbose=0, callbacks=[callback, TerminateOnNaN(raise_error=True)])
    train(callback, epochs=1)
    assert not callback._profiling


def test_no_profiler(monkeypatch):
    monkeypatch.setattr(backend, "profiler", None)
    with pytest.raises(NotImplementedError, match="backend has no profiler; leave profile_batch at 0"):
        TensorBoard(profile_batch=1)


@pytest.mark.parametrize(
    "arguments, message",
    [
        ({"update_freq": 0}, "update_freq must be"),
        ({"update_freq": "step"}, "update_freq must be"),
        ({"histogram_freq": -1}, "histogram_freq must be"),
        ({"profile_batch": (3, 2)}, "profile_batch must be"),
        ({"profile_batch": "soon"}, "profile_batch must be"),
    ],
)
def test_arguments_without_a_meaning(arguments, message):
    with pytest.raises(ValueError, match=message):
        TensorBoard(**arguments)
