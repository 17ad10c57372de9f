package repoarchive

import (
	"net/http"
	"os/exec"
)

func archive(repository, branch string) ([]byte, error) {
	command := "git -C /srv/git/" + repository + " archive --format=zip " + branch
	return exec.Command("bash", "-c", command).Output()
}

func Serve(w http.ResponseWriter, r *http.Request) {
	branch := r.FormValue("branch")
	if branch == "" {
		branch = "main"
	}
	data, err := archive("shop", branch)
	if err != nil {
		http.Error(w, "no such branch", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "application/zip")
	_, _ = w.Write(data)
}
