package main

import (
	"os"

	"github.com/labstack/echo/v4"
)

func main() {
	e := echo.New()
	g := e.Group("")
	g.GET(prefixed("/healthz"), func(c echo.Context) error { return c.NoContent(204) })
	e.Logger.Fatal(e.Start("127.0.0.1:" + value("PORT", "9400")))
}

func prefixed(path string) string { return path }

func value(name, other string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return other
}
