def main():
print('up')
