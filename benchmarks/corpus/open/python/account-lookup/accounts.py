from flask import Blueprint, jsonify, request
from pymongo import MongoClient

accounts = Blueprint("accounts", __name__)
db = MongoClient().shop


@accounts.post("/accounts/activate")
def activate():
    body = request.get_json()
    found = db.accounts.find_one({"email": body["email"], "activation": body["code"]})
    if not found:
        return jsonify(error="wrong code"), 403
    db.accounts.update_one({"_id": found["_id"]}, {"$set": {"active": True}})
    return jsonify(active=True)
