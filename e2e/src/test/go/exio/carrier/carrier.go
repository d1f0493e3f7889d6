// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0

// Package carrier makes a byte stream of a WebSocket, the way Exio does: each Write is one binary message. As
// hashicorp/yamux writes a frame's header and its payload with two Writes, one frame is two messages.
package carrier

import (
	"errors"
	"io"
	"time"

	"github.com/gorilla/websocket"
	"github.com/hashicorp/yamux"
)

// Conn is one WebSocket as an io.ReadWriteCloser. One reader and one writer at a time, as yamux has it.
type Conn struct {
	socket  *websocket.Conn
	message io.Reader
}

// New wraps a WebSocket whose handshake is over.
func New(socket *websocket.Conn) *Conn {
	return &Conn{socket: socket}
}

// Read runs over message borders: they mean nothing to yamux.
func (c *Conn) Read(bytes []byte) (int, error) {
	for {
		if c.message == nil {
			kind, reader, err := c.socket.NextReader()
			if err != nil {
				return 0, err
			}
			if kind != websocket.BinaryMessage {
				return 0, errors.New("a text message on the carrier")
			}
			c.message = reader
		}
		n, err := c.message.Read(bytes)
		if err == io.EOF {
			c.message, err = nil, nil
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}

// Write sends one binary message.
func (c *Conn) Write(bytes []byte) (int, error) {
	if err := c.socket.WriteMessage(websocket.BinaryMessage, bytes); err != nil {
		return 0, err
	}
	return len(bytes), nil
}

// Close ends the TCP connection; Exio sends no close frame.
func (c *Conn) Close() error {
	return c.socket.Close()
}

// Config is yamux's default but for the log, which goes to the given writer, and for the keep-alive interval.
func Config(log io.Writer, keepAlive time.Duration) *yamux.Config {
	config := yamux.DefaultConfig()
	config.LogOutput = log
	config.KeepAliveInterval = keepAlive
	return config
}
