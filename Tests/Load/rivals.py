"""The other programs that the benches of pictures are run against, and how they are called."""
import os
import subprocess
import sys
from pathlib import Path

from imaging import most_memory

HERE = Path(__file__).resolve().parent


class Lines:
    """A program that answers one line for each line."""

    def __init__(self, command):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=os.environ | {"VIPS_CONCURRENCY": "1"})

    def ask(self, line):
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        if int(self.process.stdout.readline() or 0) == 0:
            raise SystemExit(f"{self.process.args} does not answer")

    def shrink(self, files, side, quality):
        for file in files:
            self.ask(f"{side} {quality} {file}")

    @property
    def peak(self):
        return most_memory(self.process.pid)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class CommandLine:
    """One command for each picture, as a script would call it."""
    peak = 0

    def __init__(self, folder, program):
        self.folder, self.program = folder, program

    def shrink(self, files, side, quality):
        for file in files:
            out = f"{self.folder}/{file.stem}.webp[Q={quality},strip,effort=3,smart_subsample]"
            self.run({
                "vipsthumbnail": ["vipsthumbnail", file, "--size", f"{side}x{side}>", "-o", out],
                "vips": ["vips", "thumbnail", file, out, str(side), "--height", str(side),
                         "--size", "down"],
            }[self.program])

    def run(self, command):
        child = subprocess.Popen(command, env=os.environ | {"VIPS_CONCURRENCY": "1"})
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise SystemExit(f"{command} ended with {child.returncode}")
        self.peak = max(self.peak, used.ru_maxrss / 1024)

    def close(self):
        """Every command has ended already."""


def python_with_pillow():
    """A Python that has Pillow: this one, that of the tests, or Debian's, which has it for sure."""
    tests = HERE.parent.parent / ".epox-venv/bin/python"
    for python in (sys.executable, tests, "/usr/bin/python3"):
        if Path(python).exists() and subprocess.run(
                [python, "-c", "import PIL"], stderr=subprocess.DEVNULL).returncode == 0:
            return python
    print("Pillow is not installed here (make bench installs it): not compared.")
    return None
