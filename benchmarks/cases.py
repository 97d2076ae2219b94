"""The cases: what is measured, how often, and how fast multikeras has to be."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from benchmarks.contenders.contender import Contender
from benchmarks.kernels import KERNELS
from benchmarks.models.convnet import Convnet
from benchmarks.models.dense import DenseChain, Mlp
from benchmarks.models.model import CLASSES, Model
from benchmarks.models.recommender import Recommender
from benchmarks.models.recurrent import Gru, Lstm
from benchmarks.models.single_layers import AttentionLayer, ConvolutionLayer, DenseLayer, EmbeddingLayer, LstmLayer, NormalizationLayer
from benchmarks.models.transformer import Transformer
from benchmarks.models.transformer12 import DeepTransformer
from benchmarks.operations import Add, Dozen, Operation, PortableOperation
from benchmarks.single_ops import SINGLE_OPS
from benchmarks.sources import Generator, GrainDataset, IndexedBatches, Source, TFDataset, TorchLoader, slices

TRAINABLE = ("jax", "torch", "tensorflow")
BACKENDS = (*TRAINABLE, "numpy")
QUICK_STEPS = 20
CHECKED_STEPS = 8


@dataclass
class Job:
    """A case in the hands of one contender."""

    run: Callable[[int], object]  # does the work so many times, and waits for it
    units: int  # of work in one time, the unit of the figures
    result: np.ndarray  # or some of its numbers; must be equal for all contenders


@dataclass
class Case:
    name: str
    limits: dict[str, float] = field(default_factory=dict, kw_only=True)  # backend -> highest ratio to raw for multikeras
    unit: str = field(default="call", kw_only=True)
    tolerance: float = field(default=1e-4, kw_only=True)  # of results, relative to their largest value
    absolute: ClassVar[bool] = False  # limits are seconds over raw

    @property
    def backends(self) -> tuple[str, ...]:
        return TRAINABLE


@dataclass
class Fresh(Case):
    """A fresh interpreter runs a statement, or for raw another one; limits are seconds over that."""

    raw: dict[str, str]  # by backend
    statement: str  # with {package} for multikeras or keras
    imports: str = ""  # theirs, which do not count; then those of the framework do not for raw
    absolute = True


class Work(Case, ABC):
    """A case whose worker prepares it once and then repeats it."""

    @abstractmethod
    def job(self, contender: Contender, quick: bool) -> Job:
        """The case in the hands of a contender; `quick` asks for few steps."""


@dataclass
class EagerOperation(Work):
    operation: Operation

    @property
    def backends(self):
        return BACKENDS if isinstance(self.operation, PortableOperation) else TRAINABLE

    def job(self, contender, quick):
        function = contender.operation(self.operation)
        inputs = [contender.tensor(array) for array in self.operation.inputs(np.random.default_rng(1))]
        return calls(contender, function, *inputs)


@dataclass
class SymbolicCalls(Work):
    """Ops called on symbols, as when a graph is built; raw is an empty function. The results are not compared."""

    operation: Operation
    shape: tuple[int, ...]
    ops: int
    absolute = True

    @property
    def backends(self):
        return BACKENDS

    def job(self, contender, quick):
        function = contender.symbolic(self.operation, self.shape, self.ops)

        def run(repeats):
            for _ in range(repeats):
                function()

        return Job(run, self.ops, np.ones(1))


@dataclass
class EagerCall(Work):
    model: Model
    rows: int = 32
    times: int = 1  # how often the input is given: self-attention takes it twice

    def job(self, contender, quick):
        inputs = contender.tensor(self.model.inputs(np.random.default_rng(1), self.rows))
        return calls(contender, contender.eager(self.model), *[inputs] * self.times)


@dataclass
class CompiledCall(Work):
    model: Model
    rows: int = 1

    def job(self, contender, quick):
        inputs = self.model.inputs(np.random.default_rng(1), self.rows)
        return calls(contender, contender.compiled(self.model), contender.tensor(inputs))


@dataclass
class Predict(Work):
    model: Model
    batch: int = 1
    batches: int = 1

    def job(self, contender, quick):
        batches = min(self.batches, QUICK_STEPS) if quick else self.batches
        inputs = self.model.inputs(np.random.default_rng(1), batches * self.batch)
        predict = contender.predictor(self.model)

        def run(repeats):
            for _ in range(repeats):
                predict(inputs, self.batch)

        return Job(run, batches, predict(inputs, self.batch))


@dataclass
class Evaluate(Work):
    model: Model
    batch: int
    batches: int

    def job(self, contender, quick):
        batches = min(self.batches, QUICK_STEPS) if quick else self.batches
        inputs, labels = samples(self.model, batches * self.batch)
        evaluate = contender.evaluator(self.model)

        def run(repeats):
            for _ in range(repeats):
                evaluate(inputs, labels, self.batch)

        return Job(run, batches, np.asarray(evaluate(inputs, labels, self.batch)))


@dataclass
class TrainOnBatch(Work):
    """Single steps whose loss and accuracy are read after each. The result is those of a few."""

    model: Model
    batch: int
    steps: int

    def job(self, contender, quick):
        steps = min(self.steps, QUICK_STEPS) if quick else self.steps
        batches = list(slices(*samples(self.model, steps * self.batch), self.batch))
        train = contender.stepper(self.model)
        history = [train(*batch) for batch in batches[:CHECKED_STEPS]]

        def run(repeats):
            for _ in range(repeats):
                for batch in batches:
                    train(*batch)

        return Job(run, steps, np.asarray(history))


@dataclass
class Fit(Work):
    """The result holds the losses of single steps and then those of two epochs, so that data order, state between calls and the
    optimizer must all agree."""

    model: Model
    batch: int
    steps: int

    def job(self, contender, quick):
        steps = min(self.steps, QUICK_STEPS) if quick else self.steps
        inputs, labels = samples(self.model, steps * self.batch)
        fit = contender.trainer(self.model, self.batch)
        history = []
        for start in range(0, CHECKED_STEPS * self.batch, self.batch):
            rows = slice(start, start + self.batch)
            history += fit(inputs[rows], labels[rows], 1)
        rows = slice(0, CHECKED_STEPS * self.batch)
        history += fit(inputs[rows], labels[rows], 2)
        return Job(lambda repeats: fit(inputs, labels, repeats), steps, np.asarray(history))


@dataclass
class FitFrom(Work):
    """`Fit` from a source of batches; raw goes through the same source by hand."""

    model: Model
    source: Source
    batch: int
    steps: int

    def job(self, contender, quick):
        rows = (min(self.steps, QUICK_STEPS) if quick else self.steps) * self.batch
        inputs, labels = samples(self.model, rows)
        feed = contender.trainer_from(self.model, self.source)
        checked = CHECKED_STEPS * self.batch
        history = feed(inputs[:checked], labels[:checked], self.batch)(2)
        return Job(feed(inputs, labels, self.batch), rows // self.batch, np.asarray(history))


@dataclass
class OptimizerStep(Work):
    """Updates of many variables from gradients that are there already. The result is the variables after a few."""

    momentum: float | None = None
    variables: int = 50
    shape: tuple[int, ...] = (64, 64)

    def job(self, contender, quick):
        generator = np.random.default_rng(0)
        values, gradients = (
            [generator.normal(size=self.shape).astype("float32") for _ in range(self.variables)] for _ in ("values", "gradients")
        )
        update = contender.optimizer(values, gradients, self.momentum)

        def run(repeats):
            for _ in range(repeats):
                weights = update()
            contender.array(weights[0])

        run(CHECKED_STEPS)
        return Job(run, 1, np.asarray([contender.array(weight) for weight in update()]))


def samples(model: Model, rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Inputs and labels."""
    generator = np.random.default_rng(1)
    return model.inputs(generator, rows), generator.integers(0, CLASSES, rows, np.int32)


def calls(contender: Contender, function: Callable, *inputs) -> Job:
    """A job of single calls, one after the other."""

    def run(repeats):
        for _ in range(repeats):
            output = function(*inputs)
        contender.array(output)

    return Job(run, 1, sampled(contender.array(function(*inputs))))


def sampled(result: np.ndarray, most: int = 20_000) -> np.ndarray:
    """Some of the numbers of a large result, from all over it."""
    return result if result.size <= most else result.ravel()[:: result.size // most | 1]


SOURCES = {
    "generator": Generator(),
    "py_dataset": IndexedBatches(),
    "data_loader": TorchLoader(),
    "tf_data": TFDataset(),
    "grain": GrainDataset(),
}
FRAMEWORK_IMPORTS = {"jax": "import jax, jax.numpy", "torch": "import torch", "tensorflow": "import tensorflow"}

FIT = {"jax": 1.05, "torch": 1.05, "tensorflow": 0.8}
"""Of training whose time goes into kernels."""

FUSED = {"jax": 0.5, "torch": 1.05, "tensorflow": 0.5}
"""Of training in steps so short that most of their time goes into calling them."""

CASES = {
    case.name: case
    for case in (
        Fresh("import", FRAMEWORK_IMPORTS, "import {package}", unit="import", limits=dict.fromkeys(BACKENDS, 0.15)),
        Fresh(
            "import_used",
            FRAMEWORK_IMPORTS,
            "from {package} import Model, layers, losses, ops, optimizers\n"
            "Model, layers.Dense, losses.SparseCategoricalCrossentropy, ops.add, optimizers.Adam",
            unit="import",
            limits=dict.fromkeys(BACKENDS, 0.15),
        ),
        Fresh(
            "build_resnet50",
            {
                "jax": "from benchmarks.models.resnet import weights\nweights(jax.device_put)",
                "torch": "from benchmarks.models.resnet import weights\nweights(lambda x: torch.nn.Parameter(torch.from_numpy(x)))",
                "tensorflow": "from benchmarks.models.resnet import weights\nweights(tensorflow.Variable)",
            },
            "from benchmarks.models.resnet import resnet50\nresnet50({package})",
            "import {package}\nfrom {package} import Model, layers\nModel, layers.Conv2D",
            unit="build",
            limits={"jax": 1.5},
        ),
        EagerOperation("op_add", Add(), limits={"jax": 1.15, "torch": 1.5, "tensorflow": 1.15}),
        EagerOperation("ops_many", Dozen()),
        *(EagerOperation(f"op:{name}", operation, limits=dict.fromkeys(BACKENDS, 2.0)) for name, operation in SINGLE_OPS.items()),
        *(EagerOperation(name, kernel, limits=dict.fromkeys(kernel.limited, 1.05)) for name, kernel in KERNELS.items()),
        SymbolicCalls("symbolic_op", Dozen(), (32, 32), 12, limits=dict.fromkeys(BACKENDS, 20e-6)),
        EagerCall("dense_call", DenseLayer(), limits={"jax": 1.3, "torch": 2.0}),
        EagerCall("conv2d_call", ConvolutionLayer(), rows=8, limits={"torch": 2.0}),
        EagerCall("layer_normalization_call", NormalizationLayer(), limits={"torch": 2.0}),
        EagerCall("embedding_call", EmbeddingLayer(), limits={"torch": 2.0}),
        EagerCall("attention_call", AttentionLayer(), rows=8, times=2, limits={"torch": 2.0}),
        EagerCall("lstm_call", LstmLayer(), rows=8, limits={"torch": 2.0}),
        EagerCall("functional_call", DenseChain(depth=10)),
        EagerCall("functional_50", DenseChain(depth=50), rows=8, limits={"jax": 1.5, "torch": 1.5}),
        CompiledCall("call_one", Mlp(), limits=dict.fromkeys(TRAINABLE, 1.5)),
        Predict("predict_one", Mlp(), limits=dict.fromkeys(TRAINABLE, 2.0)),
        Predict("predict_many", Mlp(), batch=32, batches=200, unit="batch", limits=dict.fromkeys(TRAINABLE, 1.2)),
        Evaluate("evaluate_many", Mlp(), batch=32, batches=200, unit="batch", limits=dict.fromkeys(TRAINABLE, 1.2)),
        TrainOnBatch("train_on_batch", Mlp(), batch=32, steps=100, unit="step", tolerance=1e-3, limits=dict.fromkeys(TRAINABLE, 1.15)),
        Fit(
            "fit_mlp_128",
            Mlp(),
            batch=128,
            steps=468,
            unit="step",
            tolerance=1e-3,
            limits=FIT,
        ),
        Fit(
            "fit_mlp_32",
            Mlp(),
            batch=32,
            steps=1872,
            unit="step",
            tolerance=1e-3,
            limits=FUSED,
        ),
        *(
            FitFrom(
                f"fit_from_{name}", Mlp(), source, batch=32, steps=468, unit="step", tolerance=1e-3, limits=dict.fromkeys(TRAINABLE, 1.2)
            )
            for name, source in SOURCES.items()
        ),
        OptimizerStep("optimizer_step", unit="step", tolerance=1e-3),
        OptimizerStep("optimizer_step_momentum", momentum=0.9, unit="step"),
        Fit("fit_dense50", DenseChain(depth=50), batch=32, steps=100, unit="step", tolerance=1e-3, limits=FUSED),
        Fit("fit_recommender", Recommender(), batch=256, steps=100, unit="step", tolerance=1e-3, limits=FUSED),
        Fit("fit_convnet", Convnet(), batch=64, steps=100, unit="step", tolerance=1e-3, limits=FIT),
        Fit("fit_gru", Gru(), batch=64, steps=100, unit="step", tolerance=1e-3, limits=FIT),
        Fit("fit_lstm", Lstm(), batch=64, steps=100, unit="step", tolerance=1e-3, limits=FIT),
        Fit("fit_transformer", Transformer(), batch=32, steps=100, unit="step", tolerance=1e-3, limits=FIT),
        Fit(
            "fit_transformer12",
            DeepTransformer(),
            batch=8,
            steps=20,
            unit="step",
            tolerance=1e-3,
            limits={"jax": 1.05, "torch": 1.05, "tensorflow": 1.05},
        ),
    )
}

MEDIAN_LIMITS = {"op:": {"jax": 1.1, "torch": 1.3, "tensorflow": 1.1, "numpy": 1.3}}
"""Prefix of case names -> backend -> the highest median, over all of these cases, of multikeras's ratios to raw."""
