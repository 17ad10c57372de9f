import subprocess

from flask import Flask, request

app = Flask(__name__)


def convert(options):
    command = " ".join(["convert", options["source"], "-resize", options["size"], "out.png"])
    subprocess.run(command, shell=True, check=True)


@app.post("/convert")
def convert_image():
    convert({"source": "in.png", "size": request.form["size"]})
    return "done"
