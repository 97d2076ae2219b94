"""PyTorch by hand: eager modules, the fused Adam kernel."""

import math

import numpy as np
import torch

from benchmarks.contenders.contender import BETA_1, BETA_2, EPSILON, LEARNING_RATE, RawTrainer, Steps


class RawTorch(RawTrainer):
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

    def arrays(self, inputs, labels):
        return torch.from_numpy(inputs), torch.from_numpy(labels).long()

    def training(self, model):
        return TorchTraining(self.eager(model))

    def evaluation(self, model):
        return TorchEvaluation(self.eager(model).eval())


class TorchSteps(Steps):
    def __init__(self, network):
        self.network = network

    def reset(self):
        self._loss, self._correct = torch.zeros(()), torch.zeros((), dtype=torch.int64)

    def forward(self, x, y):
        """The loss of a batch, with it and the hits added to the sums."""
        if not isinstance(x, torch.Tensor):
            x, y = _tensor(x), _tensor(y)
        logits = self.network(x)
        loss = torch.nn.functional.cross_entropy(logits, y)
        self._loss += loss.detach() * len(x)
        self._correct += (logits.argmax(1) == y).sum()
        return loss

    def sums(self):
        return self._loss.item(), self._correct.item()


class TorchTraining(TorchSteps):
    def __init__(self, network):
        super().__init__(network)
        parameters = [parameter for parameter in network.parameters() if parameter.requires_grad]
        self.optimizer = torch.optim.Adam(parameters, LEARNING_RATE, (BETA_1, BETA_2), fused=True)
        self._steps = 0

    def step(self, x, y):
        self.optimizer.zero_grad()
        self.forward(x, y).backward()
        self._steps += 1
        # torch adds epsilon after the correction of the bias, the others before (Kingma and Ba, 2015, section 2).
        self.optimizer.param_groups[0]["eps"] = EPSILON / math.sqrt(1 - BETA_2**self._steps)
        self.optimizer.step()


class TorchEvaluation(TorchSteps):
    @torch.no_grad()
    def step(self, x, y):
        self.forward(x, y)


def _tensor(array):
    return torch.from_numpy(array if isinstance(array, np.ndarray) else array.numpy())
