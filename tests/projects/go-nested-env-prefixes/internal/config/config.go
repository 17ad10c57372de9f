package config

import "github.com/caarlos0/env/v11"

type Config struct {
	Port     string   `env:"PORT" envDefault:"8100"`
	Debug    bool     `env:"DEBUG_LOGS"`
	Database Database `envPrefix:"DB_"`
	Mail     struct {
		Sender string `env:"SENDER,required"`
	} `envPrefix:"MAIL_"`
}

type Database struct {
	Host     string `env:"HOST,required"`
	Password string `env:"PASSWORD,notEmpty"`
	Name     string `env:"NAME"`
}

func Load() Config {
	var c Config
	if err := env.ParseWithOptions(&c, env.Options{Prefix: "ORDERS_"}); err != nil {
		panic(err)
	}
	return c
}
