from flask import Flask

from .config import Production


def create_app(config=Production):
    app = Flask(__name__)
    app.config.from_object(config)
    app.secret_key = "b2f1c0d9-shop-sessions"
    return app
