// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0

// Command exio-server-standin listens, prints "listening on http://ADDR:PORT" and serves until it is killed.
package main

import (
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"dev.adit/e2e/exio/server"
)

func main() {
	var options server.Options
	listen := flag.String("listen", "127.0.0.1:0", "ADDR:PORT; port 0 takes a free one")
	ports := flag.String("tcp-ports", "", "A-B: the ports of tcp tunnels")
	selftest := flag.Bool("selftest", false, "run server and agent against each other, then exit")
	flag.StringVar(&options.Token, "token", "", "the token of all agents")
	flag.StringVar(&options.Domain, "domain", "exio.localhost", "the base domain")
	flag.StringVar(&options.Routing, "routing", "path", "path or subdomain")
	flag.DurationVar(&options.KeepAlive, "keepalive", 30*time.Second, "yamux's ping interval")
	flag.BoolVar(&options.Flush, "flush", false, "pass pieces of an answer on at once (Exio does not)")
	flag.BoolVar(&options.Upgrade, "upgrade", false, "pass bytes after a 101 (Exio does not)")
	flag.Parse()
	if *selftest {
		os.Exit(runSelftest())
	}
	if *ports != "" {
		if _, err := fmt.Sscanf(*ports, "%d-%d", &options.FirstPort, &options.LastPort); err != nil {
			fmt.Fprintln(os.Stderr, "-tcp-ports wants A-B:", err)
			os.Exit(2)
		}
	}
	listener, err := net.Listen("tcp", *listen)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("listening on http://%s\n", listener.Addr())
	fmt.Fprintln(os.Stderr, http.Serve(listener, server.New(options)))
}
