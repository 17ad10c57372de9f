package logviewerbase

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/gin-gonic/gin"
)

const root = "/var/log/shop"

func read(name string) ([]byte, error) {
	path := filepath.Join(root, name)
	if !strings.HasPrefix(path, root+string(filepath.Separator)) {
		return nil, os.ErrNotExist
	}
	return os.ReadFile(path)
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
