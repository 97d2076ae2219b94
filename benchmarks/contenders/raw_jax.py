"""JAX by hand: one jitted step with donated state."""

import jax
import jax.numpy as jnp
import numpy as np
import optax

from benchmarks.contenders.contender import BETA_1, BETA_2, EPSILON, LEARNING_RATE, RawTrainer, Steps


class RawJax(RawTrainer):
    def tensor(self, array):
        return jnp.asarray(array)

    def array(self, tensor):
        return np.asarray(tensor)

    def operation(self, operation):
        return operation.build_jax(jax)

    def eager(self, model):
        forward, weights = self._parts(model)
        return lambda *inputs: forward(weights, *inputs)

    def compiled(self, model):
        forward, weights = self._parts(model)
        forward = jax.jit(forward)
        return lambda x: forward(weights, x)

    def predictor(self, model):
        forward = self.compiled(model)

        def predict(inputs, batch):
            outputs = [forward(inputs[start : start + batch]) for start in range(0, len(inputs), batch)]
            return np.concatenate([np.asarray(output) for output in outputs])

        return predict

    def optimizer(self, values, gradients, momentum):
        if momentum is None:
            transformation = optax.adam(LEARNING_RATE, BETA_1, BETA_2, EPSILON)
        else:
            transformation = optax.sgd(LEARNING_RATE, momentum)
        weights, gradients = [jnp.array(value) for value in values], [jnp.array(gradient) for gradient in gradients]
        state = transformation.init(weights)

        def step(weights, state, gradients):
            updates, state = transformation.update(gradients, state, weights)
            return optax.apply_updates(weights, updates), state

        step = jax.jit(step, donate_argnums=(0, 1))

        def update():
            nonlocal weights, state
            weights, state = step(weights, state, gradients)
            return weights

        return update

    def training(self, model):
        loss_and_logits, weights = self._loss(model)

        def step(state, sums, x, y):
            count, weights, means, squares = state
            (loss, logits), gradients = jax.value_and_grad(loss_and_logits, has_aux=True)(weights, x, y)
            count += 1
            rate = LEARNING_RATE * jnp.sqrt(1 - BETA_2**count) / (1 - BETA_1**count)
            means = [BETA_1 * m + (1 - BETA_1) * g for m, g in zip(means, gradients)]
            squares = [BETA_2 * v + (1 - BETA_2) * g * g for v, g in zip(squares, gradients)]
            weights = [w - rate * m / (jnp.sqrt(v) + EPSILON) for w, m, v in zip(weights, means, squares)]
            return (count, weights, means, squares), _added(sums, loss, logits, y)

        zeros = [jnp.zeros_like(weight) for weight in weights]
        state = (jnp.zeros(()), weights, zeros, [jnp.zeros_like(weight) for weight in weights])
        return JaxSteps(jax.jit(step, donate_argnums=(0, 1)), state)

    def evaluation(self, model):
        loss_and_logits, weights = self._loss(model)
        evaluate = jax.jit(lambda weights, sums, x, y: _added(sums, *loss_and_logits(weights, x, y), y), donate_argnums=1)
        return JaxSteps(lambda weights, sums, x, y: (weights, evaluate(weights, sums, x, y)), weights)

    def _loss(self, model):
        forward, weights = self._parts(model)

        def loss_and_logits(weights, x, y):
            logits = forward(weights, x)
            log_probabilities = jax.nn.log_softmax(logits)
            return -jnp.take_along_axis(log_probabilities, y[:, None], axis=1).mean(), logits

        return loss_and_logits, weights

    def _parts(self, model):
        return model.build_jax(jax), [jnp.asarray(weight) for weight in model.initial_weights()]


class JaxSteps(Steps):
    """A compiled function of (state, sums, x, y), and the state that it hands on."""

    def __init__(self, function, state):
        self._function = function
        self._state = state

    def reset(self):
        self._sums = (jnp.zeros(()), jnp.zeros((), jnp.int32))

    def step(self, x, y):
        if type(x) is not np.ndarray:
            x, y = x.numpy(), y.numpy()
        self._state, self._sums = self._function(self._state, self._sums, x, y)

    def sums(self):
        loss, correct = self._sums
        return float(loss), int(correct)


def _added(sums, loss, logits, y):
    loss_sum, correct = sums
    return loss_sum + loss * len(y), correct + (logits.argmax(1) == y).sum()
