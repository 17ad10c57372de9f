from pages.cli import main

main()
