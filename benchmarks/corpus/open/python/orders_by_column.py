import sqlite3

from flask import Flask, jsonify, request

app = Flask(__name__)


@app.get("/orders")
def orders():
    column = request.args.get("sort", "id")
    rows = sqlite3.connect("shop.db").execute("SELECT id, total FROM orders ORDER BY " + column)
    return jsonify(rows.fetchall())
