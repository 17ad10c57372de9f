package main

import (
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func secrets(t *testing.T, files map[string]string) {
	t.Helper()
	before := secretsDirectory
	secretsDirectory = t.TempDir()
	t.Cleanup(func() { secretsDirectory = before })
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(secretsDirectory, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAFileBecomesTheVariable(t *testing.T) {
	secrets(t, map[string]string{"db": "hunter2\n"})
	got, err := withSecrets([]string{"DB_PASSWORD_FILE=" + secretsDirectory + "/db", "DB_PASSWORD=old", "PORT=8080"})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Join(got, " ") != "PORT=8080 DB_PASSWORD=hunter2" {
		t.Fatalf("%q", got)
	}
}

func TestAPlaceholderIsFilled(t *testing.T) {
	secrets(t, map[string]string{"db": "s3=cret", "user": "me"})
	got, err := withSecrets([]string{"URL=postgres://{{secret:user}}:{{secret:db}}@db/app"})
	if err != nil || got[0] != "URL=postgres://me:s3=cret@db/app" {
		t.Fatalf("%q %v", got, err)
	}
}

func TestPathsOutsideAreLeftAlone(t *testing.T) {
	secrets(t, nil)
	given := []string{"CONFIG_FILE=/etc/app.yml", "X_FILE=" + secretsDirectory + "/../passwd", "Y={{secret:}}"}
	got, err := withSecrets(given)
	if err != nil || strings.Join(got, " ") != strings.Join(given, " ") {
		t.Fatalf("%q %v", got, err)
	}
}

func TestAMissingSecretIsAnErrorWithItsName(t *testing.T) {
	secrets(t, nil)
	for _, entry := range []string{"A_FILE=" + secretsDirectory + "/none", "A={{secret:none}}"} {
		if _, err := withSecrets([]string{entry}); err == nil || !strings.Contains(err.Error(), "none") {
			t.Fatalf("%s: %v", entry, err)
		}
	}
	if code := run([]string{"exec", "--", "true"}, []string{"A={{secret:none}}"}); code != badSecret {
		t.Fatal(code)
	}
}

func TestExecBecomesTheProgram(t *testing.T) {
	if os.Getenv("BECOME") == "1" {
		os.Exit(run([]string{"exec", "--", "sh", "-c", "echo $$ $GREETING"}, []string{"PATH=" + os.Getenv("PATH"), "GREETING=hello"}))
	}
	command := exec.Command(os.Args[0], "-test.run=TestExecBecomesTheProgram")
	command.Env = append(os.Environ(), "BECOME=1")
	out, err := command.Output()
	if err != nil || !strings.Contains(string(out), "hello") {
		t.Fatalf("%s %v", out, err)
	}
}

func attending(script string) *exec.Cmd {
	command := exec.Command(os.Args[0], "-test.run=TestInitEndsAsTheProgramEnds")
	command.Env = append(os.Environ(), "ATTEND="+script)
	return command
}

func TestInitEndsAsTheProgramEnds(t *testing.T) {
	if script := os.Getenv("ATTEND"); script != "" {
		os.Exit(run([]string{"init", "--", "sh", "-c", script}, []string{"PATH=" + os.Getenv("PATH")}))
	}
	for script, want := range map[string]int{"exit 0": 0, "exit 7": 7, "kill -TERM $$": 143, "(sleep 0.1 &) ; sleep 0.3; exit 5": 5} {
		command := attending(script)
		_ = command.Run()
		if got := command.ProcessState.ExitCode(); got != want {
			t.Errorf("%s: %d, not %d", script, got, want)
		}
	}
}

func TestInitPassesSignalsOn(t *testing.T) {
	command := attending("trap 'exit 9' TERM; echo ready; while :; do sleep 0.05; done")
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 5)); err != nil {
		t.Fatal(err)
	}
	_ = command.Process.Signal(syscall.SIGTERM)
	_ = command.Wait()
	if got := command.ProcessState.ExitCode(); got != 9 {
		t.Fatal(got)
	}
}

func TestMisuseIsRefused(t *testing.T) {
	for _, arguments := range [][]string{nil, {"serve"}, {"exec"}, {"exec", "--"}, {"init"}, {"probe"}, {"probe", "nonsense"}, {"probe", "-port-env", "PORT"}} {
		if code := run(arguments, nil); code != misused {
			t.Fatalf("%q: %d", arguments, code)
		}
	}
	if code := run([]string{"exec", "/no/such/program"}, nil); code != notFound {
		t.Fatal(code)
	}
}

func TestProbe(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/ok":
		case "/moved":
			http.Redirect(w, r, "https://nowhere.invalid/", http.StatusFound)
		default:
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	defer server.Close()
	_, port, _ := net.SplitHostPort(server.Listener.Addr().String())
	for _, c := range []struct {
		arguments   []string
		environment []string
		want        int
	}{
		{[]string{server.URL + "/ok"}, nil, 0},
		{[]string{server.URL + "/moved"}, nil, 0},
		{[]string{server.URL + "/down"}, nil, unhealthy},
		{[]string{"http://127.0.0.1:1/ok"}, nil, unhealthy},
		{[]string{"-port-env", "PORT", "http://127.0.0.1:1/ok"}, []string{"PORT=" + port}, 0},
		{[]string{"-port-env", "PORT", "http://127.0.0.1:1/ok"}, []string{"PORT=:" + port}, 0},
		{[]string{"tcp://127.0.0.1:" + port}, nil, 0},
		{[]string{"tcp://127.0.0.1:1"}, nil, unhealthy},
	} {
		if got := run(append([]string{"probe"}, c.arguments...), c.environment); got != c.want {
			t.Errorf("%q %q: %d, not %d", c.arguments, c.environment, got, c.want)
		}
	}
}
