from bot.web import create_app


def main() -> None:
    create_app()


main()
