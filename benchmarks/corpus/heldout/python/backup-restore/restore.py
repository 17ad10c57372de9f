import os
import tarfile

HOME = "/var/lib/shop/media"


def restore(archive):
    restored = []
    with tarfile.open(archive) as tar:
        for member in tar.getmembers():
            if not member.isfile():
                continue
            target = os.path.join(HOME, member.name)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "wb") as file:
                file.write(tar.extractfile(member).read())
            restored.append(target)
    return restored
