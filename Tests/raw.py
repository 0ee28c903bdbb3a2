"""Requests as no browser sends them, over a bare connection to nginx."""
import http.client
import json
import socket

from surroundings import HOST

# Every answer carries them, whoever gives it.
SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Answer:
    """What came back: status, headers, body, and whether it is in the form for its reader."""

    def __init__(self, answer):
        self.status = answer.status
        self.headers = answer.headers
        self.body = answer.read()

    @property
    def text(self):
        return self.body.decode()

    def guarded(self):
        """Checks the headers that every answer must have, and answers with itself."""
        for name, value in SECURITY.items():
            assert self.headers.get_all(name) == [value], (self.status, name)
        assert "default-src 'self'" in self.headers["Content-Security-Policy"]
        assert len(self.headers["X-Request-Id"]) == 32
        return self

    def refused(self, status, is_api):
        """Checks that it is a refusal in its reader's form, under the request's name."""
        assert self.status == status, (self.status, self.text[:200])
        self.guarded()
        if is_api:
            assert self.headers["Content-Type"] == "application/problem+json"
            problem = json.loads(self.body)
            assert problem["status"] == status and problem["title"] and problem["detail"]
            assert problem["instance"] == f"urn:request:{self.headers['X-Request-Id']}"
        else:
            assert self.headers["Content-Type"] == "text/html; charset=utf-8"
            assert 'data-testid="error-message"' in self.text
            assert self.headers["X-Request-Id"][:8] in self.text
            assert "<center>" not in self.text
        return self


def ask(method, path, body=None, headers=None, host=HOST):
    """One request with its answer; a redirect is an answer."""
    link = http.client.HTTPConnection(host, timeout=30)
    link.request(method, path, body=body, headers=headers or {})
    return Answer(link.getresponse())


def send(data, host=HOST):
    """Bytes as they are, and what is answered to them."""
    name, port = host.split(":")
    with socket.create_connection((name, int(port)), timeout=30) as link:
        link.sendall(data)
        return hear(link)


def hear(link):
    """The answer on an open connection."""
    answer = http.client.HTTPResponse(link)
    answer.begin()
    return Answer(answer)
