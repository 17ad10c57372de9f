package main

import (
	"fmt"
	"net/http"

	"github.com/ilyakaznacheev/cleanenv"
	_ "github.com/rabbitmq/amqp091-go"
)

type (
	Config struct {
		HTTP   `yaml:"http"`
		Broker `yaml:"broker"`
	}

	HTTP struct {
		Port int `yaml:"port" env:"HTTP_PORT" env-required:"true"`
	}

	Broker struct {
		URL   string `yaml:"url" env:"BROKER_URL" env-required:"true"`
		Queue string `yaml:"queue" env:"BROKER_QUEUE" env-default:"orders"`
		Group string `yaml:"group" env:"BROKER_GROUP"`
	}
)

func main() {
	var c Config
	cleanenv.ReadConfig("config.yml", &c)
	http.ListenAndServe(fmt.Sprintf(":%d", c.HTTP.Port), nil)
}
