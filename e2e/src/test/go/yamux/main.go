// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0

// Command yamuxpeer is hashicorp/yamux over plain TCP, to test our yamux against.
//
//	yamuxpeer serve|client dial|listen ADDRESS
//
// It prints "listening PORT" when it listens, then one line per event. Streams that the other end opens begin with
// one command byte: E echo to the end, S swallow and answer with the byte count at the end, F send 8 MiB, H answer
// "half" after the end was read, R reset (close without reading), N never read, G GoAway, then echo.
// Lines on standard input make it act itself: "open N BYTES" echoes BYTES over N streams of its own and prints
// "echoed N" or "failed ...", "goaway" sends GoAway, "close" ends the session.
package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand"
	"net"
	"os"
	"sync"
	"time"

	"github.com/hashicorp/yamux"
)

var (
	printing sync.Mutex
)

func say(format string, args ...any) {
	printing.Lock()
	defer printing.Unlock()
	fmt.Printf(format+"\n", args...)
}

func main() {
	role, how, address := os.Args[1], os.Args[2], os.Args[3]
	conn, err := connect(how, address)
	if err != nil {
		say("failed %v", err)
		os.Exit(1)
	}
	config := yamux.DefaultConfig()
	config.LogOutput = os.Stderr
	config.KeepAliveInterval = time.Second
	session, err := start(role, conn, config)
	if err != nil {
		say("failed %v", err)
		os.Exit(1)
	}
	go accept(session)
	go obey(session)
	<-session.CloseChan()
	say("closed")
}

func connect(how, address string) (net.Conn, error) {
	if how == "dial" {
		return net.Dial("tcp", address)
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	say("listening %d", listener.Addr().(*net.TCPAddr).Port)
	return listener.Accept()
}

func start(role string, conn net.Conn, config *yamux.Config) (*yamux.Session, error) {
	if role == "serve" {
		return yamux.Server(conn, config)
	}
	return yamux.Client(conn, config)
}

func accept(session *yamux.Session) {
	for {
		stream, err := session.AcceptStream()
		if err != nil {
			return
		}
		go answer(session, stream)
	}
}

func answer(session *yamux.Session, stream *yamux.Stream) {
	command := make([]byte, 1)
	if _, err := io.ReadFull(stream, command); err != nil {
		stream.Close()
		return
	}
	switch command[0] {
	case 'E':
		io.Copy(stream, stream)
		stream.Close()
	case 'S':
		n, _ := io.Copy(io.Discard, stream)
		fmt.Fprintf(stream, "%d", n)
		stream.Close()
	case 'F':
		stream.Write(bytes.Repeat([]byte("f"), 8<<20))
		stream.Close()
	case 'H':
		io.Copy(io.Discard, stream)
		stream.Write([]byte("half"))
		stream.Close()
	case 'R':
		_, err := stream.Read(command)
		say("reset %v", err)
	case 'N':
		select {}
	case 'G':
		session.GoAway()
		io.Copy(stream, stream)
		stream.Close()
	}
}

func obey(session *yamux.Session) {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var n, size int
		line := lines.Text()
		if _, err := fmt.Sscanf(line, "open %d %d", &n, &size); err == nil {
			go openAll(session, n, size)
		} else if line == "goaway" {
			session.GoAway()
		} else if line == "close" {
			session.Close()
		}
	}
	session.Close()
}

func openAll(session *yamux.Session, n, size int) {
	errs := make(chan error, n)
	for i := 0; i < n; i++ {
		go func(seed int64) { errs <- echo(session, seed, size) }(int64(i))
	}
	for i := 0; i < n; i++ {
		if err := <-errs; err != nil {
			say("failed %v", err)
			return
		}
	}
	say("echoed %d", n)
}

func echo(session *yamux.Session, seed int64, size int) error {
	stream, err := session.OpenStream()
	if err != nil {
		return err
	}
	defer stream.Close()
	sent, got := sha256.New(), sha256.New()
	go func() {
		random := io.LimitReader(rand.New(rand.NewSource(seed)), int64(size))
		io.Copy(io.MultiWriter(sent, stream), random)
		stream.Close()
	}()
	n, err := io.Copy(got, stream)
	if err != nil {
		return err
	}
	if n != int64(size) {
		return fmt.Errorf("%d of %d bytes came back", n, size)
	}
	if !bytes.Equal(sent.Sum(nil), got.Sum(nil)) {
		return fmt.Errorf("other bytes came back")
	}
	return nil
}
