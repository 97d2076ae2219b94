"""Ops: functions of tensors, the same on every backend."""

from multikeras.src.ops.activation import *  # noqa: F403
from multikeras.src.ops.elementwise import *  # noqa: F403
from multikeras.src.ops.reduction import *  # noqa: F403
