// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"dev.adit/e2e/exio/agent"
	"dev.adit/e2e/exio/server"
)

// runSelftest joins both stand-ins on loopback: what they cannot do with each other proves nothing about Adit.
func runSelftest() int {
	echo := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Seen-Host", r.Host)
		io.Copy(w, r.Body)
	}))
	free := freePort()
	edge := httptest.NewServer(server.New(server.Options{
		Token: "token", Routing: "path", FirstPort: free, LastPort: free, KeepAlive: 30 * time.Second,
	}))
	dial := agent.Options{
		Server: edge.URL, Token: "token", Name: "selftest", Kind: "http",
		Target: strings.TrimPrefix(echo.URL, "http://"), KeepAlive: 30 * time.Second, RewriteHost: true,
	}
	checks := []struct {
		name string
		run  func() error
	}{
		{"http", func() error { return checkHTTP(edge.URL, dial) }},
		{"refusals", func() error { return checkRefusals(dial) }},
		{"tcp", func() error { return checkTCP(dial) }},
	}
	failures := 0
	for _, check := range checks {
		if err := check.run(); err != nil {
			fmt.Printf("failed  %s  %v\n", check.name, err)
			failures++
			continue
		}
		fmt.Printf("ok  %s\n", check.name)
	}
	return min(failures, 1)
}

func checkHTTP(edge string, dial agent.Options) error {
	connected, err := agent.Dial(dial)
	if err != nil {
		return err
	}
	go connected.Serve()
	body := make([]byte, 1<<20)
	rand.Read(body)
	answer, err := http.Post(edge+"/selftest/echo", "application/octet-stream", bytes.NewReader(body))
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	back, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if !bytes.Equal(body, back) || answer.Header.Get("X-Seen-Host") != dial.Target {
		return fmt.Errorf("status %d, %d bytes back, host %q", answer.StatusCode, len(back), answer.Header.Get("X-Seen-Host"))
	}
	return nil
}

func checkRefusals(dial agent.Options) error {
	wrongToken, badName, badKind, noPort := dial, dial, dial, dial
	wrongToken.Token = "other"
	badName.Name = "-x-"
	badKind.Kind = "udp"
	noPort.Kind, noPort.Name = "tcp", "first-tcp"
	first, err := agent.Dial(noPort)
	if err != nil {
		return err
	}
	defer first.Close()
	noPort.Name = "second-tcp"
	for status, options := range map[int]agent.Options{401: wrongToken, 400: badName, 409: dial, 503: noPort} {
		if err := expectRefusal(options, status); err != nil {
			return err
		}
	}
	return expectRefusal(badKind, 400)
}

func expectRefusal(options agent.Options, status int) error {
	_, err := agent.Dial(options)
	var refusal agent.Refusal
	if !errors.As(err, &refusal) || refusal.Status != status {
		return fmt.Errorf("expected %d, was %v", status, err)
	}
	return nil
}

func checkTCP(dial agent.Options) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go io.Copy(conn, conn)
		}
	}()
	dial.Kind, dial.Name, dial.Target = "tcp", "selftest-tcp", listener.Addr().String()
	connected, err := dialUntilFree(dial)
	if err != nil {
		return err
	}
	go connected.Serve()
	visitor, err := net.Dial("tcp", "127.0.0.1:"+connected.Port)
	if err != nil {
		return err
	}
	defer visitor.Close()
	visitor.Write([]byte("hello"))
	back := make([]byte, 5)
	if _, err := io.ReadFull(visitor, back); err != nil || string(back) != "hello" {
		return fmt.Errorf("%q %v", back, err)
	}
	return nil
}

// dialUntilFree waits for the port of the check before: the server notices a lost session a moment later.
func dialUntilFree(dial agent.Options) (*agent.Agent, error) {
	deadline := time.Now().Add(5 * time.Second)
	for {
		connected, err := agent.Dial(dial)
		var refusal agent.Refusal
		if err == nil || !errors.As(err, &refusal) || refusal.Status != 503 || time.Now().After(deadline) {
			return connected, err
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func freePort() int {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}
