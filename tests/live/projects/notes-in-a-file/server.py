"""Notes in a file beside the code: each request to /add leaves one more."""

import sqlite3
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Notes(BaseHTTPRequestHandler):
    def do_GET(self):
        with sqlite3.connect("notes.db") as database:
            database.execute("create table if not exists note (text)")
            if self.path == "/add":
                database.execute("insert into note values ('one more')")
            (count,) = database.execute("select count(*) from note").fetchone()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(str(count).encode())

    def log_message(self, *args):
        pass


if __name__ == "__main__":
    ThreadingHTTPServer(("0.0.0.0", 8000), Notes).serve_forever()
