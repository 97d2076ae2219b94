import numpy as np
import pytest

from multikeras.src import ops
from multikeras.src.layers.core.dense import Dense
from multikeras.src.layers.core.input_layer import Input
from multikeras.src.layers.merging.add import Add
from multikeras.src.layers.normalization.batch_normalization import BatchNormalization
from multikeras.src.models.model import Model
from multikeras.src.models.sequential import Sequential


def text(model: Model, **kwargs) -> str:
    parts = []
    model.summary(print_fn=parts.append, **kwargs)
    return "\n".join(parts)


def row(summary: str, name: str) -> list[str]:
    """The cells of the row of a layer."""
    (line,) = [line for line in summary.splitlines() if f"{name} (" in line]
    return [cell.strip() for cell in line.strip("│┃ ").split("│")]


def stack() -> Sequential:
    return Sequential([Input((3,)), Dense(1000, name="body"), BatchNormalization(name="norm"), Dense(2, name="head")], name="stack")


def test_a_stack():
    summary = text(stack())
    assert 'Model: "stack"' in summary
    assert row(summary, "body") == ["body (Dense)", "(None, 1000)", "4,000"]
    assert row(summary, "norm") == ["norm (BatchNormalization)", "(None, 1000)", "4,000"]
    assert " Total params: 10,002 (39.07 KB)" in summary
    assert " Trainable params: 8,002 (31.26 KB)" in summary
    assert " Non-trainable params: 2,000 (7.81 KB)" in summary
    assert "Optimizer params" not in summary


def test_a_graph_shows_its_connections():
    a, b = Input((3,), name="a"), Input((3,), name="b")
    shared = Dense(4, name="shared")
    model = Model([a, b], Add(name="sum")([shared(a), shared(b)]), name="graph")
    summary = text(model, line_length=140)
    assert "Connected to" in summary
    assert row(summary, "sum") == ["sum (Add)", "(None, 4)", "0", "shared[0][0], shared[1][0]"]
    assert row(summary, "a")[-1] == "-"


def test_ops_in_a_graph():
    x = Input((3,), name="x")
    summary = text(Model(x, Dense(2, name="head")(ops.relu(x) + x)), line_length=140)
    assert row(summary, "head")[1] == "(None, 2)"


def test_nested_models():
    x = Input((3,), name="x")
    model = Model(x, Dense(1, name="last")(stack()(x)), name="outer")
    assert "body" not in text(model)
    assert row(text(model), "stack") == ["stack (Sequential)", "(None, 2)", "10,002"]
    expanded = text(model, expand_nested=True)
    assert row(expanded, "body")[1:] == ["(None, 1000)", "4,000"]
    assert "Total params: 10,005" in expanded


def test_trainable():
    model = stack()
    model.get_layer("body").trainable = False
    summary = text(model, show_trainable=True)
    assert row(summary, "body")[-1] == "N"
    assert row(summary, "head")[-1] == "Y"
    assert " Trainable params: 4,002" in summary


@pytest.mark.parametrize("length", [60, 80, 120])
def test_line_length(length):
    lines = text(stack(), line_length=length).splitlines()
    assert max(map(len, lines)) == length


def test_positions():
    model = stack()
    widths = [len(cell) for cell in text(model, positions=[0.6, 0.85, 1.0]).splitlines()[1].split("┳")]
    assert widths[0] > 2 * widths[1] > 0
    with pytest.raises(ValueError, match="`positions` must have 3 entries"):
        text(model, positions=[0.5, 1.0])


def test_layer_range():
    summary = text(stack(), layer_range=("norm", "head"))
    assert "body" not in summary
    assert "norm" in summary
    with pytest.raises(ValueError, match="`layer_range` names 'tail'"):
        text(stack(), layer_range=("norm", "tail"))


def test_before_building():
    summary = text(Sequential([Dense(2, name="head")]))
    assert row(summary, "head") == ["head (Dense)", "?", "0 (unbuilt)"]
    assert "Total params: 0 (0.00 B)" in summary


def test_a_subclass():
    class Net(Model):
        def __init__(self):
            super().__init__(name="net")
            self.a, self.b = Dense(4, name="a"), Dense(2, name="b")

        def call(self, x):
            return self.b(self.a(x))

    net = Net()
    net(np.ones((5, 3), "float32"))
    summary = text(net)
    assert row(summary, "a")[2] == "16"
    assert "4)" in row(summary, "a")[1]
    assert "Total params: 26" in summary


def test_several_outputs():
    x = Input((3,), name="x")

    class Split(Dense):
        def call(self, inputs):
            outputs = super().call(inputs)
            return outputs[:, :1], outputs[:, 1:]

    model = Model(x, Split(3, name="split")(x))
    assert row(text(model, line_length=140), "split")[1] == "(None, 1), (None, 2)"


def test_names_with_brackets_are_no_markup():
    assert "head[bold]" in text(Sequential([Input((3,)), Dense(2, name="head[bold]")]))


@pytest.mark.requires_trainable_backend
def test_the_optimizer_is_counted():
    model = Sequential([Input((3,)), Dense(2)])
    model.compile("adam", "mse")
    model.fit(np.ones((2, 3), "float32"), np.ones((2, 2), "float32"), verbose=0)
    summary = text(model)
    assert " Total params: 26 " in summary
    assert " Trainable params: 8 " in summary
    assert " Optimizer params: 18 " in summary


def test_printed_without_print_fn(capsys):
    stack().summary()
    assert "Total params: 10,002" in capsys.readouterr().out
