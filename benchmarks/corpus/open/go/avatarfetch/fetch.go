package avatarfetch

import (
	"encoding/json"
	"io"
	"net/http"
	"time"
)

type request struct {
	AvatarURL string `json:"avatar_url"`
}

var client = &http.Client{Timeout: 5 * time.Second}

func Import(w http.ResponseWriter, r *http.Request) {
	var body request
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	answer, err := client.Get(body.AvatarURL)
	if err != nil {
		http.Error(w, "cannot be read", http.StatusBadGateway)
		return
	}
	defer answer.Body.Close()
	_, _ = io.Copy(w, io.LimitReader(answer.Body, 1<<20))
}
