package tlsserver

import (
	"crypto/tls"
	"net/http"
	"time"
)

func New(handler http.Handler) *http.Server {
	return &http.Server{
		Addr:              ":8443",
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		TLSConfig:         &tls.Config{MinVersion: tls.VersionTLS10},
	}
}
