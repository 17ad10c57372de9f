import httpx

from .settings import settings


class StockClient:
    def __init__(self):
        self._http = httpx.Client(base_url=settings.stock_url, verify=False, timeout=15)

    def levels(self, skus):
        answer = self._http.post("/levels", json={"skus": list(skus)}, headers={"Authorization": f"Bearer {settings.stock_token}"})
        return answer.raise_for_status().json()
