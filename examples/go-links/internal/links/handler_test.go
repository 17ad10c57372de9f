package links

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func ask(t *testing.T, handler http.Handler, method, path, body, token string) *httptest.ResponseRecorder {
	t.Helper()
	request := httptest.NewRequest(method, path, strings.NewReader(body))
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, request)
	return answer
}

func TestALinkIsShortenedAndFollowed(t *testing.T) {
	handler := NewHandler(NewStore(), "secret", slog.New(slog.NewTextHandler(io.Discard, nil)))
	answer := ask(t, handler, "POST", "/links", `{"url": "https://go.dev/doc"}`, "secret")
	var made map[string]string
	if err := json.Unmarshal(answer.Body.Bytes(), &made); err != nil || answer.Code != http.StatusCreated {
		t.Fatalf("%d %s %v", answer.Code, answer.Body, err)
	}
	answer = ask(t, handler, "GET", "/"+made["code"], "", "")
	if answer.Code != http.StatusFound || answer.Header().Get("Location") != "https://go.dev/doc" {
		t.Fatalf("%d %q", answer.Code, answer.Header())
	}
}

func TestWhatIsRefused(t *testing.T) {
	handler := NewHandler(NewStore(), "secret", slog.New(slog.NewTextHandler(io.Discard, nil)))
	for _, c := range []struct {
		method, path, body, token string
		want                      int
	}{
		{"POST", "/links", `{"url": "https://go.dev"}`, "", http.StatusUnauthorized},
		{"POST", "/links", `{"url": "https://go.dev"}`, "wrong", http.StatusUnauthorized},
		{"POST", "/links", `{`, "secret", http.StatusBadRequest},
		{"POST", "/links", `{"url": "javascript:alert(1)"}`, "secret", http.StatusUnprocessableEntity},
		{"GET", "/unknown", "", "", http.StatusNotFound},
		{"GET", "/healthz", "", "", http.StatusNoContent},
	} {
		if answer := ask(t, handler, c.method, c.path, c.body, c.token); answer.Code != c.want {
			t.Errorf("%s %s: %d, not %d", c.method, c.path, answer.Code, c.want)
		}
	}
}
