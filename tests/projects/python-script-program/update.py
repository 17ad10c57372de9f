print("up to date")
