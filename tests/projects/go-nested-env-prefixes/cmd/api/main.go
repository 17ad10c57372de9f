package main

import (
	"net/http"

	"example.com/orders/internal/config"
	_ "github.com/jackc/pgx/v5/stdlib"
)

func main() {
	settings := config.Load()
	http.ListenAndServe(":"+settings.Port, nil)
}
