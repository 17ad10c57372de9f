def main() -> None:
    print('up')
