"""sql/schema.sql is what the migrations make; whoever changes one dumps the other again."""
import os
import subprocess
from pathlib import Path

SCHEMA = Path(__file__).parents[2] / "sql" / "schema.sql"


def dump():
    """The schema as PostgreSQL tells it, without the lines that differ between versions."""
    text = subprocess.run(
        ["pg_dump", "--schema-only", "--no-owner", "-d", os.environ["EPOX_DATABASE_OWNER"]],
        capture_output=True, text=True, check=True).stdout
    kept = [line for line in text.splitlines()
            if line and not line.startswith(("--", "SET ", "SELECT pg_catalog", "\\"))]
    return "\n".join(kept) + "\n"


def test_the_schema_file_is_what_the_migrations_make():
    assert SCHEMA.read_text() == dump(), \
        "sql/schema.sql is behind: run python3 Tests/Browser/test_schema.py"


if __name__ == "__main__":
    SCHEMA.write_text(dump())
