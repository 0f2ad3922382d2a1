// 500 names into a Pi-hole that holds 500 lines of others. Runs on the built packages.
// Usage: node packages/pihole/bench/records.mjs [--json FILE]
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { apply } from '@hl/core';
import { piholeEmulator } from '@hl/lab/pihole';
import { pihole } from '@hl/pihole';

const { values } = parseArgs({ options: { json: { type: 'string' } } });
const [traefik, password] = ['192.168.40.20', 'bench'];
const foreign = Array.from({ length: 500 }, (_, index) => `10.0.${index >> 8}.${index & 255} theirs-${index}.lab`);
const changes = Array.from({ length: 500 }, (_, index) => ({
  system: 'pihole',
  key: `ours-${index}.lab`,
  service: 'bench',
  before: null,
  after: { addresses: [traefik], cname: null },
}));
const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

/** Milliseconds of the floor: the same list put there by one bare PATCH. */
async function floor(lab) {
  const started = performance.now();
  const login = await (await fetch(`${lab.url}/api/auth`, { method: 'POST', body: JSON.stringify({ password }) })).json();
  const hosts = [...foreign, ...changes.map(({ key }) => `${traefik} ${key}`)];
  const headers = { sid: login.session.sid };
  await (await fetch(`${lab.url}/api/config`, { method: 'PATCH', headers, body: JSON.stringify({ config: { dns: { hosts } } }) })).text();
  await fetch(`${lab.url}/api/auth`, { method: 'DELETE', headers });
  return performance.now() - started;
}

/** Milliseconds of ours: looked at, written, read back, asked of DNS, logged out. */
async function ours(lab) {
  const dns = pihole({ url: lab.url, password, dns: lab.dns, addresses: [traefik] });
  const started = performance.now();
  const outcomes = await apply(dns, changes);
  await dns.close();
  const ms = performance.now() - started;
  const patches = lab.requests.filter(({ method }) => method === 'PATCH' || method === 'PUT').length;
  if (outcomes.some(({ status }) => status !== 'applied') || patches !== 1)
    throw new Error(`not done: ${JSON.stringify(outcomes[0])}, ${patches} writes`);
  return ms;
}

const samples = { ours: [], floor: [] };
for (let round = 0; round < 5; round += 1) {
  for (const [name, run] of Object.entries({ floor, ours })) {
    const lab = await piholeEmulator({ password, hosts: foreign });
    samples[name].push(await run(lab));
    await lab.close();
  }
}
const result = {
  name: 'records-500',
  unit: 'ms',
  ours: Math.round(median(samples.ours)),
  floor: Math.round(median(samples.floor)),
  peers: {},
};
console.log(
  `500 records in one PATCH: ${result.ours} ms, ${(result.ours / result.floor).toFixed(1)} times a bare PATCH (${result.floor} ms)`,
);
if (values.json)
  writeFileSync(
    values.json,
    `${JSON.stringify({ suite: 'pihole', machine: `${cpus().length} x ${cpus()[0]?.model}`, results: [result] }, null, 2)}\n`,
  );
