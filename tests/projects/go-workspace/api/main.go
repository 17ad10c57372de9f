package main

import (
	"net/http"

	"example.com/shared"
)

func main() {
	http.ListenAndServe(":"+shared.Env("API_PORT", "8400"), nil)
}
