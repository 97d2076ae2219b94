"""The public namespace `multikeras.callbacks`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.saving.backup_and_restore import BackupAndRestore as BackupAndRestore
from multikeras.src.training.callbacks.csv_logger import CSVLogger as CSVLogger
from multikeras.src.training.callbacks.callback import Callback as Callback
from multikeras.src.training.callbacks.container import CallbackList as CallbackList
from multikeras.src.training.callbacks.early_stopping import EarlyStopping as EarlyStopping
from multikeras.src.training.callbacks.history import History as History
from multikeras.src.training.callbacks.lambda_callback import LambdaCallback as LambdaCallback
from multikeras.src.training.callbacks.learning_rate_scheduler import LearningRateScheduler as LearningRateScheduler
from multikeras.src.training.callbacks.model_checkpoint import ModelCheckpoint as ModelCheckpoint
from multikeras.src.saving.orbax_checkpoint import OrbaxCheckpoint as OrbaxCheckpoint
from multikeras.src.training.callbacks.progbar_logger import ProgbarLogger as ProgbarLogger
from multikeras.src.training.callbacks.reduce_lr_on_plateau import ReduceLROnPlateau as ReduceLROnPlateau
from multikeras.src.training.callbacks.remote_monitor import RemoteMonitor as RemoteMonitor
from multikeras.src.training.callbacks.step_profiler import StepProfiler as StepProfiler
from multikeras.src.training.callbacks.swap_ema_weights import SwapEMAWeights as SwapEMAWeights
from multikeras.src.training.callbacks.tensorboard import TensorBoard as TensorBoard
from multikeras.src.training.callbacks.terminate_on_nan import TerminateOnNaN as TerminateOnNaN
from multikeras.src.saving.training_checkpoint import TrainingCheckpoint as TrainingCheckpoint

__all__ = [
    "BackupAndRestore",
    "CSVLogger",
    "Callback",
    "CallbackList",
    "EarlyStopping",
    "History",
    "LambdaCallback",
    "LearningRateScheduler",
    "ModelCheckpoint",
    "OrbaxCheckpoint",
    "ProgbarLogger",
    "ReduceLROnPlateau",
    "RemoteMonitor",
    "StepProfiler",
    "SwapEMAWeights",
    "TensorBoard",
    "TerminateOnNaN",
    "TrainingCheckpoint",
]
