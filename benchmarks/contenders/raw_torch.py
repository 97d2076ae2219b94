"""PyTorch by hand: eager modules, the fused Adam kernel."""

import math
from functools import partial

import numpy as np
import torch

from benchmarks.contenders.contender import BETA_1, BETA_2, EPSILON, LEARNING_RATE, Raw, print_epoch
from benchmarks.sources import slices


class RawTorch(Raw):
    def tensor(self, array):
        return torch.tensor(array)  # in memory of torch, as the others have it: NumPy's lies on larger pages, and reads faster

    def array(self, tensor):
        return tensor.detach().numpy()

    def operation(self, operation):
        return operation.build_torch(torch)

    def eager(self, model):
        return model.build_torch(torch, model.initial_weights())

    def compiled(self, model):
        return torch.no_grad()(self.eager(model).eval())

    def predictor(self, model):
        network = self.eager(model).eval()

        def predict(inputs, batch):
            inputs = torch.from_numpy(inputs)
            with torch.no_grad():
                outputs = [network(inputs[start : start + batch]) for start in range(0, len(inputs), batch)]
            return np.concatenate([output.numpy() for output in outputs])

        return predict

    def optimizer(self, values, gradients, momentum):
        parameters = [torch.nn.Parameter(torch.from_numpy(value)) for value in values]
        for parameter, gradient in zip(parameters, gradients):
            parameter.grad = torch.from_numpy(gradient)
        if momentum is None:
            optimizer = torch.optim.Adam(parameters, LEARNING_RATE, (BETA_1, BETA_2), EPSILON, fused=True)
        else:
            optimizer = torch.optim.SGD(parameters, LEARNING_RATE, momentum, fused=True)

        def update():
            optimizer.step()
            return parameters

        return update

    def trainer(self, model, batch):
        fit = self._trainer(model)

        def fit_arrays(inputs, labels, epochs):
            inputs, labels = self._tensors(inputs, labels)
            return fit(lambda: slices(inputs, labels, batch), len(inputs), epochs)

        return fit_arrays

    def _tensors(self, inputs, labels):
        return torch.from_numpy(inputs), torch.from_numpy(labels).long()

    def trainer_from(self, model, source):
        fit = self._trainer(model)
        return lambda inputs, labels, batch: partial(fit, source.by_hand(*self._tensors(inputs, labels), batch), len(inputs))

    def _trainer(self, model):
        network = self.eager(model)
        parameters = [parameter for parameter in network.parameters() if parameter.requires_grad]
        optimizer = torch.optim.Adam(parameters, LEARNING_RATE, (BETA_1, BETA_2), fused=True)
        steps = 0

        def fit(batches, rows, epochs):
            nonlocal steps
            history = []
            for epoch in range(epochs):
                loss_sum, correct = torch.zeros(()), torch.zeros((), dtype=torch.int64)
                for x, y in batches():
                    if not isinstance(x, torch.Tensor):
                        x, y = torch.from_numpy(x.numpy()), torch.from_numpy(y.numpy())
                    optimizer.zero_grad()
                    logits = network(x)
                    loss = torch.nn.functional.cross_entropy(logits, y)
                    loss.backward()
                    steps += 1
                    # torch adds epsilon after the correction of the bias, the others before (Kingma and Ba, 2015, section 2).
                    optimizer.param_groups[0]["eps"] = EPSILON / math.sqrt(1 - BETA_2**steps)
                    optimizer.step()
                    loss_sum += loss.detach() * len(x)
                    correct += (logits.argmax(1) == y).sum()
                history.append((loss_sum.item() / rows, correct.item() / rows))
                print_epoch(epoch, epochs, *history[-1])
            return history

        return fit
