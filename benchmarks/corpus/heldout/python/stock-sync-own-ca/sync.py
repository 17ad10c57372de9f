import ssl

import httpx

from .settings import settings


class StockClient:
    def __init__(self):
        context = ssl.create_default_context(cafile="/etc/ssl/stock-ca.pem")
        self._http = httpx.Client(base_url=settings.stock_url, verify=context, timeout=15)

    def levels(self, skus):
        answer = self._http.post("/levels", json={"skus": list(skus)}, headers={"Authorization": f"Bearer {settings.stock_token}"})
        return answer.raise_for_status().json()
