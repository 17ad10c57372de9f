package main

import (
	"os"

	"github.com/gin-gonic/gin"
	_ "github.com/mattn/go-sqlite3"
)

const envDatabase = "LEDGER_DATABASE"

func main() {
	open(os.Getenv(envDatabase))
	router := gin.Default()
	router.GET("/ping", func(c *gin.Context) { c.String(200, "pong") })
	router.Run(":8500")
}

func open(string) {}
