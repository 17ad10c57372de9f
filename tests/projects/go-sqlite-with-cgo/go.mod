module example.com/ledger

go 1.25

require (
	github.com/gin-gonic/gin v1.11.0
	github.com/mattn/go-sqlite3 v1.14.32
)
