"""multikeras and Keras: one code for both, with the package as argument."""

import importlib


class SharedApi:
    def __init__(self, keras):
        self.keras = keras

    def tensor(self, array):
        return self.keras.ops.convert_to_tensor(array)

    def array(self, tensor):
        return self.keras.ops.convert_to_numpy(tensor)

    def operation(self, operation):
        return operation.build_keras(self.keras)

    def symbolic(self, operation, shape, ops):
        function = self.operation(operation)
        x, y = (self.keras.KerasTensor(shape, "float32") for _ in range(2))
        return lambda: function(x, y)

    def eager(self, model):
        network = model.build_keras(self.keras)
        network.set_weights(model.initial_weights())
        return network

    compiled = eager

    def predictor(self, model):
        network = self.eager(model)
        return lambda inputs, batch: network.predict(inputs, batch_size=batch, verbose=0)

    def evaluator(self, model):
        network = self._compiled(model)
        return lambda inputs, labels, batch: tuple(network.evaluate(inputs, labels, batch_size=batch, verbose=0))

    def optimizer(self, values, gradients, momentum):
        keras = self.keras
        optimizer = keras.optimizers.Adam(0.001) if momentum is None else keras.optimizers.SGD(0.001, momentum)
        variables = [keras.Variable(value, name=f"weight_{i}") for i, value in enumerate(values)]
        gradients = [keras.ops.convert_to_tensor(gradient) for gradient in gradients]
        optimizer.build(variables)
        backend = keras.config.backend()
        if backend == "jax":
            return self._jitted(optimizer, variables, gradients)
        step = lambda: optimizer.apply(gradients, variables)  # noqa: E731
        if backend == "tensorflow":
            step = importlib.import_module("tensorflow").function(step, autograph=False)

        def update():
            step()
            return variables

        return update

    def _jitted(self, optimizer, variables, gradients):
        jax = importlib.import_module("jax")
        step = jax.jit(lambda weights, state, grads: optimizer.stateless_apply(state, grads, weights), donate_argnums=(0, 1))
        weights, state = ([jax.numpy.array(v.value) for v in group] for group in (variables, optimizer.variables))

        def update():
            nonlocal weights, state
            weights, state = step(weights, state, gradients)
            return weights

        return update

    def trainer(self, model, batch):
        network = self._compiled(model)

        def fit(inputs, labels, epochs):
            return _history(network.fit(inputs, labels, batch_size=batch, epochs=epochs, shuffle=False, verbose=1))

        return fit

    def trainer_from(self, model, source):
        network = self._compiled(model)

        def feed(inputs, labels, batch):
            arguments = source.for_fit(self.keras, inputs, labels, batch)
            return lambda epochs: _history(network.fit(**arguments, epochs=epochs, shuffle=False, verbose=1))

        return feed

    def stepper(self, model):
        return self._compiled(model).train_on_batch

    def _compiled(self, model):
        keras = self.keras
        network = self.eager(model)
        network.compile(
            optimizer=keras.optimizers.Adam(),
            loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            metrics=["accuracy"],
        )

        return network


def _history(history):
    return list(zip(history.history["loss"], history.history["accuracy"]))
