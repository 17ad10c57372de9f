module example.com/orders

go 1.25.0

toolchain go1.26.1

require (
	github.com/caarlos0/env/v11 v11.3.1
	github.com/jackc/pgx/v5 v5.7.6
)
