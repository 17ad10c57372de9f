package frontend

import (
	"embed"
	"net/http"
)

//go:embed dist/*
var files embed.FS

func Handler() http.Handler { return http.FileServer(http.FS(files)) }
