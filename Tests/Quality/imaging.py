"""Speaks with the imaging program as Epox does: the protocol of Sources/Kit/Imaging/Wire.swift."""
import json
import os
import subprocess
from pathlib import Path

ROOT = root = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("EPOX_IMAGING", str(ROOT / ".build/release/epox-imaging"))


class Refused(RuntimeError):
    """The program said no, in words for the merchant."""


class Imaging:
    """One imaging process; it ends with this value or with its `with` block."""

    def __init__(self, program=PROGRAM, megabytes=1500):
        settings = {"LC_ALL": "C.UTF-8", "VIPS_CONCURRENCY": "1", "MALLOC_ARENA_MAX": "2"}
        if "LD_LIBRARY_PATH" in os.environ:
            settings["LD_LIBRARY_PATH"] = os.environ["LD_LIBRARY_PATH"]
        self.child = subprocess.Popen(
            [program, str(megabytes)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=settings)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.child.stdin.close()
        self.child.wait(timeout=30)

    def ask(self, task, *blobs, **order):
        """Sends an order and waits: the reply's header and its blobs."""
        head = json.dumps({"task": task, "blobs": [len(blob) for blob in blobs], **order}).encode()
        pipe = self.child.stdin
        pipe.write(b"EPOX" + len(head).to_bytes(4, "big") + head)
        for blob in blobs:
            pipe.write(blob)
        pipe.flush()
        reply = json.loads(self.read(int.from_bytes(self.read(8)[4:], "big")))
        answers = [self.read(length) for length in reply["blobs"]]
        if reply.get("refused") or reply.get("failed"):
            raise Refused(reply.get("refused") or reply["failed"])
        return reply, answers

    def read(self, count):
        data = self.child.stdout.read(count)
        if len(data) != count:
            raise EOFError(f"the imaging program ended after {len(data)} of {count} bytes")
        return data

    def peak_megabytes(self):
        """The most memory that the process has had so far."""
        for line in Path(f"/proc/{self.child.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
        return 0.0
