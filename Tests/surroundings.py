"""The house under test, as the environment names it: its addresses, its stores, its database."""
import email
import json
import os
import subprocess
import urllib.parse
import urllib.request
from pathlib import Path

from waiting import until

SITE = os.environ["EPOX_BASE_URL"]
HOST = urllib.parse.urlsplit(SITE).netloc
SHOP = os.environ["EPOX_DEMO_STORE"]


def control(method, path, body=None):
    """Calls the sandbox's control API."""
    request = urllib.request.Request(
        f"{SHOP}/_sandbox{path}", method=method,
        data=json.dumps(body).encode() if body is not None else None,
        headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as reply:
        return json.loads(reply.read() or b"null")


def sql(text):
    """Asks the database as its owner; rows as lists of texts."""
    done = subprocess.run(
        ["psql", "-XAtq", "-F", "\x1f", os.environ["EPOX_DATABASE_OWNER"], "-c", text],
        capture_output=True, text=True, check=True)
    return [line.split("\x1f") for line in done.stdout.splitlines() if line]


def account_of(email):
    """The account of somebody who has just one."""
    return sql(f"""
        SELECT m.client_id FROM membership m JOIN person p ON p.id = m.person_id
        WHERE p.email = '{email}'""")[0][0]


def rows_of(account):
    """How many rows each table has about an account; other people's do not disturb."""
    return dict(sql(f"""
        SELECT table_name, (xpath('/table/row/n/text()', query_to_xml(format(
          'SELECT count(*) AS n FROM %I WHERE client_id = %L', table_name, '{account}'),
          true, false, '')))[1]
        FROM information_schema.columns WHERE table_schema = 'public'
          AND column_name = 'client_id'"""))


def give_plan(account, code):
    """Puts an account on a plan, as an administrator does by hand."""
    sql(f"""INSERT INTO subscription (client_id, id, plan_id, status)
            SELECT '{account}', 'hand/{account}', id, 'active' FROM plan
            WHERE code = '{code}' AND is_offered""")


def mail_to(address, seconds=20, about=""):
    """The newest message to an address that holds some words, waited for."""
    def newest():
        found = []
        for path in Path(os.environ["EPOX_OUTBOX"]).glob("*.eml"):
            message = email.message_from_bytes(path.read_bytes())
            text = message.get_payload(decode=True).decode()
            if message["To"] == address and about in text:
                found.append((path.stat().st_mtime, text))
        return max(found)[1] if found else None

    return until(newest, seconds, f"mail to {address} {about}")
