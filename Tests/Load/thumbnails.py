"""Thumbnails: the imaging program, asked as a worker asks it, against vipsthumbnail."""
import json
import os
import shutil
import socket
import struct
import subprocess
import time
from pathlib import Path


class Imaging:
    """The imaging program at the other end of a socket (see Sources/Kit/Imaging/Wire.swift)."""

    def __init__(self, program):
        self.line, end = socket.socketpair()
        self.process = subprocess.Popen(
            [program, "1500"], stdin=end, stdout=end,
            env={"LC_ALL": "C.UTF-8", "VIPS_CONCURRENCY": "1", "MALLOC_ARENA_MAX": "2"})
        end.close()

    def read(self, count):
        pieces = []
        while count:
            piece = self.line.recv(min(count, 1 << 20))
            if not piece:
                raise SystemExit("the imaging program hung up")
            pieces.append(piece)
            count -= len(piece)
        return b"".join(pieces)

    def thumbnail(self, picture, side, quality):
        order = {"task": "normalise", "longestSide": side, "format": "webp", "quality": quality,
                 "blobs": [len(picture)]}
        text = json.dumps(order).encode()
        self.line.sendall(b"EPOX" + struct.pack(">I", len(text)) + text + picture)
        length = struct.unpack(">I", self.read(8)[4:])[0]
        reply = json.loads(self.read(length))
        if not reply["blobs"]:
            raise SystemExit(f"no thumbnail: {reply}")
        return [self.read(count) for count in reply["blobs"]][0]

    def close(self):
        self.line.close()
        self.process.wait()


def measure(house, side=480, quality=78, times=6):
    samples = sorted(Path(house.environment["EPOX_PUBLIC"], "samples").glob("*.jpg"))
    pictures = [sample.read_bytes() for sample in samples]
    imaging = Imaging(house.environment["EPOX_IMAGING"])
    imaging.thumbnail(pictures[0], side, quality)
    start = time.monotonic()
    sizes = [len(imaging.thumbnail(picture, side, quality))
             for _ in range(times) for picture in pictures]
    ours = len(sizes) / (time.monotonic() - start)
    status = Path(f"/proc/{imaging.process.pid}/status").read_text()
    memory = int(status.split("VmRSS:")[1].split()[0]) / 1024
    imaging.close()

    folder = house.folder / "thumbnails"
    folder.mkdir(exist_ok=True)
    command = ["vipsthumbnail", *samples, "--size", f"{side}x{side}>",
               "-o", f"{folder}/%s.webp[Q={quality},strip]"]
    environment = os.environ | {"VIPS_CONCURRENCY": "1"}
    start = time.monotonic()
    for _ in range(times):
        subprocess.run(command, env=environment, check=True)
    theirs = times * len(samples) / (time.monotonic() - start)
    weight = sum(file.stat().st_size for file in folder.glob("*.webp")) / len(samples)
    shutil.rmtree(folder)
    print(f"Thumbnails, {side} px WebP: imaging program {ours:.1f}/s, "
          f"vipsthumbnail {theirs:.1f}/s, ratio {ours / theirs:.2f}")
    print(f"  {sum(sizes) / len(sizes) / 1024:.1f} and {weight / 1024:.1f} KB each; "
          f"imaging program {memory:.0f} MB resident", flush=True)
