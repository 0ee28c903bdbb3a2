"""The imaging program at the other end of a socket, asked as a worker asks it (see Wire.swift)."""
import json
import socket
import struct
import subprocess
import time
from pathlib import Path


def most_memory(process):
    """The most memory that a process ever held, in megabytes."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


class Died(Exception):
    """The program ended, or did not answer in time."""


class Imaging:
    def __init__(self, program, seconds=60):
        self.seconds = seconds
        self.line, end = socket.socketpair()
        self.process = subprocess.Popen(
            [program, "1500"], stdin=end, stdout=end, stderr=subprocess.DEVNULL,
            env={"LC_ALL": "C.UTF-8", "VIPS_CONCURRENCY": "1", "MALLOC_ARENA_MAX": "2"})
        end.close()

    def read(self, count):
        pieces = []
        while count:
            self.line.settimeout(max(self.deadline - time.monotonic(), 0.001))
            piece = self.line.recv(min(count, 1 << 20))
            if not piece:
                raise Died("it hung up")
            pieces.append(piece)
            count -= len(piece)
        return b"".join(pieces)

    def ask(self, order, *blobs):
        """The reply and its blobs; it may be a refusal or a failure."""
        text = json.dumps(order | {"blobs": [len(blob) for blob in blobs]}).encode()
        return self.exchange(b"EPOX" + struct.pack(">I", len(text)) + text + b"".join(blobs))

    def exchange(self, message):
        self.deadline = time.monotonic() + self.seconds
        try:
            self.line.settimeout(self.seconds)
            self.line.sendall(message)
            reply = json.loads(self.read(struct.unpack(">I", self.read(8)[4:])[0]))
            return reply, [self.read(count) for count in reply["blobs"]]
        except OSError as error:
            raise Died(repr(error)) from error

    def must(self, order, *blobs):
        """The same for orders that cannot be refused."""
        reply, answers = self.ask(order, *blobs)
        if "refused" in reply or "failed" in reply:
            raise SystemExit(f"the imaging program does not {order['task']}: {reply}")
        return reply, answers

    def thumbnail(self, picture, side, quality):
        order = {"task": "normalise", "longestSide": side, "format": "webp", "quality": quality}
        return self.must(order, picture)[1][0]

    @property
    def peak(self):
        """The most memory that it ever held, in megabytes."""
        return most_memory(self.process.pid)

    def close(self):
        self.line.close()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.close()
