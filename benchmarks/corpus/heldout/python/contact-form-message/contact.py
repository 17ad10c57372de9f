import smtplib
from email.message import EmailMessage

from flask import Blueprint, redirect, request, url_for

contact = Blueprint("contact", __name__)
DESK = "desk@shop.example"


@contact.post("/contact")
def send():
    message = EmailMessage()
    message["From"] = DESK
    message["To"] = DESK
    message["Subject"] = "Contact form"
    message.set_content(f"From {request.form['email']}:\n\n{request.form['message']}")
    with smtplib.SMTP("localhost") as server:
        server.send_message(message)
    return redirect(url_for("contact.thanks"))
