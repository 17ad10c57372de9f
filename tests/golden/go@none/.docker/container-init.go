// Command container-init does what a shell would in an image that has none.
//
//	container-init exec -- PROGRAM [ARGUMENT]...   hands mounted secrets to PROGRAM and becomes it
//	container-init init -- PROGRAM [ARGUMENT]...   the same, but stays its parent: a program that does nothing about
//	                                               SIGTERM is ended by it only where it is not process 1
//	container-init probe [-port-env NAME] URL      exits 0 when URL answers below 400 (tcp://… : when it connects)
//
// Secrets reach the program as the environment variables it reads:
//
//	NAME_FILE=/run/secrets/x     NAME becomes the file's content (without its last line break)
//	NAME=a{{secret:x}}b          {{secret:x}} becomes the content of /run/secrets/x
//
// Nothing is printed of them, nothing is written. Only the standard library is used.
package main

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"
)

// Exit codes: 78 is sysexits' EX_CONFIG, 126 and 127 are the shell's.
const (
	unhealthy  = 1
	misused    = 64
	badSecret  = 78
	cannotExec = 126
	notFound   = 127

	probeTimeout = 4 * time.Second
)

// A variable, not a constant, so that its tests can point it at a directory of their own.
var secretsDirectory = "/run/secrets"

var placeholder = regexp.MustCompile(`\{\{secret:([A-Za-z0-9_.-]+)\}\}`)

func main() {
	os.Exit(run(os.Args[1:], os.Environ()))
}

func run(arguments, environment []string) int {
	if len(arguments) == 0 {
		return fail(misused, "usage: container-init exec -- PROGRAM… | init -- PROGRAM… | probe [-port-env NAME] URL")
	}
	switch arguments[0] {
	case "exec":
		return with(become, arguments[1:], environment)
	case "init":
		return with(attend, arguments[1:], environment)
	case "probe":
		return probe(arguments[1:], environment)
	}
	return fail(misused, "unknown mode %q: exec, init or probe", arguments[0])
}

func fail(code int, format string, values ...interface{}) int {
	fmt.Fprintf(os.Stderr, "container-init: "+format+"\n", values...)
	return code
}

// with finds the program, fills its environment and lets start run it.
func with(start func(program string, arguments, environment []string) int, arguments, environment []string) int {
	if len(arguments) > 0 && arguments[0] == "--" {
		arguments = arguments[1:]
	}
	if len(arguments) == 0 {
		return fail(misused, "no program given")
	}
	environment, err := withSecrets(environment)
	if err != nil {
		return fail(badSecret, "%v", err)
	}
	program, err := exec.LookPath(arguments[0])
	if err != nil {
		return fail(notFound, "%v", err)
	}
	return start(program, arguments, environment)
}

// become replaces this process, so signals reach the program itself.
func become(program string, arguments, environment []string) int {
	err := syscall.Exec(program, arguments, environment)
	return fail(cannotExec, "%s: %v", program, err)
}

// attend starts the program, passes signals on, reaps orphans and ends as the program ends: its code, or 128 and its signal.
func attend(program string, arguments, environment []string) int {
	signals := make(chan os.Signal, 32)
	signal.Notify(signals, syscall.SIGCHLD, syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGTERM, syscall.SIGUSR1, syscall.SIGUSR2)
	child, err := os.StartProcess(program, arguments, &os.ProcAttr{Env: environment, Files: []*os.File{os.Stdin, os.Stdout, os.Stderr}})
	if err != nil {
		return fail(cannotExec, "%s: %v", program, err)
	}
	for received := range signals {
		if received != syscall.SIGCHLD {
			_ = syscall.Kill(child.Pid, received.(syscall.Signal))
			continue
		}
		// Several children may end while one signal is on its way.
		for {
			var status syscall.WaitStatus
			pid, err := syscall.Wait4(-1, &status, syscall.WNOHANG, nil)
			if err == syscall.EINTR {
				continue
			}
			if err != nil || pid <= 0 {
				break
			}
			if pid == child.Pid && status.Signaled() {
				return 128 + int(status.Signal())
			}
			if pid == child.Pid {
				return status.ExitStatus()
			}
		}
	}
	return cannotExec
}

// withSecrets returns the environment with every mounted secret in the variable that asks for it.
func withSecrets(environment []string) ([]string, error) {
	result := make([]string, 0, len(environment))
	fromFile := map[string]string{}
	for _, entry := range environment {
		name, value := split(entry)
		if !strings.HasSuffix(name, "_FILE") || name == "_FILE" || !inside(value) {
			continue
		}
		content, err := read(value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		fromFile[strings.TrimSuffix(name, "_FILE")] = content
	}
	for _, entry := range environment {
		name, value := split(entry)
		if _, given := fromFile[name]; given || strings.HasSuffix(name, "_FILE") && inside(value) {
			continue
		}
		filled, err := fill(value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		result = append(result, name+"="+filled)
	}
	for name, value := range fromFile {
		result = append(result, name+"="+value)
	}
	return result, nil
}

func split(entry string) (name, value string) {
	at := strings.IndexByte(entry, '=')
	if at < 0 {
		return entry, ""
	}
	return entry[:at], entry[at+1:]
}

// inside tells whether a path lies in the secrets' directory, links and dots resolved by name.
func inside(path string) bool {
	return filepath.IsAbs(path) && strings.HasPrefix(filepath.Clean(path), secretsDirectory+"/")
}

func read(path string) (string, error) {
	content, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		return "", err
	}
	return strings.TrimRight(string(content), "\r\n"), nil
}

func fill(value string) (string, error) {
	var failure error
	filled := placeholder.ReplaceAllStringFunc(value, func(found string) string {
		name := placeholder.FindStringSubmatch(found)[1]
		content, err := read(filepath.Join(secretsDirectory, filepath.Base(name)))
		if err != nil && failure == nil {
			failure = err
		}
		return content
	})
	return filled, failure
}

// probe answers for the container's health check.
func probe(arguments, environment []string) int {
	portVariable := ""
	if len(arguments) >= 2 && arguments[0] == "-port-env" {
		portVariable, arguments = arguments[1], arguments[2:]
	}
	if len(arguments) != 1 {
		return fail(misused, "probe: exactly one URL")
	}
	target, err := url.Parse(arguments[0])
	if err != nil || target.Host == "" {
		return fail(misused, "probe: %q is no URL", arguments[0])
	}
	for _, entry := range environment {
		if name, value := split(entry); portVariable != "" && name == portVariable && value != "" {
			target.Host = net.JoinHostPort(target.Hostname(), strings.TrimPrefix(value, ":"))
		}
	}
	if target.Scheme == "tcp" {
		connection, err := net.DialTimeout("tcp", target.Host, probeTimeout)
		if err != nil {
			return fail(unhealthy, "%v", err)
		}
		_ = connection.Close()
		return 0
	}
	client := &http.Client{
		Timeout:       probeTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport:     &http.Transport{Proxy: nil},
	}
	response, err := client.Get(target.String())
	if err != nil {
		return fail(unhealthy, "%v", err)
	}
	defer response.Body.Close()
	if response.StatusCode >= 400 {
		return fail(unhealthy, "%s answered %s", target, response.Status)
	}
	return 0
}
