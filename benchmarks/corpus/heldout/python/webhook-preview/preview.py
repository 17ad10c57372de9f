import requests
from bs4 import BeautifulSoup


class LinkPreview:
    def __init__(self, timeout=5):
        self.http = requests.Session()
        self.http.headers["User-Agent"] = "shop-preview/1.0"
        self.timeout = timeout

    def title(self, address):
        page = self.http.get(address, timeout=self.timeout)
        page.raise_for_status()
        found = BeautifulSoup(page.text, "html.parser").title
        return found.string if found else address
