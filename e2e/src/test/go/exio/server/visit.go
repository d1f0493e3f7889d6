// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0

package server

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/hashicorp/yamux"
)

// visit opens one stream per request: the whole request goes out before the answer is read.
func (s *Server) visit(w http.ResponseWriter, r *http.Request) {
	session := s.route(w, r)
	if session == nil {
		http.Error(w, "Tunnel not found", http.StatusNotFound)
		return
	}
	stream, err := session.OpenStream()
	if err != nil {
		http.Error(w, "Bad Gateway", http.StatusBadGateway)
		return
	}
	defer stream.Close()
	if err := r.Write(stream); err != nil {
		http.Error(w, "Bad Gateway", http.StatusBadGateway)
		return
	}
	answers := bufio.NewReader(stream)
	answer, err := http.ReadResponse(answers, r)
	if err != nil {
		http.Error(w, "Bad Gateway", http.StatusBadGateway)
		return
	}
	if answer.StatusCode == http.StatusSwitchingProtocols && s.options.Upgrade {
		join(w, answer, answers, stream)
		return
	}
	s.copyAnswer(w, answer)
}

// route finds the session by host, or by path, cookie and Referer, in Exio's order; path mode strips the name.
func (s *Server) route(w http.ResponseWriter, r *http.Request) *yamux.Session {
	if s.options.Routing == "subdomain" {
		host := r.Host
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
		name, below := strings.CutSuffix(host, "."+s.options.Domain)
		if !below {
			return nil
		}
		return s.session(name)
	}
	name, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if session := s.session(name); session != nil {
		r.URL.Path, r.URL.RawPath = "/"+rest, ""
		http.SetCookie(w, &http.Cookie{
			Name: "exio_tunnel", Value: name, Path: "/", MaxAge: 3600, HttpOnly: true, SameSite: http.SameSiteLaxMode,
		})
		return session
	}
	if cookie, err := r.Cookie("exio_tunnel"); err == nil {
		if session := s.session(cookie.Value); session != nil {
			return session
		}
	}
	referer, err := url.Parse(r.Referer())
	if err != nil {
		return nil
	}
	name, _, _ = strings.Cut(strings.TrimPrefix(referer.Path, "/"), "/")
	return s.session(name)
}

// copyAnswer takes the first head for the final one, and a cut body for a whole one.
func (s *Server) copyAnswer(w http.ResponseWriter, answer *http.Response) {
	for name, values := range answer.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.StatusCode)
	if !s.options.Flush {
		io.Copy(w, answer.Body)
		return
	}
	control := http.NewResponseController(w)
	piece := make([]byte, 16*1024)
	for {
		n, err := answer.Body.Read(piece)
		if n > 0 {
			w.Write(piece[:n])
			control.Flush()
		}
		if err != nil {
			return
		}
	}
}

func join(w http.ResponseWriter, answer *http.Response, answers *bufio.Reader, stream *yamux.Stream) {
	visitor, buffered, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	defer visitor.Close()
	if answer.Write(visitor) != nil {
		return
	}
	go func() {
		io.Copy(stream, buffered)
		stream.Close()
	}()
	io.Copy(visitor, answers)
}

// acceptVisitors opens one stream per TCP connection; each waits for both directions, as in Exio.
func acceptVisitors(made *tunnel) {
	for {
		visitor, err := made.listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer visitor.Close()
			stream, err := made.session.OpenStream()
			if err != nil {
				return
			}
			defer stream.Close()
			ended := make(chan struct{})
			go func() {
				io.Copy(stream, visitor)
				close(ended)
			}()
			io.Copy(visitor, stream)
			<-ended
		}()
	}
}
