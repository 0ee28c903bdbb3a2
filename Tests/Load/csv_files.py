"""A file of 100,000 rows: read, checked and laid out, against COPY and against Python's csv."""
import csv
import re
import statistics
import subprocess
import time

from imaging import most_memory
from rivals import HERE
from visitor import Visitor
from waiting import until

ROWS = 100_000
HEADINGS = ["Name", "SKU", "Price", "Description", "Width (cm)", "Height (cm)", "Category",
            "Image URL"]
TABLE = "bench_file"


def write(path):
    words = "Solid wood, hand finished in our own workshop; please read the care instructions."
    with open(path, "w", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(HEADINGS)
        for number in range(1, ROWS + 1):
            sheet.writerow([
                f'Oak & Linen sofa "Fjord" No. {number}', f"NL-{number}",
                f"{49 + number % 900}.90", f"{words} {number}", 60 + number % 180,
                40 + number % 90, f"Sofas > Kind {number % 24}",
                f"https://shop.example/pictures/{number}.jpg"])


def timed(body):
    start = time.monotonic()
    body()
    return time.monotonic() - start


def psql(house, *command, **options):
    subprocess.run(["psql", "-qX", house.environment["EPOX_DATABASE_OWNER"], *command], check=True,
                   **options)


def copied(house, path):
    psql(house, "-c", f"TRUNCATE {TABLE}")
    return timed(lambda: psql(house, "-c", rf"\copy {TABLE} FROM '{path}' CSV HEADER"))


def read_by_python(house, path):
    """Python's csv reads the rows, psycopg's COPY takes them: nothing is checked."""
    psql(house, "-c", f"TRUNCATE {TABLE}")
    done = subprocess.run(
        ["/usr/bin/python3", HERE / "csv_psycopg.py", house.environment["EPOX_DATABASE_OWNER"],
         path, TABLE], check=True, capture_output=True, text=True)
    return float(done.stdout)


def checked(house, visitor, page):
    """Has the file checked as it was guessed; seconds from the click to the preview."""
    columns = re.findall(r'<select[^>]*name="(column-\d+)".*?</select>', visitor.get(page), re.S)
    chosen = dict(re.findall(
        r'<select[^>]*name="(column-\d+)".*?<option value="([^"]*)" selected', visitor.get(page),
        re.S))
    visitor.post(page, page, **{name: chosen.get(name, "") for name in columns})
    return float(until(lambda: house.psql(f"""
        SELECT extract(epoch FROM finished_at - created_at) FROM job
        WHERE client_id = '{visitor.client}' AND kind = 'check-csv' AND state = 'done'
          AND NOT EXISTS (SELECT 1 FROM job other WHERE other.client_id = job.client_id
            AND other.kind = job.kind AND other.state IN ('ready', 'running'))
        ORDER BY finished_at DESC LIMIT 1"""), 120, "the file is checked"))


def measure(house, rounds):
    path = house.folder / "products.csv"
    write(path)
    columns = ", ".join(f"c{place} text" for place in range(len(HEADINGS)))
    psql(house, "-c", f"DROP TABLE IF EXISTS {TABLE}; CREATE TABLE {TABLE} ({columns})")
    visitor = Visitor(house)
    times = {"sent": [], "own": [], "copy": [], "python": []}
    for _ in range(rounds):
        start = time.monotonic()
        page = visitor.upload("/products/import/csv", path)
        times["sent"].append(time.monotonic() - start)
        times["own"].append(checked(house, visitor, page))
        times["copy"].append(copied(house, path))
        times["python"].append(read_by_python(house, path))
    medians = {name: statistics.median(values) for name, values in times.items()}
    good = house.psql(f"""
        SELECT min(good) FROM (SELECT count(*) FILTER (WHERE outcome = 'new') AS good FROM csv_row
          WHERE client_id = '{visitor.client}' GROUP BY csv_id) AS files""")
    memory = most_memory(house.children["worker"]["process"].pid)
    size = path.stat().st_size / 1e6
    print(f"CSV, {ROWS:,} rows, {size:.1f} MB, uploaded in {medians['sent']:.1f} s; {int(good):,} good")
    print(f"  parsed, checked, staged  {ROWS / medians['own']:9,.0f} rows/s, worker at most "
          f"{memory:.0f} MB (aim 150)")
    for name, words in (("copy", "COPY of the file"), ("python", "Python's csv and psycopg")):
        aim = "   aim 0.5" if name == "copy" else ""
        print(f"  {words:24} {ROWS / medians[name]:9,.0f} rows/s   Epox is "
              f"{medians[name] / medians['own']:.2f} of it{aim}", flush=True)
    psql(house, "-c", f"DROP TABLE {TABLE}")
    path.unlink()
