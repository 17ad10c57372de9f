import os
from pathlib import Path

DEBUG = os.environ.get("DEBUG") == "1"
DATABASE_URL = os.environ["DATABASE_URL"]

PAYMENT = {
    "endpoint": "https://api.pay.example/v2",
    "merchant": "shop-4411",
    "api_secret": Path("/run/secrets/payment_api_secret").read_text().strip(),
}

SMTP_PASSWORD = os.environ.get("SMTP_PASSWORD", "")
PASSWORD_RESET_TEMPLATE = "accounts/password_reset.html"
SECRET_KEY_HEADER = "X-Shop-Secret"
