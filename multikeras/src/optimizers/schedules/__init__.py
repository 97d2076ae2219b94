"""Learning rates that depend on the number of steps."""

from multikeras.src.optimizers.schedules.base import LearningRateSchedule as LearningRateSchedule
