import os

DEBUG = os.environ.get("DEBUG") == "1"
DATABASE_URL = os.environ["DATABASE_URL"]

PAYMENT = {
    "endpoint": "https://api.pay.example/v2",
    "merchant": "shop-4411",
    "api_secret": "kP9vX2mQ7rT4wZ8nB3hJ6sD1fG5yL0cA",
}

SMTP_PASSWORD = "Wq7#pLz92!vNt5"
