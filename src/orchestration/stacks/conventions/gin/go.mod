module example.com/app

go 1.26.0

require github.com/gin-gonic/gin v1.10.0
