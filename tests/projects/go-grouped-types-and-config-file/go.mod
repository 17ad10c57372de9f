module example.com/kitchen

go 1.26

require (
	github.com/ilyakaznacheev/cleanenv v1.5.0
	github.com/rabbitmq/amqp091-go v1.10.0
)
