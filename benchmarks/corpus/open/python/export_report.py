import subprocess

from flask import Flask, abort, request

app = Flask(__name__)
FORMATS = {"pdf": "pdf", "text": "txt"}


@app.post("/export")
def export():
    chosen = FORMATS.get(request.form["format"])
    if chosen is None:
        abort(400)
    subprocess.run(f"render --to {chosen} report.md", shell=True, check=True)
    return "done"
