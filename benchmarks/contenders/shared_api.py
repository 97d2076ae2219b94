"""multikeras and Keras: one code for both, with the package as argument."""


class SharedApi:
    def __init__(self, keras):
        self.keras = keras

    def tensor(self, array):
        return self.keras.ops.convert_to_tensor(array)

    def array(self, tensor):
        return self.keras.ops.convert_to_numpy(tensor)

    def operation(self, operation):
        return operation.build_keras(self.keras)

    def eager(self, model):
        network = model.build_keras(self.keras)
        network.set_weights(model.initial_weights())
        return network

    compiled = eager

    def predictor(self, model):
        network = self.eager(model)
        return lambda inputs, batch: network.predict(inputs, batch_size=batch, verbose=0)

    def trainer(self, model, batch):
        keras = self.keras
        network = self.eager(model)
        network.compile(
            optimizer=keras.optimizers.Adam(),
            loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            metrics=["accuracy"],
        )

        def fit(inputs, labels, epochs):
            history = network.fit(inputs, labels, batch_size=batch, epochs=epochs, shuffle=False, verbose=1).history
            return list(zip(history["loss"], history["accuracy"]))

        return fit
