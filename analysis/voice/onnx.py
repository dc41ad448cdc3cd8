"""One way to open a small ONNX network: one CPU thread, no spinning, no graph left to optimise."""

from __future__ import annotations

from pathlib import Path

import onnxruntime as ort


def open_session(path: Path, threads: int = 1) -> ort.InferenceSession:
    """Many workers share a machine, so a network gets ``threads`` threads and no busy waiting."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
