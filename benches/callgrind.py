"""Counts instructions by callgrind: in one run of a binary, batch by batch.

The binary calls a function named `boundary`, that is not inlined, before and after each batch. Callgrind
writes a file at each of these calls, with what it has counted since the one before.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile


def count(binary, *arguments):
    """The instructions of each batch, in the order in which they ran."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            "valgrind",
            "--tool=callgrind",
            f"--callgrind-out-file={folder}/dump",
            "--dump-before=*::boundary",
            *(binary, *arguments),
        ]
        # The C library's copies would depend on the processor.
        plain = "glibc.cpu.hwcaps=-AVX,-AVX2,-AVX512F,-AVX512VL,-AVX512BW,-ERMS,-FSRM,-EVEX"
        environment = {**os.environ, "GLIBC_TUNABLES": plain}
        ran = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        if ran.returncode:
            sys.exit(f"callgrind failed with {ran.returncode}:\n{ran.stderr}")
        # The last file of all, of what came behind, may have no number.
        dumps = [path for path in pathlib.Path(folder).iterdir() if path.suffix[1:].isdigit()]
        dumps.sort(key=lambda path: int(path.suffix[1:]))
        # Those with odd numbers hold what came between the batches.
        return [total(path) for path in dumps[1::2]]


def total(path):
    return int(re.search(r"^totals: (\d+)", path.read_text(), re.MULTILINE)[1])
