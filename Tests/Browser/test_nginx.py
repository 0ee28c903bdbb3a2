"""The templates for a public server: nginx takes them, and what they send is guarded."""
import os
import re
import signal
import socket
import ssl
import subprocess
from pathlib import Path

import httpx
import pytest
from raw import hear
from surroundings import HOST, SITE
from waiting import until

ROOT = Path(__file__).parents[2]
NAME = "epox.example"
HSTS = "max-age=31536000; includeSubDomains"
LIVING = Path(os.environ["EPOX_SOCKET"])


class PublicServer:
    """nginx with the production templates, on ports of its own, before some responders."""

    def __init__(self, home, sockets):
        self.home = home
        self.http, self.https = free_ports(2)
        self.responders = "\n".join(f"server unix:{path} max_fails=0;" for path in sockets)
        for name in ("body", "fastcgi", "proxy", "uwsgi", "scgi", "acme"):
            (home / name).mkdir()
        make_certificate(home)
        for template in (ROOT / "nginx").glob("*.template"):
            (home / template.stem).write_text(self.filled(template.read_text()))

    def filled(self, text):
        values = {
            "HOST": NAME, "CERTIFICATE": self.home / "cert.pem", "KEY": self.home / "key.pem",
            "RESPONDERS": self.responders, "HOME": self.home, "NGINX": ROOT / "nginx",
            "PUBLIC": ROOT / "public", "BLOBS": os.environ["EPOX_BLOBS"], "LOG": self.home,
            "MEDIA_SECRET": os.environ["EPOX_MEDIA_SECRET"],
        }
        for name, value in values.items():
            text = text.replace(f"@{name}@", str(value))
        # What a test cannot have: ports below 1024, another user, a minute of patience.
        text = re.sub(r"listen \[::\].*", "", text)
        text = re.sub(r"listen 80\b", f"listen 127.0.0.1:{self.http}", text)
        text = re.sub(r"listen 443\b", f"listen 127.0.0.1:{self.https}", text)
        text = text.replace("user www-data;", "user root;" if os.getuid() == 0 else "")
        text = text.replace("/run/nginx.pid", str(self.home / "nginx.pid"))
        return text.replace("fastcgi_read_timeout 60s", "fastcgi_read_timeout 1s")

    def command(self, *more):
        return ["/usr/sbin/nginx", "-p", self.home, "-c", self.home / "production.conf",
                "-e", self.home / "error.log", *more]

    def start(self):
        self.process = subprocess.Popen(self.command("-g", "daemon off;"))
        until(lambda: answers(self.https), 15, "nginx listens")
        return self

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(15)

    def link(self, name=NAME):
        """A connection over TLS."""
        trust = ssl.create_default_context(cafile=self.home / "cert.pem")
        plain = socket.create_connection(("127.0.0.1", self.https), timeout=30)
        return trust.wrap_socket(plain, server_hostname=name)

    def ask(self, first, *headers, name=NAME, body=b""):
        """A request over TLS, its first line without the version."""
        lines = [f"{first} HTTP/1.1", f"Host: {name}", *headers, "", ""]
        with self.link(name) as link:
            link.sendall("\r\n".join(lines).encode() + body)
            answer = hear(link)
        assert answer.headers["Strict-Transport-Security"] == HSTS
        return answer.guarded()


def free_ports(count):
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def answers(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
        return True
    except OSError:
        return False


def make_certificate(home):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
         "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME},DNS:other.example",
         "-keyout", home / "key.pem", "-out", home / "cert.pem"],
        check=True, capture_output=True)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = PublicServer(tmp_path_factory.mktemp("nginx"), LIVING.parent.glob("responder-*.sock"))
    yield server.start()
    server.stop()


@pytest.fixture
def before(tmp_path):
    """Starts a server before responders that are not well."""
    started = []

    def start(path):
        started.append(PublicServer(tmp_path, [path]).start())
        return started[-1]

    yield start
    for server in started:
        server.stop()


def test_nginx_takes_the_templates_without_a_word_of_warning(tmp_path):
    server = PublicServer(tmp_path, [LIVING])
    done = subprocess.run(server.command("-t"), capture_output=True, text=True)
    assert done.returncode == 0 and "successful" in done.stderr, done.stderr
    assert "warn" not in done.stderr, done.stderr
    assert "@" not in re.sub("#.*", "", (tmp_path / "production.conf").read_text())


def test_nobody_talks_in_the_clear_or_to_another_name(server):
    with socket.create_connection(("127.0.0.1", server.http), timeout=30) as link:
        link.sendall(b"GET /login?next=/studio HTTP/1.1\r\nHost: other.example\r\n\r\n")
        answer = hear(link)
    assert answer.status == 301
    assert answer.headers["Location"] == f"https://{NAME}/login?next=/studio"
    with pytest.raises(ssl.SSLError):
        server.ask("GET /login", name="other.example")


@pytest.mark.parametrize("first, status", [
    ("GET /login", 200), ("GET /dashboard", 303), ("GET /nowhere", 404),
    ("GET /api/v1/session", 401), ("GET /api/openapi.json", 200), ("BREW /api/v1/flows", 405),
    ("GET /static/css/epox.css", 200), ("GET /static/none.css", 404),
    (f"GET /media/aa/{'a' * 64}.webp", 403), ("GET /blobs/x", 404), ("TRACE /login", 405),
    (f"GET /{'a' * 20_000}", 414), (f"GET /api/{'a' * 20_000}", 414),
    ("POST /api/v1/flows HTTP/1.1\r\nContent-Length: 99999999\r\nX: y", 413),
    ("POST /signup HTTP/1.1\r\nContent-Length: 99999999\r\nX: y", 413),
    (f"GET /api/x HTTP/1.1\r\nCookie: {'a' * 20_000}\r\nX: y", 431),
    ("GET /login HTTP/1.1\r\nHost: a b", 400),
])
def test_every_answer_is_guarded(server, first, status):
    answer = server.ask(first)
    assert answer.status == status
    assert answer.headers["Server"] == "nginx"
    if status >= 400:
        answer.refused(status, is_api=" /api/" in first)


def test_who_knocks_too_often_is_asked_to_wait(server):
    tries = [server.ask("POST /login", "Content-Length: 0") for _ in range(20)]
    late = [answer for answer in tries if answer.status == 429]
    assert late and tries[0].status == 403
    assert late[0].refused(429, is_api=False).headers["Retry-After"] == "10"
    # Looking at the form stays free.
    assert server.ask("GET /login").status == 200


def test_made_up_keys_are_no_way_around_the_limit_on_programs(server):
    statuses = []
    with server.link() as link:
        for number in range(600):
            link.sendall(f"GET /api/v1/session HTTP/1.1\r\nHost: {NAME}\r\n"
                         f"Authorization: Bearer epox_{number}\r\n\r\n".encode())
            statuses.append(hear(link).status)
    # Two hundred come through at once, and a hundred more each second.
    assert statuses.count(401) >= 200 and statuses.count(429) > 50


@pytest.mark.parametrize("path, is_api", [("/login", False), ("/api/v1/session", True)])
def test_responders_that_are_away_are_told_as_such(before, tmp_path, path, is_api):
    answer = before(tmp_path / "nobody.sock").ask(f"GET {path}").refused(502, is_api)
    assert answer.headers["Retry-After"] == "5"


@pytest.mark.parametrize("path, is_api", [("/login", False), ("/api/v1/session", True)])
def test_responders_that_do_not_answer_are_given_up(before, tmp_path, path, is_api):
    with socket.socket(socket.AF_UNIX) as mute:
        mute.bind(str(tmp_path / "mute.sock"))
        mute.listen()
        answer = before(tmp_path / "mute.sock").ask(f"GET {path}").refused(504, is_api)
    assert "still be under way" in answer.text


@pytest.mark.parametrize("path", ["/metrics", "/metrics/", "//metrics/", "/%6detrics/"])
def test_only_this_machine_reads_the_metrics(path):
    def asked(by):
        with socket.create_connection(tuple(HOST.split(":")), 30, source_address=(by, 0)) as link:
            link.sendall(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
            return hear(link).status

    assert asked("127.0.0.2") == 403
    # What the site does not know by this name is nothing here either.
    assert asked("127.0.0.1") == (200 if path.startswith("/m") else 404)


@pytest.mark.parametrize("path", ["reset", "verify", "invitations", "store/installation"])
def test_the_secret_of_a_link_stays_out_of_the_log(server, path):
    server.ask(f"GET /{path}/SECRETOFALINK?q=hidden")
    log = server.home / "access.log"
    until(lambda: f"GET /{path}/* " in log.read_text(), 10, "the call is written down")
    assert "SECRETOFALINK" not in log.read_text() and "hidden" not in log.read_text()


@pytest.mark.parametrize("path", [
    "/products", "/products/import/csv", "/products/ID/pictures", "/studio/ID", "/assets/ID/edit",
    "/photos/ID/edit"])
def test_a_form_with_pictures_may_be_large(path):
    place = path.replace("ID", "0199000c-0000-7000-8000-000000000001")
    answer = httpx.post(f"{SITE}{place}", files={"file": b"x" * 3_000_000}, timeout=30)
    assert answer.status_code == 401, "it came to the site, which asks who sends it"
