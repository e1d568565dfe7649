"""Writes golden files: named arrays of numbers under a text header that says who made them, with what, from which seed.

    HRGOLDEN 1                      magic and version of the format
    command: python3 lstm_golden.py regenerates the file (run by regenerate.sh)
    seed: 1
    torch: 2.13.0+cpu               versions of everything that computed a number
    ...                             facts about the case, one `key: value` a line
    array: weight_ih_l0 f32 20x1    one line for every array: name, f32 or f64, shape (last letter varies fastest)
    bytes: 12345                    length of what follows the empty line

    raw little-endian values, array after array, in the order of the header, without gaps

Read by Tests/TestSupport/GoldenFile.swift. Nothing in a file depends on the clock or the place where it was made.
"""

import os
import platform

import numpy as np
import torch

MAGIC = "HRGOLDEN 1"
FOLDER = os.path.dirname(os.path.abspath(__file__))
TYPES = {np.dtype("float32"): ("f32", "<f4"), np.dtype("float64"): ("f64", "<f8")}


class GoldenFile:
    """Collects arrays, then writes them in the order in which they came."""

    def __init__(self, script, seed, **facts):
        self.header = {
            "command": "python3 " + os.path.basename(script),
            "seed": seed,
            "torch": torch.__version__,
            "numpy": np.__version__,
            "python": platform.python_version(),
            "instructions": torch.backends.cpu.get_cpu_capability(),
            **facts,
        }
        self.arrays = {}

    def add(self, name, values):
        """Adds a float32 or float64 array or tensor; a scalar gets the shape 1."""
        if isinstance(values, torch.Tensor):
            values = values.detach().numpy()
        values = np.atleast_1d(np.array(values))
        if name in self.arrays or values.dtype not in TYPES:
            raise ValueError(f"{name}: {values.dtype}, expected a new name and float32 or float64")
        self.arrays[name] = values

    def write(self, file_name):
        payload = b"".join(a.astype(TYPES[a.dtype][1]).tobytes() for a in self.arrays.values())
        lines = [MAGIC] + [f"{key}: {value}" for key, value in self.header.items()]
        lines += [f"array: {n} {TYPES[a.dtype][0]} {'x'.join(map(str, a.shape))}" for n, a in self.arrays.items()]
        lines += [f"bytes: {len(payload)}", "", ""]
        with open(os.path.join(FOLDER, file_name), "wb") as f:
            f.write("\n".join(lines).encode() + payload)
        print(f"{file_name}: {len(self.arrays)} arrays, {len(payload)} bytes")
