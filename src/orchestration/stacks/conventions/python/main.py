def main() -> None:
    print("ok")


if __name__ == "__main__":
    main()
