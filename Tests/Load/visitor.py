"""Somebody who uses the site through its forms, for measurements that begin with a click."""
import http.cookiejar
import mimetypes
import re
import urllib.parse
import urllib.request
import uuid


class Visitor:
    def __init__(self, house):
        self.house = house
        self.site = f"http://127.0.0.1:{house.ports['epox']}"
        self.web = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        self.email = f"l-{uuid.uuid4().hex[:12]}@shop.example"
        self.post("/signup", "/signup", name="Lou", shop="Load & Co", email=self.email,
                  password="studio wall 2026 x")
        self.client = house.psql(f"""
            SELECT m.client_id FROM membership m JOIN person p ON p.id = m.person_id
            WHERE p.email = '{self.email}'""")
        house.psql(f"""
            INSERT INTO subscription (client_id, id, plan_id, status)
            SELECT '{self.client}', 'hand/{self.client}', id, 'active' FROM plan
            WHERE code = 'enterprise'""")

    def get(self, path):
        with self.web.open(self.site + path, timeout=120) as reply:
            return reply.read().decode()

    def token(self, path):
        return re.search(r'name="csrf" value="([^"]+)"', self.get(path)).group(1)

    def post(self, form_page, path, **fields):
        """Sends a form; the path of the page that it leads to."""
        data = urllib.parse.urlencode({"csrf": self.token(form_page)} | fields).encode()
        with self.web.open(self.site + path, data, timeout=120) as reply:
            return urllib.parse.urlsplit(reply.geturl()).path

    def upload(self, path, file):
        """Sends a file; the path of the page that it leads to."""
        edge = uuid.uuid4().hex
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        body = b"".join([
            f'--{edge}\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n'
            f'{self.token(path)}\r\n--{edge}\r\nContent-Disposition: form-data; name="file"; '
            f'filename="{file.name}"\r\nContent-Type: {kind}\r\n\r\n'.encode(),
            file.read_bytes(), f"\r\n--{edge}--\r\n".encode()])
        request = urllib.request.Request(self.site + path, body, {
            "Content-Type": f"multipart/form-data; boundary={edge}"})
        with self.web.open(request, timeout=120) as reply:
            return urllib.parse.urlsplit(reply.geturl()).path
