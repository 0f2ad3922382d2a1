import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exampleHost, exampleSite } from '@hl/core/testing';
import { sshFleet } from '@hl/ssh';

/** Made by host.sh; the key and the known hosts lie there. */
export const directory = process.env.HL_BENCH_HOSTS ?? '';
export const keyFile = join(directory, 'id');
export const knownHosts = join(directory, 'known_hosts');

const about = (name, what) => readFileSync(join(directory, name, what), 'utf8').trim();
export const addressOf = (name) => about(name, 'address');

/** There, as root, not through sshd. */
export async function onHost(name, script, input = '') {
  const enter = ['--target', about(name, 'pid'), '--mount', '--uts', '--net', 'sh', '-c', script];
  const child = spawn('nsenter', enter, { env: { ...process.env, HOME: '/root' } });
  let said = '';
  child.stdout.resume();
  child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
  child.stdin.on('error', () => {}); // it may not read what it is given
  child.stdin.end(input);
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code !== 0) throw new Error(`${script.slice(0, 60)}: ${said}`);
}

/** Connections that its sshd has taken so far. */
export const accepted = (name) => about(name, 'sshd.log').split('Accepted publickey').length - 1;

/** The fleet of these hosts, as deployment.mjs wants it. */
export function fleetOf(names) {
  const hosts = Object.fromEntries(names.map((name) => [name, exampleHost({ address: addressOf(name), user: 'root' })]));
  return { hosts: names, site: exampleSite({ hosts }), fleet: () => sshFleet({ hosts, keyFile, knownHosts }) };
}

export const know = (names) =>
  writeFileSync(knownHosts, names.map((name) => `${addressOf(name)} ${about(name, 'host_key.pub')}\n`).join(''));
