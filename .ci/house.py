#!/usr/bin/env python3
"""Starts everything that Epox consists of, in a folder of its own, and stops it again.

    house.py --folder .epox       for people: until Ctrl-C

PostgreSQL, nginx, responder, worker, scheduler and sandbox are children of this process: they end
with it, however it ends. Two houses live side by side: each has its own ports, sockets and data.
"""
import argparse
import base64
import ctypes
import fcntl
import hashlib
import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1


def fail(sentence):
    sys.exit(f"Epox: {sentence}")


def free_port(wanted):
    """The wanted port, or the next one that nobody listens on."""
    for port in range(wanted, wanted + 200):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    fail(f"no free port from {wanted} on")


class House:
    def __init__(self, options):
        self.options = options
        self.folder = Path(options.folder).resolve()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.lock = open(self.folder / "lock", "w")
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            fail(f"it is running in {self.folder} already")
        self.log = self.folder / "log"
        self.log.mkdir(exist_ok=True)
        # Unix sockets have short names, so they live under /tmp, in a folder nobody else can enter.
        short = hashlib.sha256(str(self.folder).encode()).hexdigest()[:10]
        self.sockets = Path(f"/tmp/epox-{os.getuid()}-{short}")
        shutil.rmtree(self.sockets, ignore_errors=True)
        self.sockets.mkdir(mode=0o700)
        self.is_root = os.getuid() == 0
        self.postgres_user = pwd.getpwnam("postgres") if self.is_root else None
        self.data = Path(f"/var/lib/epox-{short}") if self.is_root else self.folder / "postgres"
        self.children = {}
        self.stopping = False
        self.keep = self.load()

    def load(self):
        """Ports and secrets, made once and kept."""
        path = self.folder / "house.json"
        keep = json.loads(path.read_text()) if path.exists() else {}
        if not keep and self.data.exists():
            shutil.rmtree(self.data)
        keep.setdefault("secret_keys", "k1:" + base64.b64encode(secrets.token_bytes(32)).decode())
        keep.setdefault("media_secret", secrets.token_hex(24))
        keep.setdefault("consumer_key", "ck_" + secrets.token_hex(20))
        keep.setdefault("consumer_secret", "cs_" + secrets.token_hex(20))
        keep.setdefault("gemini_key", "AIza" + secrets.token_hex(16))
        keep.setdefault("removebg_key", secrets.token_hex(12))
        keep.setdefault("stripe_key", "sk_test_" + secrets.token_hex(16))
        keep.setdefault("stripe_secret", "whsec_" + secrets.token_hex(16))
        keep.setdefault("shopify_secret", "shpss_" + secrets.token_hex(16))
        keep.setdefault("bigcommerce_secret", secrets.token_hex(32))
        keep["listener"] = free_port(keep.get("listener", self.options.port + 220))
        keep["port"] = free_port(keep.get("port", self.options.port))
        keep["sandbox_port"] = free_port(max(keep.get("sandbox_port", self.options.sandbox_port), 0))
        if keep["sandbox_port"] == keep["port"]:
            keep["sandbox_port"] = free_port(keep["port"] + 1)
        keep["tls_port"] = free_port(max(keep.get("tls_port", 0), keep["sandbox_port"] + 1))
        path.touch(mode=0o600)
        path.write_text(json.dumps(keep, indent=1))
        return keep

    @property
    def environment(self):
        port, sandbox = self.keep["port"], self.keep["sandbox_port"]
        dsn = f"host={self.sockets}/pg dbname=epox user="
        values = {
            # Tests and people who try it all come from this machine.
            "EPOX_SIGN_UPS": "1000000",
            "EPOX_ENVIRONMENT": "test" if self.options.command == "test" else "development",
            "EPOX_BASE_URL": f"http://127.0.0.1:{port}",
            "EPOX_DATABASE_OWNER": dsn + "epox_owner",
            "EPOX_DATABASE_APP": dsn + "epox_app",
            "EPOX_DATABASE_SYSTEM": dsn + "epox_system",
            "EPOX_SOCKET": str(self.responder_sockets[0]),
            "EPOX_THREADS": "16",
            "EPOX_SECRET_KEYS": self.keep["secret_keys"],
            "EPOX_MEDIA_SECRET": self.keep["media_secret"],
            "EPOX_BLOBS": f"{self.folder}/blobs",
            "EPOX_OUTBOX": f"{self.folder}/outbox",
            "EPOX_PUBLIC": f"{ROOT}/public",
            "EPOX_SQL": f"{ROOT}/sql",
            "EPOX_IMAGING": f"{self.build}/epox-imaging",
            "EPOX_ALLOWED_HOSTS": f"127.0.0.1:{sandbox},localhost:{sandbox},"
                f"127.0.0.1:{self.keep['listener']}{self.dead_host}",
            "EPOX_DEMO_STORE": f"http://127.0.0.1:{sandbox}",
            "EPOX_GEMINI_URL": f"http://127.0.0.1:{sandbox}",
            "EPOX_GEMINI_KEY": self.keep["gemini_key"],
            "EPOX_REMOVEBG_URL": f"http://127.0.0.1:{sandbox}",
            "EPOX_REMOVEBG_KEY": self.keep["removebg_key"],
            "EPOX_STRIPE_URL": f"http://127.0.0.1:{sandbox}",
            "EPOX_STRIPE_KEY": self.keep["stripe_key"],
            "EPOX_STRIPE_WEBHOOK_SECRETS": f"whsec_before_it_was_rolled,{self.keep['stripe_secret']}",
            "EPOX_SHOPIFY_URL": f"http://127.0.0.1:{sandbox}/shopify/*",
            "EPOX_SHOPIFY_KEY": "epox-shopify-app",
            "EPOX_SHOPIFY_SECRETS": f"shpss_before_it_was_rolled,{self.keep['shopify_secret']}",
            "EPOX_BIGCOMMERCE_API_URL": f"http://127.0.0.1:{sandbox}/bigcommerce/api",
            "EPOX_BIGCOMMERCE_LOGIN_URL": f"http://127.0.0.1:{sandbox}/bigcommerce/login",
            "EPOX_BIGCOMMERCE_CLIENT_ID": "epox-bigcommerce-app",
            "EPOX_BIGCOMMERCE_SECRETS":
                f"bc_before_it_was_rolled,{self.keep['bigcommerce_secret']}",
            "SANDBOX_DATABASE": f"host={self.sockets}/pg dbname=epox_sandbox user=epox_owner",
            "SANDBOX_SOCKET": f"{self.sockets}/sandbox.sock",
            "SANDBOX_BASE_URL": f"http://127.0.0.1:{sandbox}",
            "SANDBOX_ASSETS": f"{ROOT}/public/samples",
            "SANDBOX_ALLOWED_HOSTS":
                f"127.0.0.1:{port},127.0.0.1:{sandbox},127.0.0.1:{self.keep['listener']}",
            # Where a test may listen to what the sandbox tells.
            "SANDBOX_LISTENER": f"127.0.0.1:{self.keep['listener']}",
            "SANDBOX_IMAGING": f"{self.build}/epox-imaging",
            "SANDBOX_ROOMS": f"{ROOT}/public/rooms",
            "SANDBOX_GEMINI_KEY": self.keep["gemini_key"],
            "SANDBOX_REMOVEBG_KEY": self.keep["removebg_key"],
            "SANDBOX_STRIPE_KEY": self.keep["stripe_key"],
            "SANDBOX_SHOPIFY_KEY": "epox-shopify-app",
            "SANDBOX_SHOPIFY_SECRET": self.keep["shopify_secret"],
            "SANDBOX_SHOPIFY_COMPLIANCE": f"http://127.0.0.1:{port}/webhooks/shopify",
            "SANDBOX_BIGCOMMERCE_CLIENT_ID": "epox-bigcommerce-app",
            "SANDBOX_BIGCOMMERCE_SECRET": self.keep["bigcommerce_secret"],
            "SANDBOX_BIGCOMMERCE_APP": f"http://127.0.0.1:{port}",
            "SANDBOX_STRIPE_SECRET": self.keep["stripe_secret"],
            "SANDBOX_STRIPE_WEBHOOK": f"http://127.0.0.1:{port}/webhooks/stripe",
            "SANDBOX_CONSUMER_KEY": self.keep["consumer_key"],
            "SANDBOX_CONSUMER_SECRET": self.keep["consumer_secret"],
        }
        if self.options.command == "test":
            # A store in a test answers at once: what is lost for three seconds is lost.
            values |= {
                "EPOX_LEASE_SECONDS": "3",
                # The stores answer over https too, with a certificate that only this house believes.
                "EPOX_CA_FILE": f"{self.folder}/tls.pem",
                "SANDBOX_TLS_URL": f"https://127.0.0.1:{self.keep['tls_port']}",
                "EPOX_SETTLE_SECONDS": "4",
                "EPOX_RECORD": f"{self.folder}/outbound.jsonl",
                # Outages in tests end soon, and so does the waiting for an answer.
                "EPOX_ENGINE_PAUSE": "2",
                "EPOX_GEMINI_TIMEOUT": "20",
                "EPOX_GEMINI_SIZE": "1K",
                "EPOX_GEMINI_FALLBACK_MODEL": "gemini-3.1-flash-lite-image",
            }
        return values

    @property
    def dead_host(self):
        """Hosts that tests may call: one where nobody answers, and the stores over https."""
        if self.options.command != "test":
            return ""
        # The certificate is for the address alone, not for the name.
        tls = self.keep["tls_port"]
        return f",127.0.0.1:9,127.0.0.1:{tls},localhost:{tls}"

    @property
    def build(self):
        return Path(self.options.build_folder).resolve()

    # -- children

    def start(self, name, command, user=None, environment=None):
        """Starts a child that dies with us; what it prints goes to a log of its own."""
        parent = os.getpid()

        def prepare():
            os.setsid()
            if user:
                os.initgroups(user.pw_name, user.pw_gid)
                os.setgid(user.pw_gid)
                os.setuid(user.pw_uid)
            # After setuid, which forgets it. Postgres ends quickly on SIGINT.
            LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGINT if name == "postgres" else signal.SIGTERM)
            if os.getppid() != parent:
                os._exit(1)

        with open(self.log / f"{name}.log", "ab") as output:
            child = subprocess.Popen(
                [str(part) for part in command], preexec_fn=prepare, stdin=subprocess.DEVNULL,
                stdout=output, stderr=output, env=environment or self.full_environment, cwd="/")
        self.children[name] = {"process": child, "command": command, "environment": environment,
                               "started": time.monotonic()}
        return child

    @property
    def responder_sockets(self):
        """One each: while one is restarted nginx turns to the other, and no request is lost."""
        return [self.sockets / f"responder-{n + 1}.sock" for n in range(getattr(self.options, "responders", 1))]

    @property
    def full_environment(self):
        return os.environ | self.environment

    def wait_for(self, what, condition, seconds=60):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if condition():
                return
            for name, child in self.children.items():
                if child["process"].poll() is not None:
                    self.complain(name)
            time.sleep(0.05)
        fail(f"{what} did not come up in {seconds} seconds. See {self.log}")

    def complain(self, name):
        tail = (self.log / f"{name}.log").read_text(errors="replace").splitlines()[-12:]
        fail(f"{name} ended at once:\n" + "\n".join(tail))

    # -- PostgreSQL

    def start_postgres(self):
        binaries = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
        sockets = self.sockets / "pg"
        sockets.mkdir(mode=0o700)
        user = self.postgres_user
        if user:
            # The server may not run as root; its socket's folder is entered by us alone.
            self.sockets.chmod(0o711)
            os.chown(sockets, user.pw_uid, user.pw_gid)
        if not (self.data / "PG_VERSION").exists():
            shutil.rmtree(self.data, ignore_errors=True)
            self.data.mkdir(mode=0o700)
            if user:
                os.chown(self.data, user.pw_uid, user.pw_gid)
            made = self.start(
                "initdb", [binaries / "initdb", "-D", self.data, "-U", "postgres", "-A", "trust",
                           "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions"], user)
            if made.wait():
                self.complain("initdb")
            del self.children["initdb"]
        # One that lost its supervisor still writes its last checkpoint.
        self.wait_for("the last PostgreSQL to stop", self.is_data_free)
        self.start(
            "postgres",
            [binaries / "postgres", "-D", self.data, "-k", sockets, "-c", "listen_addresses=",
             "-c", "shared_buffers=128MB", "-c", "max_connections=200",
             "-c", "log_min_messages=warning"], user)
        self.wait_for("PostgreSQL", lambda: self.sql("postgres", "SELECT 1") == 0)
        for role, rights in (("epox_owner", "CREATEDB"), ("epox_app", ""), ("epox_system", "")):
            self.sql("postgres", f"CREATE ROLE {role} LOGIN {rights}")
        for name in ("epox", "epox_sandbox"):
            self.sql("postgres", f"CREATE DATABASE {name} OWNER epox_owner")

    def is_data_free(self):
        try:
            owner = int((self.data / "postmaster.pid").read_text().split("\n")[0])
            return b"postgres" not in Path(f"/proc/{owner}/cmdline").read_bytes()
        except (OSError, ValueError):
            return True

    def sql(self, database, text):
        return subprocess.run(
            ["psql", "-qX", "-h", self.sockets / "pg", "-U", "postgres", "-d", database, "-c", text],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode

    # -- nginx

    def tls(self):
        """What lets nginx answer for the stores over https, in tests."""
        if self.options.command != "test":
            return ""
        key, certificate = self.folder / "tls.key", self.folder / "tls.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext",
             "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
            check=True, capture_output=True)
        key.chmod(0o600)
        return (f"listen 127.0.0.1:{self.keep['tls_port']} ssl; "
                f"ssl_certificate {certificate}; ssl_certificate_key {key};")

    def start_nginx(self):
        home = self.folder / "nginx"
        for name in ("body", "fastcgi", "proxy", "uwsgi", "scgi"):
            (home / name).mkdir(parents=True, exist_ok=True)
        (self.folder / "blobs" / "public").mkdir(parents=True, exist_ok=True)
        values = {
            "USER": "user root;" if self.is_root else "",
            "HOME": home, "NGINX": ROOT / "nginx", "PORT": self.keep["port"],
            "SANDBOX_PORT": self.keep["sandbox_port"], "SANDBOX_TLS": self.tls(),
            "SOCKETS": self.sockets,
            "PUBLIC": ROOT / "public", "BLOBS": self.folder / "blobs", "LOG": self.log,
            "MEDIA_SECRET": self.keep["media_secret"],
            "RESPONDERS": "\n    ".join(
                f"server unix:{path} max_fails=0;" for path in self.responder_sockets),
        }
        for template in (ROOT / "nginx").glob("*.template"):
            text = template.read_text()
            for name, value in values.items():
                text = text.replace(f"@{name}@", str(value))
            (home / template.stem).write_text(text)
        self.start("nginx", ["/usr/sbin/nginx", "-p", home, "-c", home / "development.conf",
                             "-e", self.log / "nginx-error.log", "-g", "daemon off;"])

    # -- all of it

    def up(self):
        self.start_postgres()
        for step in ("migrate", "seed"):
            done = subprocess.run([self.build / "epox", step], env=self.full_environment,
                                  capture_output=True, text=True)
            if done.returncode:
                fail(f"epox {step} failed:\n{done.stdout}{done.stderr}")
        self.start_nginx()
        for number, path in enumerate(self.responder_sockets, 1):
            self.start(f"responder-{number}", [self.build / "epox-responder"],
                       environment=self.full_environment | {"EPOX_SOCKET": str(path)})
        for program in ("worker", "scheduler", "sandbox"):
            self.start(program, [self.build / f"epox-{program}"])
        (self.folder / "environment.json").write_text(json.dumps(self.environment, indent=1))
        self.wait_for("the site", lambda: self.answers(self.keep["port"], "/readyz"))
        self.wait_for("the sandbox", lambda: self.answers(self.keep["sandbox_port"], "/wp-json/"))

    def answers(self, port, path):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as reply:
                return reply.status == 200
        except OSError:
            return False

    def watch(self):
        """Starts again what died, ever more slowly, until we are asked to stop."""
        while not self.stopping:
            for name, child in list(self.children.items()):
                if child["process"].poll() is None or self.stopping:
                    continue
                if time.monotonic() - child["started"] > 0.5:
                    self.start(name, child["command"],
                               self.postgres_user if name == "postgres" else None,
                               child["environment"])
            time.sleep(0.1)

    def down(self):
        self.stopping = True
        order = ("nginx", "responder", "worker", "scheduler", "sandbox", "postgres")
        children = sorted(self.children, key=lambda name: order.index(name.split("-")[0]))
        for name in children:
            child = self.children.get(name)
            if not child or child["process"].poll() is not None:
                continue
            ending = {"nginx": signal.SIGQUIT, "postgres": signal.SIGINT}.get(name, signal.SIGTERM)
            child["process"].send_signal(ending)
            try:
                child["process"].wait(15)
            except subprocess.TimeoutExpired:
                child["process"].kill()
                child["process"].wait()
        shutil.rmtree(self.sockets, ignore_errors=True)

    def greet(self):
        site, shop = (f"http://127.0.0.1:{self.keep[p]}" for p in ("port", "sandbox_port"))
        print(f"""
  Epox is running.

  Site         {site}
  Sign in      demo@epox.example  /  demo-studio-2026

  Demo store   {shop}
    key        {self.keep['consumer_key']}
    secret     {self.keep['consumer_secret']}

  Mail         {self.folder}/outbox
  Logs         {self.log}
  Stop         Ctrl-C
""", flush=True)


def run(house):
    def end(*_):
        house.stopping = True

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
    try:
        house.up()
        house.greet()
        house.watch()
    finally:
        house.down()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", default=".epox")
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--sandbox-port", type=int, default=8090)
    parser.add_argument("--responders", type=int, default=2)
    parser.add_argument("--build-folder", default=ROOT / ".build/release")
    parser.set_defaults(command="run")
    options = parser.parse_args()
    run(House(options))


if __name__ == "__main__":
    main()
