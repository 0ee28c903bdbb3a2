"""Leads every call for BigCommerce to the sandbox, so that its own library stays as it is."""
import urllib.parse

import requests
from surroundings import SHOP as SANDBOX

PARTS = {"api.bigcommerce.com": "api", "login.bigcommerce.com": "login"}


class ToSandbox(requests.adapters.HTTPAdapter):
    """Takes the sandbox for the service's two hosts."""

    def send(self, request, **options):
        address = urllib.parse.urlsplit(request.url)
        part = PARTS[address.hostname]
        query = f"?{address.query}" if address.query else ""
        request.url = f"{SANDBOX}/bigcommerce/{part}{address.path}{query}"
        return super().send(request, **options)


def lead_to_sandbox(connection):
    connection._session.mount("https://", ToSandbox())
    return connection
