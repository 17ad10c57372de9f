package articles

import (
	"encoding/json"
	"net/http"
)

type Handler struct {
	store *Store
}

func (h *Handler) List(w http.ResponseWriter, r *http.Request) {
	author := r.URL.Query().Get("author")
	found, err := h.store.ByAuthor(r.Context(), author)
	if err != nil {
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	_ = json.NewEncoder(w).Encode(found)
}
