def main():
    print("pages")
