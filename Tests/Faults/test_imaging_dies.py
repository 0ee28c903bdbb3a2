"""A file that stops the imaging program costs two tries and its own picture, nothing else."""
import os
import signal
import threading
import uuid
from pathlib import Path

import httpx
from conftest import processes
from surroundings import SITE
from waiting import until

SAMPLES = Path(__file__).parents[2] / "public" / "samples"
SOFA = next(p for p in sorted(SAMPLES.rglob("*.jpg")) if "sofa" in p.name)


def imaging():
    """The imaging programs that work for this house's workers."""
    found = []
    for worker in processes("worker"):
        for thread in Path(f"/proc/{worker}/task").iterdir():
            children = (thread / "children").read_text().split()
            found += [int(child) for child in children]
    return found


def kill_at_work(stop):
    while not stop.wait(0.005):
        for process in imaging():
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass


def own_file():
    """A picture that no test has sent before: files that are known are not made again."""
    head, rest = SOFA.read_bytes()[:2], SOFA.read_bytes()[2:]
    return head + b"\xff\xfe\x00\x12" + uuid.uuid4().bytes + rest


def upload(merchant):
    jar = {cookie.name: cookie.value for cookie in merchant.cookies}
    token = merchant.get("/products/new").split('name="csrf" value="')[1].split('"')[0]
    answer = httpx.post(
        SITE + "/products", cookies=jar, data={"csrf": token, "name": uuid.uuid4().hex},
        files={"pictures": ("sofa.jpg", own_file(), "image/jpeg")}, timeout=30)
    return answer.headers["location"].rsplit("/", 1)[1]


def state(merchant, product):
    return merchant.ask(
        f"SELECT state, coalesce(reason, '') FROM product_picture WHERE product_id = '{product}'"
    )[0]


def test_a_picture_at_which_the_program_dies_is_tried_twice_and_given_up(merchant):
    stop = threading.Event()
    killer = threading.Thread(target=kill_at_work, args=(stop,))
    killer.start()
    try:
        product = upload(merchant)
        until(lambda: state(merchant, product)[0] == "failed", 60, "the picture is given up")
    finally:
        stop.set()
        killer.join()
    assert "stopped at this picture" in state(merchant, product)[1]
    assert merchant.ask("""
        SELECT attempts, state FROM job
        WHERE client_id = ACCOUNT AND kind = 'prepare-picture'""") == [["2", "parked"]]
    assert processes("worker"), "the worker is alive"

    other = upload(merchant)
    until(lambda: state(merchant, other)[0] == "ready", 60, "the next picture is made")
