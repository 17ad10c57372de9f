import subprocess


def version():
    return subprocess.run(["git", "describe"])
