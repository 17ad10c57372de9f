from flask import Flask

from .config import Production


def create_app(config=Production):
    app = Flask(__name__)
    app.config.from_object(config)
    return app
