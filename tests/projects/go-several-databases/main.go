package main

import (
	"net/http"
	"os"

	"gorm.io/driver/mysql"
	"gorm.io/driver/postgres"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
)

func main() {
	dialect := sqlite.Open("data/notes.db")
	switch os.Getenv("DIALECT") {
	case "mysql":
		dialect = mysql.Open(os.Getenv("DSN"))
	case "postgres":
		dialect = postgres.Open(os.Getenv("DSN"))
	}
	if _, err := gorm.Open(dialect); err != nil {
		panic(err)
	}
	http.ListenAndServe(":8080", nil)
}
