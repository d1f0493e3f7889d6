// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0

// Package server is a stand-in for the Exio server: the same libraries, wire behaviour and faults.
package server

import (
	"encoding/json"
	"net"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"github.com/hashicorp/yamux"

	"dev.adit/e2e/exio/carrier"
)

// Options describe one server. The last two choose sound behaviour where Exio has none.
type Options struct {
	Token, Domain, Routing string
	// FirstPort to LastPort are for tcp tunnels; 0 means that there are none.
	FirstPort, LastPort int
	KeepAlive           time.Duration

	// Flush passes each piece of an answer on at once; Exio lets it wait in a buffer.
	Flush bool
	// Upgrade joins both sides after a 101; in Exio this is dead code.
	Upgrade bool
}

var goodName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$`)

// Server is the table of live tunnels and the handler of all HTTP.
type Server struct {
	options  Options
	upgrader websocket.Upgrader

	lock    sync.Mutex
	tunnels map[string]*tunnel
	ports   map[int]bool
}

type tunnel struct {
	name, kind string
	session    *yamux.Session
	listener   net.Listener
	port       int
}

// New makes a server without tunnels.
func New(options Options) *Server {
	return &Server{
		options:  options,
		upgrader: websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }},
		tunnels:  map[string]*tunnel{},
		ports:    map[int]bool{},
	}
}

// ServeHTTP answers the two fixed paths on every host, as Exio does, and routes the rest to tunnels.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/_connect":
		s.connect(w, r)
	case "/_config":
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(map[string]string{"routing_mode": s.options.Routing, "base_domain": s.options.Domain})
	default:
		s.visit(w, r)
	}
}

func (s *Server) connect(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "Bearer "+s.options.Token {
		http.Error(w, "Unauthorized", http.StatusUnauthorized)
		return
	}
	name := strings.ToLower(r.URL.Query().Get("subdomain"))
	kind := r.URL.Query().Get("type")
	if kind == "" {
		kind = "http"
	}
	if !goodName.MatchString(name) || (kind != "http" && kind != "tcp") {
		http.Error(w, "Invalid subdomain or type", http.StatusBadRequest)
		return
	}
	made := &tunnel{name: name, kind: kind}
	if status := s.reserve(made); status != 0 {
		http.Error(w, http.StatusText(status), status)
		return
	}
	s.upgrade(w, r, made)
}

// reserve takes the name, and for tcp a port; the answer is 0 or the status of the refusal.
func (s *Server) reserve(made *tunnel) int {
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.tunnels[made.name] != nil {
		return http.StatusConflict
	}
	if made.kind == "tcp" {
		if status := s.listen(made); status != 0 {
			return status
		}
	}
	s.tunnels[made.name] = made
	return 0
}

// listen binds the lowest port that is not in the table; one held by another process is a 500 for ever, as in Exio.
func (s *Server) listen(made *tunnel) int {
	for port := s.options.FirstPort; port > 0 && port <= s.options.LastPort; port++ {
		if s.ports[port] {
			continue
		}
		listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err != nil {
			return http.StatusInternalServerError
		}
		made.listener, made.port, s.ports[port] = listener, port, true
		return 0
	}
	return http.StatusServiceUnavailable
}

func (s *Server) upgrade(w http.ResponseWriter, r *http.Request, made *tunnel) {
	if err := s.handshake(w, r, made); err != nil {
		s.release(made)
		return
	}
	if made.listener != nil {
		go acceptVisitors(made)
	}
	<-made.session.CloseChan()
	s.release(made)
}

// handshake holds the lock, so that whoever saw the 101 finds the session in the table.
func (s *Server) handshake(w http.ResponseWriter, r *http.Request, made *tunnel) error {
	s.lock.Lock()
	defer s.lock.Unlock()
	header := http.Header{}
	if made.port != 0 {
		header.Set("X-Exio-TCP-Port", strconv.Itoa(made.port))
	}
	socket, err := s.upgrader.Upgrade(w, r, header)
	if err != nil {
		return err
	}
	made.session, err = yamux.Server(carrier.New(socket), carrier.Config(os.Stderr, s.options.KeepAlive))
	return err
}

func (s *Server) release(made *tunnel) {
	s.lock.Lock()
	defer s.lock.Unlock()
	delete(s.tunnels, made.name)
	if made.listener != nil {
		made.listener.Close()
		delete(s.ports, made.port)
	}
}

// session is nil for an unknown name and while the handshake is not over.
func (s *Server) session(name string) *yamux.Session {
	s.lock.Lock()
	defer s.lock.Unlock()
	if found := s.tunnels[name]; found != nil {
		return found.session
	}
	return nil
}
