"""NumPy by hand: eager operations, since there is no training."""

import numpy as np

from benchmarks.contenders.contender import Raw


class RawNumpy(Raw):
    def tensor(self, array):
        return array

    def array(self, tensor):
        return np.asarray(tensor)

    def operation(self, operation):
        return operation.build_numpy(np)
