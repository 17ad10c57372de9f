import os
import tarfile

HOME = os.path.realpath("/var/lib/shop/media")


def restore(archive):
    restored = []
    with tarfile.open(archive) as tar:
        for member in tar.getmembers():
            if not member.isfile():
                continue
            target = os.path.realpath(os.path.join(HOME, member.name))
            if os.path.commonpath([HOME, target]) != HOME:
                raise ValueError(f"{member.name} leads out of the folder")
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "wb") as file:
                file.write(tar.extractfile(member).read())
            restored.append(target)
    return restored
