// Package links shortens URLs.
package links

import (
	"crypto/rand"
	"encoding/base32"
	"errors"
	"net/url"
	"strings"
	"sync"
)

// ErrNotALink is returned for anything but an absolute http or https URL.
var ErrNotALink = errors.New("not an absolute http or https URL")

// Store keeps links in memory; it is safe for concurrent use.
type Store struct {
	mu    sync.RWMutex
	links map[string]string
}

// NewStore returns an empty store.
func NewStore() *Store {
	return &Store{links: map[string]string{}}
}

// Add keeps a link and returns its code.
func (s *Store) Add(target string) (string, error) {
	parsed, err := url.Parse(target)
	if err != nil || parsed.Host == "" || parsed.Scheme != "http" && parsed.Scheme != "https" {
		return "", ErrNotALink
	}
	random := make([]byte, 5)
	if _, err := rand.Read(random); err != nil {
		return "", err
	}
	code := strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(random))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.links[code] = target
	return code, nil
}

// Find returns the link of a code.
func (s *Store) Find(code string) (string, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	target, ok := s.links[code]
	return target, ok
}
