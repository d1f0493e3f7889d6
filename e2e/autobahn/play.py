# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: Apache-2.0
#
# Run by Jython (Python 2): play.py DIRECT_URL TUNNEL_URL FOLDER. Ends with 0 when both reports say the same.
import json
import os
import sys

from autobahntestsuite import wstest

# Times, names and how TCP cut the bytes; all else must be equal.
OWN = set(['agent', 'duration', 'started', 'reportTime', 'reportfile', 'httpRequest', 'httpResponse', 'wirelog',
           'rxOctetStats', 'txOctetStats', 'trafficStats'])

direct, tunnel, folder = sys.argv[1:]
wstest.start({'mode': 'fuzzingclient'}, {
    'outdir': folder,
    'options': {'failByDrop': False},
    'servers': [{'agent': 'direct', 'url': direct}, {'agent': 'tunnel', 'url': tunnel}],
    'cases': ['%d.*' % group for group in range(1, 8)],
    'exclude-cases': [],
    'exclude-agent-cases': {},
})


def report(index, agent, case):
    with open(os.path.join(folder, index[agent][case]['reportfile'])) as text:
        whole = json.load(text)
    return dict((key, value) for key, value in whole.items() if key not in OWN)


with open(os.path.join(folder, 'index.json')) as text:
    index = json.load(text)
cases = sorted(index['direct'])
differing = 0
for case in cases:
    one, other = report(index, 'direct', case), report(index, 'tunnel', case)
    for key in sorted(set(one) | set(other)):
        if one.get(key) != other.get(key):
            differing += 1
            print('%s %s: direct %r, tunnel %r' % (case, key, one.get(key), other.get(key)))
behaviours = [index['tunnel'][case]['behavior'] for case in cases]
print('%d cases, %d differences; through the tunnel: %s' % (len(cases), differing, ', '.join(
    '%d %s' % (behaviours.count(kind), kind) for kind in sorted(set(behaviours)))))
sys.exit(0 if cases and sorted(index['tunnel']) == cases and differing == 0 else 1)
