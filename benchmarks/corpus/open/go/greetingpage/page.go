package greetingpage

import (
	"net/http"
	"text/template"
)

var page = template.Must(template.New("page").Parse(`<!doctype html><h1>Hello, {{.Name}}</h1>`))

func Serve(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = page.Execute(w, map[string]string{"Name": r.URL.Query().Get("name")})
}
