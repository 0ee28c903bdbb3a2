"""The programs of the house under test: which processes they are, and what they take."""
import os
import re
from pathlib import Path


def programs(name):
    """The process ids of one of the house's programs; other houses have programs of that name."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environment = (folder / "environ").read_bytes()
            program = os.path.basename(os.readlink(folder / "exe"))
        except OSError:
            continue
        if program == name and f"EPOX_BASE_URL={os.environ['EPOX_BASE_URL']}\0".encode() in environment:
            found.append(int(folder.name))
    return found


def memory(pid, what):
    """Megabytes: `VmRSS` now, `VmHWM` at most since the peak was last reset."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(rf"{what}:\s+(\d+)", status).group(1)) / 1024
