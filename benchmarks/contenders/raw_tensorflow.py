"""TensorFlow by hand: `tf.function`, and the Adam kernel of TensorFlow itself."""

import numpy as np
import tensorflow as tf

from benchmarks.contenders.contender import BETA_1, BETA_2, EPSILON, LEARNING_RATE, RawTrainer, Steps


class RawTensorflow(RawTrainer):
    def tensor(self, array):
        return tf.constant(array)

    def array(self, tensor):
        return tensor.numpy()

    def operation(self, operation):
        return operation.build_tensorflow(tf)

    def eager(self, model):
        forward, weights = self._parts(model)
        return lambda *inputs: forward(weights, *inputs)

    def compiled(self, model):
        return tf.function(self.eager(model), autograph=False)

    def predictor(self, model):
        forward = self.compiled(model)

        def predict(inputs, batch):
            outputs = [forward(tf.constant(inputs[start : start + batch])) for start in range(0, len(inputs), batch)]
            return np.concatenate([output.numpy() for output in outputs])

        return predict

    def optimizer(self, values, gradients, momentum):
        weights, gradients = [tf.Variable(value) for value in values], [tf.constant(gradient) for gradient in gradients]
        slots = [[tf.Variable(tf.zeros_like(weight)) for weight in weights] for _ in range(2)]
        powers = [tf.Variable(BETA_1), tf.Variable(BETA_2)]

        @tf.function(autograph=False)
        def step():
            for weight, first, second, gradient in zip(weights, *slots, gradients):
                if momentum is None:
                    tf.raw_ops.ResourceApplyAdam(
                        var=weight.handle,
                        m=first.handle,
                        v=second.handle,
                        beta1_power=powers[0],
                        beta2_power=powers[1],
                        lr=LEARNING_RATE,
                        beta1=BETA_1,
                        beta2=BETA_2,
                        epsilon=EPSILON,
                        grad=gradient,
                    )
                else:
                    tf.raw_ops.ResourceApplyKerasMomentum(
                        var=weight.handle, accum=first.handle, lr=LEARNING_RATE, grad=gradient, momentum=momentum
                    )
            for power, beta in zip(powers, (BETA_1, BETA_2)):
                power.assign(power * beta)

        def update():
            step()
            return weights

        return update

    def training(self, model):
        forward, weights = self._parts(model)
        means = [tf.Variable(tf.zeros_like(weight)) for weight in weights]
        squares = [tf.Variable(tf.zeros_like(weight)) for weight in weights]
        power_1, power_2 = tf.Variable(BETA_1), tf.Variable(BETA_2)

        def step(x, y):
            with tf.GradientTape() as tape:
                logits = forward(weights, x)
                loss = _loss(y, logits)
            gradients = tape.gradient(loss, weights)
            for weight, mean, square, gradient in zip(weights, means, squares, gradients):
                tf.raw_ops.ResourceApplyAdam(
                    var=weight.handle,
                    m=mean.handle,
                    v=square.handle,
                    beta1_power=power_1,
                    beta2_power=power_2,
                    lr=LEARNING_RATE,
                    beta1=BETA_1,
                    beta2=BETA_2,
                    epsilon=EPSILON,
                    grad=tf.convert_to_tensor(gradient),
                )
            power_1.assign(power_1 * BETA_1)
            power_2.assign(power_2 * BETA_2)
            return loss, logits

        return TensorflowSteps(step, model.xla_in_tensorflow)

    def evaluation(self, model):
        forward, weights = self._parts(model)

        def step(x, y):
            logits = forward(weights, x)
            return _loss(y, logits), logits

        return TensorflowSteps(step, model.xla_in_tensorflow)

    def _parts(self, model):
        return model.build_tensorflow(tf), [tf.Variable(weight) for weight in model.initial_weights()]


class TensorflowSteps(Steps):
    """A function of (x, y) that gives loss and logits, compiled with the sums."""

    def __init__(self, function, xla):
        loss_sum, correct = self._sums = tf.Variable(0.0), tf.Variable(0)

        @tf.function(autograph=False, jit_compile=xla)
        def step(x, y):
            loss, logits = function(x, y)
            loss_sum.assign_add(loss * x.shape[0])
            hits = tf.argmax(logits, axis=1, output_type=tf.int32) == y
            correct.assign_add(tf.reduce_sum(tf.cast(hits, tf.int32)))

        self._step = step

    def reset(self):
        for variable in self._sums:
            variable.assign(tf.zeros_like(variable))

    def step(self, x, y):
        self._step(tf.convert_to_tensor(x), tf.convert_to_tensor(y))

    def sums(self):
        loss, correct = self._sums
        return float(loss), int(correct)


def _loss(y, logits):
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits))
