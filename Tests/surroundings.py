"""The house under test, as the environment names it: its addresses, its stores, its database."""
import email
import json
import os
import select
import threading
import urllib.parse
import urllib.request
from pathlib import Path

import psycopg
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


_of_thread = threading.local()


def connection():
    """This thread's connection; a new one where the server has gone since."""
    old = getattr(_of_thread, "connection", None)
    # One that nobody uses has nothing to say but that it ends.
    if old is None or old.closed or select.select([old], [], [], 0)[0]:
        _of_thread.connection = psycopg.connect(
            os.environ["EPOX_DATABASE_OWNER"], autocommit=True,
            cursor_factory=psycopg.ClientCursor)
    return _of_thread.connection


def sql(text):
    """Asks the database as its owner; the rows of all statements as lists of texts.

    Statements in one text succeed or fail together, and nothing of the session outlives them.
    """
    ours, rows = connection(), []
    try:
        with ours.cursor() as cursor:
            cursor.execute(text)
            more = True
            while more:
                rows += texts(cursor.pgresult)
                more = cursor.nextset()
            cursor.execute("DISCARD ALL")
    except BaseException:
        ours.close()
        raise
    return rows


def texts(result):
    """Rows as the server writes them; nothing where a single value is missing."""
    rows = [[(result.get_value(row, column) or b"").decode() for column in range(result.nfields)]
            for row in range(result.ntuples)]
    return [row for row in rows if row != [""]]


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
            WHERE code = '{code}' ORDER BY is_offered DESC, version DESC LIMIT 1""")


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
