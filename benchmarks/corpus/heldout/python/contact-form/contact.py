import smtplib

from flask import Blueprint, redirect, request, url_for

contact = Blueprint("contact", __name__)
DESK = "desk@shop.example"


@contact.post("/contact")
def send():
    sender, subject = request.form["email"], request.form["subject"]
    message = f"From: {sender}\r\nTo: {DESK}\r\nSubject: {subject}\r\n\r\n{request.form['message']}"
    with smtplib.SMTP("localhost") as server:
        server.sendmail(DESK, [DESK], message)
    return redirect(url_for("contact.thanks"))
