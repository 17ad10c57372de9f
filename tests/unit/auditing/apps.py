"""Small applications with known flaws, for the tests of what is made of a finding."""

from __future__ import annotations

FLASK = """\
import sqlite3
from flask import Flask, request

app = Flask(__name__)


@app.route("/users")
def users():
    name = request.args.get("name")
    statement = "SELECT * FROM users WHERE name = '%s'" % name
    return str(sqlite3.connect("app.db").execute(statement).fetchall())
"""
FLASK_LINE = 11

STORE = """\
import os


def remove(name):
    os.system("rm " + name)
"""
VIEW = """\
from flask import Flask, request
from store import remove

app = Flask(__name__)


@app.route("/remove", methods=["POST"])
def index():
    remove(request.form["name"])
    return "gone"
"""
