package repoarchivechecked

import (
	"net/http"
	"os/exec"
	"regexp"
)

var branchName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_/.]*$`)

func archive(repository, branch string) ([]byte, error) {
	return exec.Command("git", "-C", "/srv/git/"+repository, "archive", "--format=zip", branch).Output()
}

func Serve(w http.ResponseWriter, r *http.Request) {
	branch := r.FormValue("branch")
	if !branchName.MatchString(branch) {
		http.Error(w, "no such branch", http.StatusNotFound)
		return
	}
	data, err := archive("shop", branch)
	if err != nil {
		http.Error(w, "no such branch", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "application/zip")
	_, _ = w.Write(data)
}
