package main

import (
	"net/http"

	"example.com/memo/server/frontend"
)

func main() {
	http.ListenAndServe(":8301", frontend.Handler())
}
