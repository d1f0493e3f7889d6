// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0

// Command exio-agent-standin dials once, prints "connected NAME PORT" and forwards until the session ends.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"time"

	"dev.adit/e2e/exio/agent"
)

func main() {
	var options agent.Options
	flag.StringVar(&options.Server, "server", "", "http://HOST:PORT of the server")
	flag.StringVar(&options.Token, "token", "", "the token")
	flag.StringVar(&options.Name, "subdomain", "", "the name to ask for")
	flag.StringVar(&options.Kind, "type", "http", "http or tcp")
	flag.StringVar(&options.Target, "target", "", "HOST:PORT of the local service")
	flag.DurationVar(&options.KeepAlive, "keepalive", 30*time.Second, "yamux's ping interval")
	flag.BoolVar(&options.LossyReadahead, "lossy-readahead", true, "throw away what was read ahead of a head")
	flag.BoolVar(&options.RewriteHost, "rewrite-host", true, "send the target as Host")
	flag.BoolVar(&options.Upgrade, "upgrade", false, "pass bytes after a 101 (Exio does not)")
	flag.BoolVar(&options.HalfClose, "half-close", false, "pass the end of one tcp direction on (Exio does not)")
	flag.Parse()
	os.Exit(run(options))
}

// run has Exio's exit statuses: 1 for a refusal, 0 for a session that was lost.
func run(options agent.Options) int {
	connected, err := agent.Dial(options)
	if err != nil {
		var refusal agent.Refusal
		if errors.As(err, &refusal) {
			fmt.Println(refusal.Error())
		}
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Printf("connected %s %s\n", options.Name, connected.Port)
	fmt.Println("session lost:", connected.Serve())
	return 0
}
