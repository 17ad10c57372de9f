package main

import (
	"log"
	"net/http"
	"os"
	"time"
)

func main() {
	port := os.Getenv("PORT")
	if port == "" {
		port = "8081"
	}
	zone := os.Getenv("CLOCK_ZONE")
	key, ok := os.LookupEnv("CLOCK_API_KEY")
	if !ok {
		log.Fatal("CLOCK_API_KEY is missing")
	}
	http.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusOK) })
	http.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) { w.Write([]byte(time.Now().String() + zone + key)) })
	log.Fatal(http.ListenAndServe(":"+port, nil))
}
