"""One model trained from data of every kind: the weights are those that the formula gives, on each backend."""

import functools
import math
import multiprocessing
import random
import subprocess
import sys
import threading

import numpy as np
import pytest

import multikeras
from multikeras.src.training.data.array import permutation

ROWS, BATCH, EPOCHS, RATE = 20, 8, 2, 0.1
X = np.linspace(-1, 1, ROWS * 3, dtype="float32").reshape(ROWS, 3) ** 2
Y = (X @ np.array([[1.0], [-2.0], [0.5]], "float32") + 0.3).astype("float32")


class Batches(multikeras.utils.PyDataset):
    """The rows in order, by index."""

    def __len__(self):
        return math.ceil(ROWS / BATCH)

    def __getitem__(self, index):
        rows = slice(index * BATCH, (index + 1) * BATCH)
        return X[rows], Y[rows]


def batches():
    for start in range(0, ROWS, BATCH):
        yield X[start : start + BATCH], Y[start : start + BATCH]


class Iterable:
    def __iter__(self):
        return batches()


class Samples:
    """The rows one by one, by index."""

    def __len__(self):
        return ROWS

    def __getitem__(self, index):
        return X[index], Y[index]


def package(name):
    return pytest.importorskip(name)


def arrays(convert):
    return {"x": convert(X), "y": convert(Y), "batch_size": BATCH}


def of_jax():
    return arrays(package("jax.numpy").asarray)


def of_torch():
    return arrays(package("torch").tensor)


def of_tensorflow():
    return arrays(package("tensorflow").constant)


def of_pandas():
    pandas = package("pandas")
    return {"x": pandas.DataFrame(X, columns=list("abc")), "y": pandas.Series(Y[:, 0]), "batch_size": BATCH}


def of_polars():
    polars = package("polars")
    return {"x": polars.DataFrame(X, schema=list("abc")), "y": polars.Series(Y[:, 0]), "batch_size": BATCH}


def of_scipy():
    return {"x": package("scipy.sparse").csr_array(X), "y": Y, "batch_size": BATCH}


def of_sparse_torch():
    return {"x": package("torch").tensor(X).to_sparse(), "y": Y, "batch_size": BATCH}


def of_sparse_tensorflow():
    return {"x": package("tensorflow").sparse.from_dense(X), "y": Y, "batch_size": BATCH}


def of_sparse_jax():
    return {"x": package("jax.experimental.sparse").BCOO.fromdense(X), "y": Y, "batch_size": BATCH}


def of_generator():
    return {"x": (batch for _ in range(4) for batch in batches()), "steps_per_epoch": 3}


def of_loader():
    torch, data = package("torch"), package("torch.utils.data")
    return {"x": data.DataLoader(data.TensorDataset(torch.tensor(X), torch.tensor(Y)), batch_size=BATCH)}


def of_tensor_dataset():
    torch, data = package("torch"), package("torch.utils.data")
    return {"x": data.TensorDataset(torch.tensor(X), torch.tensor(Y)), "batch_size": BATCH}


def of_torch_dataset():
    class Dataset(Samples, package("torch.utils.data").Dataset):
        pass

    return {"x": Dataset(), "batch_size": BATCH}


def of_iterable_dataset():
    class Stream(package("torch.utils.data").IterableDataset):
        def __iter__(self):
            return iter(Samples()[i] for i in range(ROWS))

    return {"x": Stream(), "batch_size": BATCH}


def of_tf_data():
    return {"x": package("tensorflow").data.Dataset.from_tensor_slices((X, Y)).batch(BATCH)}


def of_tf_data_of_unknown_length():
    return {"x": package("tensorflow").data.Dataset.from_tensor_slices((X, Y)).filter(lambda x, y: True).batch(BATCH)}


def of_sparse_tf_data():
    tf = package("tensorflow")
    return {"x": tf.data.Dataset.from_tensor_slices((tf.sparse.from_dense(X), Y)).batch(BATCH)}


def of_grain_map():
    return {"x": package("grain").MapDataset.source(Samples()).batch(BATCH)}


def of_grain_iter():
    return {"x": package("grain").MapDataset.source(Samples()).batch(BATCH).to_iter_dataset()}


def of_grain_loader():
    grain = package("grain")
    sampler = grain.samplers.IndexSampler(ROWS, num_epochs=1)
    return {"x": grain.DataLoader(data_source=Samples(), sampler=sampler, operations=[grain.transforms.Batch(BATCH)])}


def hugging_face(**names):
    return package("datasets").Dataset.from_dict({names.get("x", "x"): X, names.get("y", "label"): Y})


def of_hugging_face():
    return {"x": hugging_face(), "batch_size": BATCH}


def of_hugging_face_by_name():
    return {"x": hugging_face(y="price").with_format("numpy"), "y": "price", "batch_size": BATCH}


def of_hugging_face_torch():
    package("torch")
    return {"x": hugging_face().with_format("torch"), "batch_size": BATCH}


def of_hugging_face_jax():
    package("jax")
    return {"x": hugging_face().with_format("jax"), "batch_size": BATCH}


def of_hugging_face_stream():
    return {"x": hugging_face().to_iterable_dataset(), "batch_size": BATCH}


SOURCES = {
    "numpy": lambda: arrays(np.asarray),
    "lists": lambda: arrays(np.ndarray.tolist),
    "py_dataset": lambda: {"x": Batches()},
    "py_dataset_threads": lambda: {"x": Batches(workers=3)},
    "py_dataset_processes": lambda: {"x": Batches(workers=2, use_multiprocessing=True)},
    "iterable": lambda: {"x": Iterable()},
    **{name.removeprefix("of_"): make for name, make in list(globals().items()) if name.startswith("of_")},
}
SAMPLES = ["numpy", "jax", "torch", "pandas", "polars", "scipy", "tensor_dataset", "torch_dataset", "hugging_face"]
"""Sources whose order `fit` draws."""


def shuffled_loader():
    torch, data = package("torch"), package("torch.utils.data")
    torch.manual_seed(1)
    return {"x": data.DataLoader(data.TensorDataset(torch.tensor(X), torch.tensor(Y)), batch_size=BATCH, shuffle=True)}


def shuffled_loader_with_generator():
    torch, data = package("torch"), package("torch.utils.data")
    generator = torch.Generator().manual_seed(1)
    return {"x": data.DataLoader(data.TensorDataset(torch.tensor(X), torch.tensor(Y)), BATCH, shuffle=True, generator=generator)}


def shuffled_tf_data():
    return {"x": package("tensorflow").data.Dataset.from_tensor_slices((X, Y)).shuffle(ROWS, seed=1).batch(BATCH)}


def shuffled_endless_tf_data():
    data = package("tensorflow").data.Dataset.from_tensor_slices((X, Y)).shuffle(ROWS, seed=1).repeat().batch(BATCH)
    return {"x": data, "steps_per_epoch": 4}


def shuffled_grain_map():
    return {"x": package("grain").MapDataset.source(Samples()).shuffle(seed=1).batch(BATCH)}


def shuffled_endless_grain_map():
    return {"x": package("grain").MapDataset.source(Samples()).shuffle(seed=1).repeat().batch(BATCH), "steps_per_epoch": 4}


def shuffled_grain_iter():
    return {"x": package("grain").MapDataset.source(Samples()).shuffle(seed=1).to_iter_dataset().batch(BATCH)}


def shuffled_hugging_face_stream():
    return {"x": hugging_face().to_iterable_dataset().shuffle(seed=1), "batch_size": BATCH}


def endless_py_dataset():
    class Endless(Batches):
        num_batches = None

        def __getitem__(self, index):
            return super().__getitem__(index % 3)

    return {"x": Endless(), "steps_per_epoch": 2}


RESUMED = [name for name in SOURCES if name not in ("tensorflow", "jax", "sparse_jax", "sparse_tensorflow")]  # like other arrays
RESUMED += [name for name in list(globals()) if name.startswith(("shuffled_", "endless_"))]


def model():
    """The model before training; it is compiled once for all sources."""
    model = compiled_model()
    model.set_weights([np.zeros((3, 1), "float32"), np.zeros(1, "float32")])
    return model


@functools.cache
def compiled_model():
    model = multikeras.Sequential([multikeras.Input((3,)), multikeras.layers.Dense(1)])
    model.compile(multikeras.optimizers.SGD(RATE), "mse", metrics=["mae"])
    return model


def expected(order, weights_of_rows=None):
    """Kernel and bias after training by hand; `order(epoch)` gives the rows of an epoch in their order."""
    kernel, bias = np.zeros((3, 1)), np.zeros(1)
    for epoch in range(EPOCHS):
        rows = order(epoch)
        for start in range(0, ROWS, BATCH):
            part = rows[start : start + BATCH]
            slope = 2 * (X[part] @ kernel + bias - Y[part]) / len(part)
            if weights_of_rows is not None:
                slope = slope * weights_of_rows[part][:, None]
            kernel, bias = kernel - RATE * X[part].T @ slope, bias - RATE * slope.sum(axis=0)
    return kernel, bias


def assert_trained(trained, weights):
    for found, wanted in zip(trained.get_weights(), weights, strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-6)


@pytest.mark.requires_trainable_backend
@pytest.mark.parametrize("source", SOURCES)
def test_training(source):
    trained = model()
    trained.fit(**SOURCES[source](), epochs=EPOCHS, shuffle=False, verbose=0)
    assert_trained(trained, expected(lambda epoch: np.arange(ROWS)))
    assert not multiprocessing.active_children()


@pytest.mark.requires_trainable_backend
@pytest.mark.parametrize("source", SAMPLES)
def test_one_seed_gives_one_order(source):
    given = SOURCES[source]()
    trained = model()
    multikeras.utils.set_random_seed(4)
    trained.fit(**given, epochs=EPOCHS, shuffle=True, verbose=0)
    seed = random.Random(4).randrange(2**31)
    assert_trained(trained, expected(lambda epoch: permutation(seed, epoch, ROWS)))


@pytest.mark.parametrize("source", [name for name in SOURCES if name != "hugging_face_by_name"])  # predict is told no targets
def test_evaluation_and_prediction(source):
    scored = model()
    kernel = np.array([[1.0], [2.0], [3.0]], "float32")
    scored.set_weights([kernel, np.zeros(1, "float32")])
    given = SOURCES[source]()
    steps = given.pop("steps_per_epoch", None)
    found = scored.evaluate(**given, steps=steps, verbose=0, return_dict=True)
    np.testing.assert_allclose(found["mae"], np.abs(X @ kernel - Y).mean(), rtol=1e-5)
    given = SOURCES[source]()
    np.testing.assert_allclose(scored.predict(given["x"], given.get("batch_size"), 0, steps), X @ kernel, rtol=1e-5)


class Interrupted(Exception):  # noqa: N818 - it is no error
    pass


class Interruption(multikeras.callbacks.Callback):
    """Ends the run after the second batch of the third epoch."""

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch

    def on_train_batch_end(self, batch, logs=None):
        if (self.epoch, batch) == (2, 1):
            raise Interrupted


@pytest.mark.requires_trainable_backend
@pytest.mark.parametrize("source", RESUMED)
def test_an_interrupted_run_goes_on_with_the_same_batches(source, tmp_path):
    make = SOURCES.get(source) or globals()[source]
    multikeras.utils.set_random_seed(1)
    whole = model()
    whole.fit(**make(), epochs=4, verbose=0)
    weights = whole.get_weights()

    multikeras.utils.set_random_seed(1)
    interrupted = model()
    backup = multikeras.callbacks.BackupAndRestore(tmp_path, save_freq=1)
    with pytest.raises(Interrupted):
        interrupted.fit(**make(), epochs=4, verbose=0, callbacks=[backup, Interruption()])
    assert not [thread for thread in threading.enumerate() if thread.name == "multikeras-prefetch"]
    assert not multiprocessing.active_children()

    multikeras.utils.set_random_seed(1)
    random.seed(2)  # of the order that `fit` drew, only the backup can tell
    resumed = model()
    history = resumed.fit(**make(), epochs=4, verbose=0, callbacks=[multikeras.callbacks.BackupAndRestore(tmp_path, save_freq=1)])
    assert history.epoch == [0, 1, 2, 3]
    for found, wanted in zip(resumed.get_weights(), weights, strict=True):
        np.testing.assert_array_equal(found, wanted)


@pytest.mark.requires_trainable_backend
@pytest.mark.parametrize("source", ["numpy", "pandas", "py_dataset", "loader", "tf_data", "grain_map", "hugging_face", "torch_dataset"])
def test_class_weight(source, monkeypatch):
    labels = (np.arange(ROWS) % 3 == 0).astype("float32")[:, None]
    monkeypatch.setitem(globals(), "Y", labels)
    trained = model()
    trained.fit(**SOURCES[source](), epochs=EPOCHS, shuffle=False, verbose=0, class_weight={0: 0.5, 1: 2.0})
    assert_trained(trained, expected(lambda epoch: np.arange(ROWS), np.where(labels[:, 0] == 1, 2.0, 0.5)))


def test_no_framework_is_imported_that_the_user_has_not():
    script = """
import sys
import numpy as np
import multikeras
from multikeras.src.training.data.selection import adapter_for
before = set(sys.modules)
class Batches(multikeras.utils.PyDataset):
    def __len__(self): return 1
    def __getitem__(self, index): return np.ones((2, 1)), np.ones(2)
for data in ([[1.0], [2.0]], {"a": np.ones(3)}, Batches(workers=2), (np.ones((2, 1)) for _ in range(2))):
    next(adapter_for(data).epoch())
try:
    adapter_for(object())
except TypeError:
    print(sorted(set(sys.modules) & {"jax", "torch", "tensorflow", "pandas", "polars", "grain", "datasets", "scipy"}))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


class Given(multikeras.Sequential):
    """A model that notes the form in which a step of its own is given a batch."""

    forms: list

    def train_step(self, data):
        self.forms.append(type(data))
        return super().train_step(data * 2 if isinstance(data, tuple) else (data, data))


class One(multikeras.utils.PyDataset):
    def __init__(self, batch):
        super().__init__()
        self.batch = batch

    def __len__(self):
        return 1

    def __getitem__(self, index):
        return self.batch


def loader_of(batch):
    return package("torch").utils.data.DataLoader([batch], batch_size=None)


def tf_data_of(batch):
    return package("tensorflow").data.Dataset.from_tensors(batch)


@pytest.mark.requires_trainable_backend
@pytest.mark.parametrize(
    "source", [lambda batch: iter([batch]), loader_of, tf_data_of, One], ids=["generator", "loader", "tf.data", "PyDataset"]
)
@pytest.mark.parametrize("kind", ["x", "(x,)"])
def test_a_step_of_ones_own_is_given_what_the_source_yields(source, kind):
    model = Given([multikeras.layers.Dense(3)])
    model.forms = []
    model.compile("sgd", "mse")
    model.fit(source(X if kind == "x" else (X,)), verbose=0)
    wrapped = kind == "(x,)" or source is One  # a PyDataset's array comes in a tuple, as in Keras
    assert model.forms and all((form is tuple) == wrapped for form in model.forms)
