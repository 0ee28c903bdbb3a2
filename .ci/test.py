#!/usr/bin/env python3
"""Runs every test, in two houses side by side, and says at the end what failed.

Tests of pages keep the processor busy; tests of what dies and comes back mostly wait. So the ones
run beside the others, each against a house of its own: a worker that is killed is nobody else's.
"""
import argparse
import ctypes
import json
import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path

from house import PR_SET_PDEATHSIG, ROOT, House, fail

PYTEST = [ROOT / ".epox-venv/bin/pytest", "-q", "--reruns", "1", "-r", "fR", "--durations", "15"]
VALIDATE = ROOT.parent / "shared" / "contracts" / "validate.py"

# What fails is looked at once more, since a machine with all this at once now and then outlasts a
# deadline; the summary names it all the same.
LANES = {
    "pages": [
        ("Swift tests", ["swift", "test", "-c", "release", "--skip-build"]),
        ("Browser tests", [*PYTEST, "-n", "2", "--dist", "loadfile", "Tests/Browser"]),
        ("Contract tests", [*PYTEST, "Tests/Contracts"]),
    ],
    "faults": [("Fault tests", [*PYTEST, "Tests/Faults"])],
}
PORTS = {"pages": 18080, "faults": 18880}


def without_faults(path):
    """Copies traffic without answers that are no vendor's words: of gateways, and of ill stores.

    Stores are still swept meanwhile, so the copy is what is checked. Returns where it lies.
    """
    def is_page(said):
        return (said["response_status"] in (502, 504)
                or said["vendor"] == "gemini" and said["response_body"].startswith("<html>"))

    # A picture in a body may hold what Unicode counts as the end of a line.
    lines = [json.loads(line) for line in path.read_text().split("\n") if line]
    kept = [line for line in lines if not is_page(line)]
    for line in kept:
        # A search by SKU answers with variations too, of which the declared schema knows nothing.
        is_variation = "sku=" in line["url"] and '"type":"variation"' in line["response_body"]
        if line["vendor"] == "woocommerce" and (is_variation or not is_told(line["response_body"])):
            line["response_body"] = None
        if line["vendor"] == "shopify":
            # Every shop has a host of its own; the sandbox keeps them below one address.
            line["url"] = re.sub(r"^http://[^/]+/shopify/([a-z0-9-]+)",
                                 r"https://\1.myshopify.com", line["url"])
            if not is_told(line["response_body"]):
                line["response_body"] = None
        if line["vendor"] == "bigcommerce":
            for part, host in (("api", "api.bigcommerce.com"), ("login", "login.bigcommerce.com")):
                line["url"] = re.sub(rf"^http://[^/]+/bigcommerce/{part}/", f"https://{host}/",
                                     line["url"])
            # The published schema knows no store without hooks; before ours are made there is none.
            if not is_told(line["response_body"]) or has_no_rows(line["response_body"]):
                line["response_body"] = None
    copy = path.with_name("told.jsonl")
    copy.write_text("".join(json.dumps(line) + "\n" for line in kept))
    return copy


def is_told(body):
    """Whether a store's answer is JSON that says something; what we asked is checked anyway."""
    try:
        return json.loads(body) != {}
    except ValueError:
        return False


def has_no_rows(body):
    """Whether a store's answer is a list of nothing."""
    told = json.loads(body)
    return isinstance(told, dict) and told.get("data") == []


def run_swift(command, environment):
    """Runs the Swift tests, and the suites that failed once more. Returns whether all passed."""
    complaints = []
    with subprocess.Popen(command, cwd=ROOT, env=environment, text=True, errors="replace",
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as tests:
        for line in tests.stdout:
            sys.stdout.write(line)
            if line.startswith("✘"):
                complaints.append(line)
    if not tests.returncode:
        return True
    print("== What failed of the Swift tests", flush=True)
    print(*complaints, sep="", flush=True)
    told = "".join(complaints)
    suites = re.findall(r"^✘ Suite (\w+) failed", told, re.MULTILINE)
    # Without a sum at the end the tests died, and others have not even begun.
    return bool(suites) and "✘ Test run with" in told and not subprocess.run(
        [*command, "--filter", rf"\.({'|'.join(suites)})\b"], cwd=ROOT, env=environment).returncode


def run_lane(name):
    """The steps of a lane, one after the other, against its own house."""
    house = House(argparse.Namespace(
        command="test", folder=f".epox-test/{name}", port=PORTS[name],
        sandbox_port=PORTS[name] + 10, responders=2, build_folder=ROOT / ".build/release"))
    # Tests begin with nothing.
    traffic = house.folder / "outbound.jsonl"
    traffic.unlink(missing_ok=True)
    failures = []
    try:
        house.up()
        threading.Thread(target=house.watch, daemon=True).start()
        environment = house.full_environment | {"EPOX_HOUSE": str(house.folder)}
        steps = list(LANES[name])
        if VALIDATE.exists():
            steps.append((f"Traffic of the {name}", [ROOT / ".epox-venv/bin/python", VALIDATE]))
        for title, command in steps:
            print(f"== {title}", flush=True)
            if VALIDATE in command:
                command = [*command, without_faults(traffic)]
            if command[0] == "swift":
                is_well = run_swift(command, environment)
            else:
                is_well = not subprocess.run(command, cwd=ROOT, env=environment).returncode
            if not is_well:
                failures.append(title)
    finally:
        house.down()
    if failures:
        fail(f"failed: {', '.join(failures)}. Logs are in {house.log}")


def start_lane(name):
    """A process of its own, which ends when we do."""
    def prepare():
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)

    return subprocess.Popen([sys.executable, __file__, "--lane", name], cwd=ROOT, text=True,
                            errors="replace", preexec_fn=prepare, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT)


def tell(lane, lock):
    """Prints what a lane says, a step at a time."""
    said = []

    def print_all():
        with lock:
            sys.stdout.writelines(said)
            sys.stdout.flush()
        said.clear()

    for line in lane.stdout:
        if line.startswith("== "):
            print_all()
        said.append(line)
    print_all()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lane", choices=LANES)
    lane = parser.parse_args().lane
    if lane:
        return run_lane(lane)
    lock, lanes = threading.Lock(), []
    for name in LANES:
        lanes.append(start_lane(name))
    tellers = [threading.Thread(target=tell, args=(lane, lock)) for lane in lanes]
    for teller in tellers:
        teller.start()
    for teller in tellers:
        teller.join()
    if any(lane.wait() for lane in lanes):
        fail("not all tests passed.")
    print("All tests passed.")


if __name__ == "__main__":
    main()
