"""Talks to the real epox-imaging program: eight bytes and a JSON header, then the blobs."""
import json
import pathlib
import struct
import subprocess

root = pathlib.Path(__file__).resolve().parents[2]


class Imaging:
    """One process of the program; `ask` returns the reply's header and its blobs."""

    def __init__(self, program=root / ".build/release/epox-imaging"):
        self.process = subprocess.Popen(
            [str(program), "1500"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def ask(self, task, *blobs, **order):
        header = json.dumps(dict(order, task=task, blobs=[len(blob) for blob in blobs])).encode()
        pipe = self.process.stdin
        pipe.write(b"EPOX" + struct.pack(">I", len(header)) + header)
        for blob in blobs:
            pipe.write(blob)
        pipe.flush()
        length = struct.unpack(">I", self._read(8)[4:])[0]
        reply = json.loads(self._read(length))
        blobs = [self._read(count) for count in reply["blobs"]]
        if reply.get("refused") or reply.get("failed"):
            raise RuntimeError(reply.get("refused") or reply["failed"])
        return reply, blobs

    def _read(self, count):
        data = self.process.stdout.read(count)
        if len(data) < count:
            raise RuntimeError("The imaging program ended.")
        return data

    def close(self):
        self.process.stdin.close()
        self.process.wait()
