package main

import (
	"net/http"
	"strings"

	"github.com/spf13/viper"
)

func main() {
	viper.SetEnvPrefix("notes")
	viper.SetEnvKeyReplacer(strings.NewReplacer("-", "_", ".", "_"))
	viper.AutomaticEnv()
	viper.SetDefault("server.port", 8200)
	viper.SetDefault("log-level", "info")
	secret := viper.GetString("auth.secret")
	http.ListenAndServe(":"+viper.GetString("server.port")+secret, nil)
}
