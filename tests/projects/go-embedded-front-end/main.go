package main

import (
	"net/http"

	"example.com/board/web"
)

func main() {
	http.Handle("/", http.FileServer(http.FS(web.Files)))
	http.ListenAndServe(":8300", nil)
}
