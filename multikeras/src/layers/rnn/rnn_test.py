import numpy as np
import pytest

from multikeras.src import backend, ops
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.layers import (
    GRU,
    LSTM,
    RNN,
    Bidirectional,
    Dense,
    Dropout,
    GRUCell,
    Layer,
    LSTMCell,
    SimpleRNN,
    SimpleRNNCell,
    StackedRNNCells,
    TimeDistributed,
)
from multikeras.src.testing.gradient import assert_gradient, weighted_sum

RNG = np.random.default_rng(0)
X = RNG.normal(size=(3, 6, 4)).astype("float32")
MASK = RNG.random((3, 6)) > 0.4
UNITS = 5


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def simple_step(x, states, kernel, recurrent, bias):
    h = np.tanh(x @ kernel + states[0] @ recurrent + bias)
    return [h]


def lstm_step(x, states, kernel, recurrent, bias):
    h, c = states
    i, f, g, o = np.split(x @ kernel + h @ recurrent + bias, 4, -1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return [sigmoid(o) * np.tanh(c), c]


def gru_step(x, states, kernel, recurrent, bias):
    (h,) = states
    (xz, xr, xn), (hz, hr, hn) = np.split(x @ kernel + bias[0], 3, -1), np.split(h @ recurrent + bias[1], 3, -1)
    z, r = sigmoid(xz + hz), sigmoid(xr + hr)
    return [z * h + (1 - z) * np.tanh(xn + r * hn)]


def gru_before_step(x, states, kernel, recurrent, bias):
    (h,) = states
    xz, xr, xn = np.split(x @ kernel + bias, 3, -1)
    uz, ur, un = np.split(recurrent, 3, -1)
    z, r = sigmoid(xz + h @ uz), sigmoid(xr + h @ ur)
    return [z * h + (1 - z) * np.tanh(xn + (r * h) @ un)]


CELLS = {
    "simple": (SimpleRNN, {}, simple_step, 1),
    "lstm": (LSTM, {}, lstm_step, 2),
    "gru": (GRU, {}, gru_step, 1),
    "gru_before": (GRU, {"reset_after": False}, gru_before_step, 1),
}


def made(name, **arguments):
    cls, own, step, count = CELLS[name]
    layer = cls(UNITS, **own, **arguments)
    layer.build(X.shape)
    rng = np.random.default_rng(1)
    layer.set_weights([rng.normal(0, 0.5, weight.shape) for weight in layer.weights])
    return layer, step, [np.zeros((3, UNITS))] * count


def looped(layer, step, states, x, mask=None, zero_output=False):
    """Outputs of all steps, and the last states."""
    weights, outputs, shown = [w.numpy() for w in layer.weights], [], np.zeros((x.shape[0], UNITS))
    for t in range(x.shape[1]):
        new = step(x[:, t], states, *weights)
        keep = np.ones((x.shape[0], 1), bool) if mask is None else mask[:, t, None]
        shown = np.where(keep, new[0], 0 if zero_output else shown)
        states = [np.where(keep, a, b) for a, b in zip(new, states, strict=True)]
        outputs.append(shown)
    return np.stack(outputs, 1), states


def close(given, expected):
    np.testing.assert_allclose(backend.to_numpy(given), expected, atol=2e-6)


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("arguments", [{}, {"unroll": True}, {"go_backwards": True}], ids=["plain", "unrolled", "backwards"])
def test_against_a_loop_in_numpy(name, masked, arguments):
    layer, step, states = made(name, return_sequences=True, return_state=True, **arguments)
    mask = MASK if masked else None
    x = X[:, ::-1] if arguments.get("go_backwards") else X
    seen = MASK[:, ::-1] if masked and arguments.get("go_backwards") else mask
    outputs, *last = layer(X, mask=mask)
    expected, expected_last = looped(layer, step, states, x, seen)
    close(outputs, expected)
    for given, wanted in zip(last, expected_last, strict=True):
        close(given, wanted)
    layer.return_sequences = False
    close(layer(X, mask=mask)[0], expected[:, -1])


@pytest.mark.parametrize("name", CELLS)
def test_masked_outputs_can_be_zero(name):
    layer, step, states = made(name, return_sequences=True, zero_output_for_mask=True)
    close(layer(X, mask=MASK), looped(layer, step, states, X, MASK, zero_output=True)[0])


@pytest.mark.parametrize("name", CELLS)
def test_initial_state(name):
    layer, step, states = made(name)
    states = [RNG.normal(size=state.shape).astype("float32") for state in states]
    close(layer(X, initial_state=states), looped(layer, step, states, X)[0][:, -1])


@pytest.mark.parametrize("name", CELLS)
def test_stateful_goes_on_and_resets(name):
    layer, step, states = made(name, stateful=True)
    layer(X)
    expected, _ = looped(layer, step, states, np.concatenate([X, X], 1))
    close(layer(X), expected[:, -1])
    layer.reset_state()
    close(layer(X), expected[:, 5])
    assert len(layer.weights) == 3 and len(layer.variables) == 3 + len(states)


def test_stateful_needs_the_batch_size():
    with pytest.raises(ValueError, match="must know the batch size"):
        LSTM(3, stateful=True)(KerasTensor((None, 6, 4)))


@pytest.mark.parametrize("name", ["lstm", "gru"])
def test_fused_kernel_equals_the_loop(name):
    fused, _, _ = made(name, return_sequences=True)
    plain, _, _ = made(name, return_sequences=True, use_cudnn=False)
    close(fused(X), backend.to_numpy(plain(X)))


@pytest.mark.requires_trainable_backend
@pytest.mark.parametrize("masked", [False, True])
def test_long_sequences_have_the_gradient_of_two_short_ones(masked):
    x = np.random.default_rng(2).normal(size=(3, 80, 4)).astype("float32")
    mask = np.random.default_rng(3).random((3, 80)) > 0.4 if masked else None
    layer, _, _ = made("gru", return_state=True, use_cudnn=False)
    kernel = layer.trainable_variables[1]

    def whole(x):
        return ops.sum(layer(x, mask=mask)[0] ** 2)

    def halves(x):
        first, second = (None, None) if mask is None else (mask[:, :40], mask[:, 40:])
        state = layer(x[:, :40], mask=first)[1]
        return ops.sum(layer(x[:, 40:], initial_state=[state], mask=second)[0] ** 2)

    def gradient_of(loss):
        step = backend.step.compile_step(lambda x: backend.step.value_and_grad(lambda: (loss(x), ()), [kernel])[1][0], [], [kernel])
        return backend.to_numpy(step(backend.step.place(x)))

    np.testing.assert_allclose(gradient_of(whole), gradient_of(halves), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", ["lstm", "gru"])
def test_no_bias(name):
    cls = CELLS[name][0]
    with_bias, without = cls(UNITS, unit_forget_bias=False) if name == "lstm" else cls(UNITS), cls(UNITS, use_bias=False)
    with_bias(X), without(X)
    without.set_weights(with_bias.get_weights()[:2])
    close(without(X), backend.to_numpy(with_bias(X)))


def test_forget_gate_starts_open():
    layer = LSTM(2)
    layer.build((None, None, 3))
    assert layer.cell.bias.numpy().tolist() == [0, 0, 1, 1, 0, 0, 0, 0]


@pytest.mark.parametrize("name", CELLS)
def test_symbolic_with_unknown_sizes(name):
    cls, own, _, count = CELLS[name]
    output, *states = cls(UNITS, return_sequences=True, return_state=True, dtype="mixed_bfloat16", **own)(KerasTensor((None, None, 4)))
    assert (output.shape, output.dtype) == ((None, None, UNITS), "bfloat16")
    assert [state.shape for state in states] == [(None, UNITS)] * count


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("dtype", ["mixed_float16", "bfloat16"])
def test_half_precision(name, dtype):
    layer, step, states = made(name, return_sequences=True, dtype=dtype)
    outputs = layer(X, mask=MASK)
    assert backend.dtype_name(outputs) == layer.compute_dtype
    expected = looped(layer, step, states, X, MASK)[0]
    np.testing.assert_allclose(backend.to_numpy(outputs).astype("float32"), expected, atol=0.1)


@pytest.mark.requires_trainable_backend
@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("masked", [False, True])
def test_gradient(name, masked):
    layer, _, _ = made(name, return_sequences=True, dtype="float64")
    x = backend.Variable(X.astype("float64"))
    mask = MASK if masked else None
    assert_gradient(lambda: weighted_sum(layer(x.value, mask=mask)), [x, *layer.trainable_variables], f"{name}, masked={masked}")


@pytest.mark.parametrize("rates", [{"dropout": 0.5}, {"recurrent_dropout": 0.5}, {"dropout": 0.3, "recurrent_dropout": 0.3}])
@pytest.mark.parametrize("name", CELLS)
def test_dropout_is_for_training(name, rates):
    layer, step, states = made(name, return_sequences=True, seed=3, **rates)
    close(layer(X), looped(layer, step, states, X)[0])
    first, second = (backend.to_numpy(layer(X, training=True)) for _ in range(2))
    assert np.abs(first - second).max() > 1e-4 and np.isfinite(first).all()


def test_inputs_lose_the_same_features_at_all_steps():
    layer = SimpleRNN(8, activation=None, dropout=0.5, kernel_initializer="identity", recurrent_initializer="zeros", return_sequences=True)
    outputs = backend.to_numpy(layer(np.ones((2, 7, 8), "float32"), training=True))
    assert np.array_equal(outputs, np.broadcast_to(outputs[:, :1], outputs.shape)) and len(np.unique(outputs)) == 2


# ------------------------------------------------------------------------------------------------------------- cells


def test_cell_by_hand_equals_the_layer():
    layer, _, _ = made("lstm")
    states = layer.cell.get_initial_state(batch_size=3)
    for t in range(X.shape[1]):
        output, states = layer.cell(X[:, t], states)
    close(output, backend.to_numpy(layer(X)))


def test_stacked_cells_equal_stacked_layers():
    stacked = RNN([LSTMCell(5), GRUCell(3)], return_state=True)
    output, lstm_states, gru_state = stacked(X)
    below, above = LSTM(5, return_sequences=True), GRU(3)
    above(below(X))
    below.set_weights(stacked.cell.cells[0].get_weights())
    above.set_weights(stacked.cell.cells[1].get_weights())
    close(output, backend.to_numpy(above(below(X))))
    close(gru_state, backend.to_numpy(output))
    assert [tuple(state.shape) for state in lstm_states] == [(3, 5), (3, 5)]


class Counted(Layer):
    """A cell of its own kind, with a sublayer that draws and one that has weights."""

    state_size = UNITS

    def __init__(self, rate=0.0, **kwargs):
        super().__init__(**kwargs)
        self.dense = Dense(UNITS)
        self.noise = Dropout(rate, seed=0)

    def call(self, inputs, states, training=False):
        h = ops.tanh(self.noise(self.dense(inputs), training=training) + states[0])
        return h, [h]


@pytest.mark.parametrize("masked", [False, True])
def test_any_layer_can_be_a_cell(masked):
    layer = RNN(Counted(), return_sequences=True)
    outputs = layer(X, mask=MASK if masked else None)
    kernel, bias = layer.get_weights()

    def step(x, states, kernel, bias):
        return [np.tanh(x @ kernel + bias + states[0])]

    close(outputs, looped(layer, step, [np.zeros((3, UNITS))], X, MASK if masked else None)[0])
    assert kernel.shape == (4, UNITS) and bias.shape == (UNITS,)


def test_a_cell_that_draws_goes_on_drawing():
    layer = RNN(Counted(rate=0.5), return_sequences=True)
    first, second = (backend.to_numpy(layer(X, training=True)) for _ in range(2))
    assert np.abs(first - second).max() > 1e-4
    state = layer.cell.noise.seed_generator.state.numpy()
    assert state[1] == 2 * X.shape[1]


def test_what_is_no_cell_is_refused():
    with pytest.raises(ValueError, match="attribute `state_size`"):
        RNN(Dense(3))
    with pytest.raises(ValueError, match="attribute `state_size`"):
        StackedRNNCells([SimpleRNNCell(3), Dense(3)])


# ---------------------------------------------------------------------------------------------------------- wrappers

MERGED = {
    "concat": lambda a, b: np.concatenate([a, b], -1),
    "sum": np.add,
    "mul": np.multiply,
    "ave": lambda a, b: (a + b) / 2,
}


@pytest.mark.parametrize("mode", MERGED)
@pytest.mark.parametrize("sequences", [False, True])
def test_bidirectional(mode, sequences):
    layer = Bidirectional(GRU(UNITS, return_sequences=sequences), merge_mode=mode)
    outputs = layer(X, mask=MASK)
    _, step, states = made("gru")
    forward = looped(layer.forward_layer, step, states, X, MASK, zero_output=sequences)
    backward = looped(layer.backward_layer, step, states, X[:, ::-1], MASK[:, ::-1], zero_output=sequences)
    parts = (forward[0], backward[0][:, ::-1]) if sequences else (forward[0][:, -1], backward[0][:, -1])
    close(outputs, MERGED[mode](*parts))


def test_bidirectional_with_states_and_without_merging():
    layer = Bidirectional(LSTM(UNITS, return_state=True), merge_mode=None)
    symbols = layer(KerasTensor((None, 6, 4)))
    outputs = layer(X)
    assert len(outputs) == len(symbols) == 6
    again = layer(X, initial_state=list(outputs[2:]))
    close(again[0], backend.to_numpy(layer.forward_layer(X, initial_state=list(outputs[2:4]))[0]))
    close(again[1], backend.to_numpy(layer.backward_layer(X, initial_state=list(outputs[4:]))[0]))


def test_bidirectional_names_and_config():
    layer = Bidirectional(LSTM(UNITS, name="lstm"), name="both")
    layer(X)
    assert layer.weights[3].path == "both/backward_lstm/lstm_cell/kernel"
    copy = Bidirectional.from_config(layer.get_config())
    copy.build(X.shape)
    copy.set_weights(layer.get_weights())
    close(copy(X), backend.to_numpy(layer(X)))


def test_bidirectional_pairs_must_fit():
    with pytest.raises(ValueError, match="`go_backwards`"):
        Bidirectional(LSTM(3), backward_layer=LSTM(3))
    with pytest.raises(ValueError, match="`return_sequences` must be the same"):
        Bidirectional(LSTM(3), backward_layer=LSTM(3, go_backwards=True, return_sequences=True))
    with pytest.raises(ValueError, match="merge_mode"):
        Bidirectional(LSTM(3), merge_mode="max")


def test_time_distributed():
    layer = TimeDistributed(Dense(3))
    assert layer(KerasTensor((None, None, 5, 4))).shape == (None, None, 5, 3)
    x = RNG.normal(size=(2, 6, 5, 4)).astype("float32")
    kernel, bias = layer.get_weights()
    np.testing.assert_allclose(backend.to_numpy(layer(x)), x @ kernel + bias, rtol=1e-5, atol=1e-5)


def test_time_distributed_hands_slices_of_the_mask_on():
    layer = TimeDistributed(SimpleRNN(3))
    x, mask = RNG.normal(size=(2, 4, 6, 5)).astype("float32"), RNG.random((2, 4, 6)) > 0.4
    outputs = backend.to_numpy(layer(x, mask=mask))
    close(layer.layer(x[:, 2], mask=mask[:, 2]), outputs[:, 2])


def test_time_distributed_needs_steps():
    with pytest.raises(ValueError, match=r"\(batch, steps, ...\)"):
        TimeDistributed(Dense(3))(np.ones((2, 3), "float32"))
