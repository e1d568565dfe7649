#!/usr/bin/env python3
"""Golden files of the room ModelStore: safetensors.

  safetensors_golden.py          write both files next to this script, unless they already are what they should be
  safetensors_golden.py --check  only read them with the reference implementation and compare

interop.safetensors   written by the reference implementation: our reader must read it, and our writer must give the same bytes
                      up to the order of metadata keys (which the reference leaves to chance).
model-v1.safetensors  a model file of schema version 1, written here from the definitions with hashlib and json, independent of the
                      Swift code. It must load for ever: never give it other contents; a new schema version gets a new file.
"""
import hashlib
import json
import pathlib
import struct
import sys

import numpy as np
import safetensors
from safetensors import safe_open
from safetensors.numpy import load, save

HERE = pathlib.Path(__file__).parent
INTEROP = HERE / "interop.safetensors"
MODEL = HERE / "model-v1.safetensors"

INTEROP_TENSORS = {
    "b.bytes": np.array([0, 1, 127, 128, 255], dtype=np.uint8),
    "a.weights": np.array([[0.5, -1.25, 3.0], [1e-30, 2.5e20, -0.0]], dtype=np.float32),
    "c.counts": np.array([-(2**63), -1, 0, 2**63 - 1], dtype=np.int64),
    "d.exact": np.array([0.1, 1 / 3], dtype=np.float64),
    "e.index": np.array([[-(2**31)], [2**31 - 1]], dtype=np.int32),
    "f.scalar": np.array(42.5, dtype=np.float32),
    "g.empty": np.zeros((0, 7), dtype=np.float32),
    "äöü\n\"\\ 🦉": np.array([7.0], dtype=np.float32),
}
INTEROP_METADATA = {
    "generator": "Tests/Golden/safetensors_golden.py",
    "libraries": f"safetensors {safetensors.__version__}, numpy {np.__version__}",
    "escapes": "tab\t newline\n quote\" backslash\\ bell\u0007 delete\u007f é 日本 🦉",
    "empty": "",
}

MODEL_TENSORS = {
    "weights": ("F32", [2, 3], np.array([0.25, -1.5, 3.0, 1e-7, 65504.0, -0.0], dtype="<f4")),
    "errors": ("F64", [2], np.array([0.1, -0.2], dtype="<f8")),
    "positions": ("I64", [3], np.array([-1, 0, 4_294_967_296], dtype="<i8")),
    "shift": ("I32", [], np.array(-7, dtype="<i4")),
    "mask": ("U8", [1, 5], np.array([1, 0, 1, 1, 0], dtype="u1")),
    "none": ("F32", [0, 4], np.zeros(0, dtype="<f4")),
}
MODEL_METADATA = {
    "kind": "golden",
    "configuration": '{"lookback":3,"name":"made by hand"}',
    "note": "schema version 1: this file loads for ever · für immer",
}
ORDER = ["I64", "F64", "F32", "I32", "U8"]


def canonical_header(tensors, metadata):
    """The header without padding, and the tensors in the order of the file."""
    ordered = sorted(tensors.items(), key=lambda item: (ORDER.index(item[1][0]), item[0].encode()))
    header = {"__metadata__": {key: metadata[key] for key in sorted(metadata, key=str.encode)}}
    begin = 0
    for name, (dtype, shape, array) in ordered:
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [begin, begin + array.nbytes]}
        begin += array.nbytes
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    return text, b"".join(array.tobytes() for _, (_, _, array) in ordered)


def model_bytes():
    metadata = dict(MODEL_METADATA, format="headroom", schema_version="1")
    header, buffer = canonical_header(MODEL_TENSORS, metadata)
    metadata["digest"] = hashlib.sha256(header + buffer).hexdigest()
    header, buffer = canonical_header(MODEL_TENSORS, metadata)
    header += b" " * (-len(header) % 8)
    return struct.pack("<Q", len(header)) + header + buffer


def same(a, b):
    return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()


def problem():
    """What is wrong with the two files, if anything."""
    if not (INTEROP.exists() and MODEL.exists()):
        return "a file is missing"
    read = load(INTEROP.read_bytes())
    if read.keys() != INTEROP_TENSORS.keys() or not all(same(read[k], v) for k, v in INTEROP_TENSORS.items()):
        return f"{INTEROP.name}: tensors differ"
    with safe_open(INTEROP, "np") as file:
        if file.metadata() != INTEROP_METADATA:
            return f"{INTEROP.name}: metadata differ"
    if MODEL.read_bytes() != model_bytes():
        return f"{MODEL.name}: not what its definition gives"
    read = load(MODEL.read_bytes())
    if read.keys() != MODEL_TENSORS.keys() or not all(same(read[k], v[2].reshape(v[1])) for k, v in MODEL_TENSORS.items()):
        return f"{MODEL.name}: tensors differ"
    with safe_open(MODEL, "np") as file:
        if not MODEL_METADATA.items() <= file.metadata().items():
            return f"{MODEL.name}: metadata differ"
    return None


if __name__ == "__main__":
    if problem() and "--check" not in sys.argv[1:]:
        INTEROP.write_bytes(save(INTEROP_TENSORS, metadata=INTEROP_METADATA))
        MODEL.write_bytes(model_bytes())
    sys.exit(problem())
