#!/usr/bin/env python3
"""How `rehome inspect` compares with a plain walk of the blocks, and with tshark.

    cli/benches/compare.py [--octets N]... [--kind KIND]... [--format FORMAT] [--rounds N]
                           [--tshark-up-to N] [--busy N] [--folder FOLDER] [--rehome PROGRAM]...

Builds both programs, writes the captures (deterministic, kept in FOLDER and used again), and runs in
each round one program after the other, so that what else the machine does falls on all of them. The
files are in the page cache. Times are the least of all rounds, with the median beside; ratios are those
within a round, of which the median is told. tshark, where it is installed, looks for what `inspect`
looks for in TCP headers and ClientHellos; above --tshark-up-to it is left out. Memory is the most that
was resident, by GNU time where that is installed; otherwise it is at least what this script itself has.
Needs Python 3.8 and Cargo.
"""

import argparse
import contextlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CLI = Path(__file__).resolve().parent.parent
SHOWS = ("tcp.option_kind == 79 || (tcp.flags.syn == 1 && tcp.flags.ae == 1)"
         " || tls.handshake.extension.type == 65101")


def build():
    command = ["cargo", "build", "--release", "-p", "rehome-cli", "--bin", "rehome", "--example", "traffic",
               "--message-format", "json-render-diagnostics"]
    import json
    lines = subprocess.run(command, cwd=CLI, check=True, stdout=subprocess.PIPE, text=True).stdout
    messages = [json.loads(line) for line in lines.splitlines()]
    found = {m["target"]["name"]: m["executable"] for m in messages if m.get("executable")}
    return found["rehome"], found["traffic"]


def memory(command):
    """The most resident memory, in KiB, by a process that has little itself."""
    if not shutil.which("time"):
        return 0
    with tempfile.NamedTemporaryFile("r") as told:
        subprocess.run([shutil.which("time"), "-f", "%M", "-o", told.name, *command], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return int(told.read())


def run(command):
    """Seconds, the most resident memory in KiB, and what was printed."""
    with tempfile.TemporaryFile() as out:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status) if hasattr(os, "waitstatus_to_exitcode") else status
        if process.returncode:
            sys.exit(f"{' '.join(map(str, command))}: {process.returncode}")
        out.seek(0)
        return seconds, usage.ru_maxrss, out.read().decode()


@contextlib.contextmanager
def busy(number):
    """So many processes that compute and never rest."""
    others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(number)]
    try:
        yield
    finally:
        for other in others:
            other.kill()
            other.wait()


def compare(path, programs, rounds):
    """Prints a table."""
    for block in open(path, "rb", buffering=0), :
        while block.read(1 << 20):
            pass
    size = path.stat().st_size
    runs = {name: [] for name in programs}
    for _ in range(rounds):
        for name, command in programs.items():
            if len(runs[name]) < (1 if name == "tshark" else rounds):
                runs[name].append(run(command))
    print(f"\n{path.name}, {size:,} octets, {rounds} rounds: {runs['walk'][0][2].strip()}")
    print(f"{'':24} {'least s':>9} {'median s':>9} {'GB/s':>7} {'to walk':>8} {'MiB':>7}  lines")
    for name, its in runs.items():
        seconds = [one[0] for one in its]
        walks = [one[0] for one in runs["walk"]]
        ratio = statistics.median(a / b for a, b in zip(seconds, walks))
        lines = "" if name == "walk" else its[0][2].count("\n")
        most = (name != "tshark" and memory(programs[name])) or max(one[1] for one in its)
        print(f"{name:24} {min(seconds):9.3f} {statistics.median(seconds):9.3f} {size / min(seconds) / 1e9:7.2f}"
              f" {ratio:8.2f} {most / 1024:7.1f}  {lines}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--octets", type=int, action="append", help="300000000 and 3000000000")
    parser.add_argument("--kind", action="append", help="mixed (plain, bulk, tls, small)")
    parser.add_argument("--format", action="append", help="pcap (pcapng)")
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--tshark-up-to", type=int, default=300_000_000, metavar="OCTETS")
    parser.add_argument("--busy", type=int, default=0, metavar="N", help="so many others that compute meanwhile")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "rehome-traffic")
    parser.add_argument("--rehome", action="append", default=[], metavar="PROGRAM", help="another build, beside")
    arguments = parser.parse_args()
    rehome, traffic = build()
    arguments.folder.mkdir(exist_ok=True)
    for octets in arguments.octets or [300_000_000, 3_000_000_000]:
        for kind in arguments.kind or ["mixed"]:
            for form in arguments.format or ["pcap"]:
                path = arguments.folder / f"{kind}-{octets}.{form}"
                if not path.exists():
                    part = path.with_suffix(".part")
                    subprocess.run([traffic, "write", kind, form, str(octets), part], check=True, stdout=subprocess.DEVNULL)
                    part.rename(path)
                programs = {"walk": [traffic, "walk", path], "rehome inspect": [rehome, "inspect", path]}
                for number, other in enumerate(arguments.rehome, 1):
                    programs[f"another build, {number}"] = [other, "inspect", path]
                tshark = shutil.which("tshark")
                if tshark and octets <= arguments.tshark_up_to:
                    programs["tshark"] = [tshark, "-r", path, "-Y", SHOWS, "-T", "fields", "-e", "frame.number"]
                with busy(arguments.busy):
                    compare(path, programs, arguments.rounds)


if __name__ == "__main__":
    main()
