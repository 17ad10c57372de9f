import os
import subprocess
import tempfile


def print_label(pdf, printer="labels"):
    path = tempfile.mktemp(suffix=".pdf")
    with open(path, "wb") as file:
        file.write(pdf)
    try:
        subprocess.run(["lp", "-d", printer, path], check=True)
    finally:
        os.unlink(path)
