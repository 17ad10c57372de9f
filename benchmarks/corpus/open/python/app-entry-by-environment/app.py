import os

from flask import Flask

from .blueprints import register


def create_app():
    app = Flask(__name__)
    app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
    register(app)
    return app


if __name__ == "__main__":
    create_app().run(host="127.0.0.1", port=8000, debug=os.environ.get("FLASK_DEBUG") == "1")
