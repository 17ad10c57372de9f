import subprocess
import tempfile


def print_label(pdf, printer="labels"):
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        subprocess.run(["lp", "-d", printer, file.name], check=True)
