"""The public namespace `multikeras.callbacks`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.lazy import namespace

__getattr__, __dir__, __all__ = namespace(
    __name__,
    names={
        "BackupAndRestore": "multikeras.src.saving.backup_and_restore:BackupAndRestore",
        "CSVLogger": "multikeras.src.training.callbacks.csv_logger:CSVLogger",
        "Callback": "multikeras.src.training.callbacks.callback:Callback",
        "CallbackList": "multikeras.src.training.callbacks.container:CallbackList",
        "EarlyStopping": "multikeras.src.training.callbacks.early_stopping:EarlyStopping",
        "History": "multikeras.src.training.callbacks.history:History",
        "LambdaCallback": "multikeras.src.training.callbacks.lambda_callback:LambdaCallback",
        "LearningRateScheduler": "multikeras.src.training.callbacks.learning_rate_scheduler:LearningRateScheduler",
        "ModelCheckpoint": "multikeras.src.training.callbacks.model_checkpoint:ModelCheckpoint",
        "OrbaxCheckpoint": "multikeras.src.saving.orbax_checkpoint:OrbaxCheckpoint",
        "ProgbarLogger": "multikeras.src.training.callbacks.progbar_logger:ProgbarLogger",
        "ReduceLROnPlateau": "multikeras.src.training.callbacks.reduce_lr_on_plateau:ReduceLROnPlateau",
        "RemoteMonitor": "multikeras.src.training.callbacks.remote_monitor:RemoteMonitor",
        "StepProfiler": "multikeras.src.training.callbacks.step_profiler:StepProfiler",
        "SwapEMAWeights": "multikeras.src.training.callbacks.swap_ema_weights:SwapEMAWeights",
        "TensorBoard": "multikeras.src.training.callbacks.tensorboard:TensorBoard",
        "TerminateOnNaN": "multikeras.src.training.callbacks.terminate_on_nan:TerminateOnNaN",
        "TrainingCheckpoint": "multikeras.src.saving.training_checkpoint:TrainingCheckpoint",
    },
    submodules=[],
)
