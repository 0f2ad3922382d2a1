import { apply } from '@hl/core';
import { slowLink } from '@hl/lab/link';
import { piholeEmulator } from '@hl/lab/pihole';
import { pihole } from '@hl/pihole';
import { alternating } from '../measure/alternating.mjs';
import { timed } from '../measure/timed.mjs';
import { done } from '../systems/done.mjs';

const runs = 5;
const count = 500;
const names = Array.from({ length: count }, (_, n) => `s${n}.example.org`);
const lines = names.map((name) => `192.0.2.1 ${name}`);
const foreign = Array.from({ length: count }, (_, n) => `10.0.${n >> 8}.${n & 255} theirs-${n}.lab`);
const changes = names.map((key) => ({
  ...{ system: 'pihole', key, service: key, before: null },
  after: { addresses: ['192.0.2.1'], cname: null },
}));

/**
 * An emulated Pi-hole with 500 records of somebody else, a round trip away: its API; DNS is not delayed. A password takes it as long as a
 * real one. Milliseconds of `work`, what was asked of the API, and of that what wrote.
 */
async function asked(roundTripMs, work) {
  const server = await piholeEmulator({ password: 'p', hosts: foreign, loginMs: 45 });
  const link = roundTripMs > 0 ? await slowLink({ to: { port: Number(new URL(server.url).port) }, roundTripMs }) : null;
  try {
    const ms = await timed(() => work(link ? `http://${link.address}:${link.port}` : server.url, server));
    const missing = lines.filter((line) => !server.hosts().includes(line)).length;
    if (missing > 0 || server.hosts().length !== 2 * count) throw new Error(`${missing} of ${count} records are missing`);
    const writes = server.requests.filter(({ method, path }) => method !== 'GET' && path.startsWith('/api/config')).length;
    return { ms, requests: server.requests.length, writes };
  } finally {
    await link?.close();
    await server.close();
  }
}

/** As `hl dns` does it: looked at, written, read back, and asked from the DNS server. */
async function ours(url, { dns }) {
  const integration = pihole({ url, password: 'p', dns });
  const outcomes = await apply(integration, changes);
  await integration.close();
  done(outcomes);
}

async function inSession(url, work) {
  const { session } = /** @type {any} */ (await (await fetch(`${url}/api/auth`, { method: 'POST', body: '{"password":"p"}' })).json());
  const ask = async (method, path, body = null) => {
    const answer = await fetch(`${url}${path}`, { method, body, headers: { 'X-FTL-SID': session.sid } });
    await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} was answered with ${answer.status}`);
  };
  await work(ask);
  await ask('DELETE', '/api/auth');
}

/** All in one, by somebody who knows what is there, and looks at nothing afterwards. */
const bare = (url) =>
  inSession(url, (ask) => ask('PATCH', '/api/config', JSON.stringify({ config: { dns: { hosts: [...foreign, ...lines] } } })));

/** As scripts do it: a PUT a record, one after the other, and nothing is looked at. */
const single = (url) =>
  inSession(url, async (ask) => {
    for (const line of lines) await ask('PUT', `/api/config/dns/hosts/${encodeURIComponent(line)}`);
  });

/** 500 records beside 500 of somebody else in one go. Counted, timed, and over round trips. */
export async function run() {
  const spent = {};
  const way = (name, work, roundTripMs) => async () => (spent[name] = await asked(roundTripMs, work)).ms;
  const near = await alternating(
    runs,
    { ours: way('ours', ours, 0), floor: way('floor', bare, 0), peers: { 'a PUT a record': way('peer', single, 0) } },
    { peerRuns: 3 },
  );
  const counted = (unit) => ({ unit, ours: spent.ours[unit], floor: spent.floor[unit], peers: { 'a PUT a record': spent.peer[unit] } });
  const far = [{ name: `${count} DNS changes over 0 ms`, unit: 'ms', ...near, at: { rtt: 0 } }];
  for (const roundTripMs of [1, 20, 100]) {
    const figures = await alternating(3, { ours: way('far', ours, roundTripMs), floor: way('far', bare, roundTripMs) }, { warm: 0 });
    far.push({ name: `${count} DNS changes over ${roundTripMs} ms`, unit: 'ms', ...figures, at: { rtt: roundTripMs } });
  }
  return [
    { name: `${count} DNS changes, requests that write`, ...counted('writes'), target: { most: 1 }, note: 'floor: the bare PATCH' },
    {
      name: `${count} DNS changes, requests to Pi-hole in all`,
      ...counted('requests'),
      note: 'floor: login, PATCH, logout; ours also reads before and after, and what Pi-hole would refuse',
    },
    {
      name: `${count} DNS changes`,
      unit: 'ms',
      ...near,
      note: 'ours also reads back and asks the DNS server for every name; the PUTs look at nothing',
    },
    ...far,
  ];
}
