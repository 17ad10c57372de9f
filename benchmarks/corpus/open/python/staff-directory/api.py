import os

from flask import Flask, jsonify, request

from .directory import Directory

app = Flask(__name__)


def directory():
    return Directory(os.environ["LDAP_HOST"], os.environ["LDAP_USER"], os.environ["LDAP_PASSWORD"])


@app.get("/staff")
def staff():
    return jsonify(directory().find(request.args["name"]))
