// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0

// Package agent is a stand-in for the Exio client: the same libraries, wire behaviour and faults.
package agent

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/gorilla/websocket"
	"github.com/hashicorp/yamux"

	"dev.adit/e2e/exio/carrier"
)

// Options say where to dial and what to forward to. The last four choose between Exio's faults and sound behaviour.
type Options struct {
	Server, Token, Name, Kind, Target string
	KeepAlive                         time.Duration

	// LossyReadahead drops what was read ahead of a head, so a body that came together with its head is lost.
	LossyReadahead bool
	// RewriteHost sends the target's host:port as Host, as Exio does unless told not to.
	RewriteHost bool
	// Upgrade joins both sides after a 101; Exio's own code for that is never reached.
	Upgrade bool
	// HalfClose passes the end of one TCP direction on; Exio waits for both.
	HalfClose bool
}

// Refusal is an answer to the dial that is not 101. Exio gives up on 400, 401, 409 and 503.
type Refusal struct {
	Status int
	Text   string
}

func (r Refusal) Error() string {
	return fmt.Sprintf("refused %d %s", r.Status, r.Text)
}

// Agent is one connected session.
type Agent struct {
	options Options
	session *yamux.Session
	// Port is X-Exio-TCP-Port, empty for http.
	Port string
}

// Dial connects once and takes yamux's client role.
func Dial(options Options) (*Agent, error) {
	address, err := connectURL(options)
	if err != nil {
		return nil, err
	}
	header := http.Header{"Authorization": {"Bearer " + options.Token}}
	socket, answer, err := websocket.DefaultDialer.Dial(address, header)
	if err != nil {
		if answer == nil {
			return nil, err
		}
		text, _ := io.ReadAll(answer.Body)
		return nil, Refusal{answer.StatusCode, strings.TrimSpace(string(text))}
	}
	session, err := yamux.Client(carrier.New(socket), carrier.Config(os.Stderr, options.KeepAlive))
	if err != nil {
		return nil, err
	}
	return &Agent{options, session, answer.Header.Get("X-Exio-TCP-Port")}, nil
}

func connectURL(options Options) (string, error) {
	address, err := url.Parse(options.Server)
	if err != nil {
		return "", err
	}
	address.Scheme = map[string]string{"http": "ws", "https": "wss", "ws": "ws", "wss": "wss"}[address.Scheme]
	address.Path = "/_connect"
	query := url.Values{"subdomain": {options.Name}}
	if options.Kind != "" {
		query.Set("type", options.Kind)
	}
	address.RawQuery = query.Encode()
	return address.String(), nil
}

// Serve forwards streams until the session ends.
func (a *Agent) Serve() error {
	for {
		stream, err := a.session.AcceptStream()
		if err != nil {
			return err
		}
		if a.options.Kind == "tcp" {
			go a.forwardBytes(stream)
		} else {
			go a.forwardExchange(stream)
		}
	}
}

// Close ends the session without a word to the streams, as Exio's shutdown does.
func (a *Agent) Close() {
	a.session.Close()
}

// forwardExchange writes the whole request to a new local connection, then reads the answer and copies it back.
func (a *Agent) forwardExchange(stream *yamux.Stream) {
	defer stream.Close()
	ahead := bufio.NewReader(stream)
	request, err := http.ReadRequest(ahead)
	if err != nil {
		fmt.Fprintf(os.Stderr, "unreadable request: %v\n", err)
		return
	}
	if a.options.LossyReadahead {
		a.dropReadahead(request, ahead, stream)
	}
	a.rewrite(request)
	local, err := net.DialTimeout("tcp", a.options.Target, 10*time.Second)
	if err != nil {
		// Exio says that there is no body, and sends one.
		fmt.Fprint(stream, "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\nBad Gateway: local service unavailable\n")
		return
	}
	defer local.Close()
	if err := request.Write(local); err != nil {
		return
	}
	a.answer(stream, ahead, local, request)
}

// dropReadahead makes the body start at the stream's next unread byte, whatever the head's reader holds already.
func (a *Agent) dropReadahead(request *http.Request, ahead *bufio.Reader, stream io.Reader) {
	if lost := ahead.Buffered(); lost > 0 {
		fmt.Fprintf(os.Stderr, "lost %d bytes read ahead\n", lost)
		ahead.Discard(lost)
	}
	switch {
	case len(request.TransferEncoding) > 0:
		request.Body = io.NopCloser(httputil.NewChunkedReader(stream))
	case request.ContentLength > 0:
		request.Body = io.NopCloser(io.LimitReader(stream, request.ContentLength))
	}
}

func (a *Agent) rewrite(request *http.Request) {
	request.Header.Set("X-Forwarded-Host", request.Host)
	request.Header.Set("X-Forwarded-Proto", "https")
	if a.options.RewriteHost {
		request.Host = a.options.Target
	}
}

// answer takes the first head for the final one, also a 1xx.
func (a *Agent) answer(stream *yamux.Stream, visitor *bufio.Reader, local net.Conn, request *http.Request) {
	service := bufio.NewReader(local)
	response, err := http.ReadResponse(service, request)
	if err != nil {
		fmt.Fprint(stream, "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\nBad Gateway: unreadable answer\n")
		return
	}
	if err := response.Write(stream); err != nil {
		io.Copy(io.Discard, service)
		return
	}
	if response.StatusCode == http.StatusSwitchingProtocols && a.options.Upgrade {
		go func() {
			io.Copy(local, visitor)
			local.(*net.TCPConn).CloseWrite()
		}()
		io.Copy(stream, service)
	}
}

func (a *Agent) forwardBytes(stream *yamux.Stream) {
	defer stream.Close()
	local, err := net.DialTimeout("tcp", a.options.Target, 10*time.Second)
	if err != nil {
		return
	}
	defer local.Close()
	ended := make(chan struct{})
	go func() {
		io.Copy(local, stream)
		if a.options.HalfClose {
			local.(*net.TCPConn).CloseWrite()
		}
		close(ended)
	}()
	io.Copy(stream, local)
	if a.options.HalfClose {
		stream.Close()
	}
	<-ended
}
