package main

import (
	"fmt"
	"net/http"
	_ "net/http/pprof"

	"github.com/jinzhu/configor"
)

type Config struct {
	Port int    `default:"8600" env:"STATS_PORT"`
	Salt string `yaml:"salt" default:"" env:"STATS_PASSWORD_SALT"`
	Name string `env:"STATS_NAME"`
}

func main() {
	var c Config
	configor.Load(&c)
	// pprof listens by itself
	go func() {
		http.ListenAndServe("127.0.0.1:6060", nil)
	}()
	http.ListenAndServe(fmt.Sprintf(":%d", c.Port), http.NewServeMux())
}
