package logviewer

import (
	"net/http"
	"os"
	"path/filepath"

	"github.com/gin-gonic/gin"
)

const root = "/var/log/shop"

func read(name string) ([]byte, error) {
	return os.ReadFile(filepath.Join(root, name))
}

func Register(router *gin.Engine) {
	router.GET("/logs", func(c *gin.Context) {
		data, err := read(c.Query("file"))
		if err != nil {
			c.Status(http.StatusNotFound)
			return
		}
		c.Data(http.StatusOK, "text/plain", data)
	})
}
