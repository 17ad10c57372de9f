from flask import Flask

from shop import handlers


def create_app():
    app = Flask(__name__)
    handlers.init_app(app)
    return app
