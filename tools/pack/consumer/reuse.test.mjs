/** Runs in a project that has the packages from their tarballs: what a call lacks is an HlError that names it, never anything else. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { HlError } from '@hl/core';
import { MemoryRemote, exampleService } from '@hl/core/testing';

const names = JSON.parse(readFileSync(new URL('../modules.json', import.meta.url), 'utf8'));
const load = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await import(name)])));

const url = 'http://127.0.0.1:18099';
const remote = new MemoryRemote('nas');
const integration = { system: 'x', desired: () => [], observe: async () => new Map(), apply: async () => undefined };

/**
 * Calls with all that they need, and nothing else.
 *
 * @type {[string, string, ...any[]][]}
 */
const rows = [
  ['@hl/core', 'plan', integration, {}],
  ['@hl/core', 'apply', integration, []],
  ['@hl/core/state', 'remoteStore', remote, '/var/lib/hl'],
  ['@hl/adguard', 'adguard', { url }],
  ['@hl/pihole', 'pihole', { url, password: '' }],
  ['@hl/authentik', 'authentik', { url, token: 't' }],
  ['@hl/deployer', 'compose', { remote }],
  ['@hl/deployer', 'render', exampleService()],
  ['@hl/traefik', 'traefik', { remote }],
  ['@hl/traefik', 'about', { remote }],
  ['@hl/glance', 'glance', { remote }],
  ['@hl/ssh', 'sshFleet', { hosts: { web: { address: '192.0.2.10' } } }],
  ['@hl/verify', 'checksFor', exampleService()],
  ['@hl/verify', 'verify', []],
  ['@hl/verify', 'junit', []],
  ['@hl/notify', 'channelOf', 'https://discord.com/api/webhooks/1/a'],
  ['@hl/notify', 'discord', { url: 'https://discord.com/api/webhooks/1/a' }],
  ['@hl/notify', 'message', { result: 'success' }],
  ['@hl/report', 'report', { name: 'a', made: '2026-08-22T09:46:30Z', services: [], run: null, drift: null, notes: [] }],
  ['@hl/sops', 'sopsDecrypt', { env: {} }],
  ['@hl/import', 'importCompose', { text: 'services: { web: { image: nginx } }', options: { category: 'utility', targetHost: 'nas' } }],
  ['@hl/import', 'composeOfRun', ['docker', 'run', 'nginx']],
  ['@hl/schema', 'loadSite', 'domain: example.org'],
  ['@hl/schema', 'loadService', '', 'services/a.yml', null],
  ['@hl/schema', 'crossCheck', [], null],
  ['@hl/compose', 'readCompose', 'services: {}'],
  ['@hl/compose', 'merge', {}, {}],
  ['@hl/http', 'nodeFetch'],
];

const called = async (call, args) => {
  const result = await call(...args);
  await result?.close?.();
};

/** The same with another value in one place. */
const put = (args, index, value) => args.map((one, place) => (place === index ? value : one));

for (const [name, of, ...args] of rows) {
  const call = load[name][of];
  const lacks = async (given, what) => {
    const pattern = new RegExp(`^${of} of ${name.split('/').slice(0, 2).join('/')} needs (\\w+\\.)*${what}\\b`);
    const named = (error) => error instanceof HlError && error.code === 'HL_OPTIONS' && pattern.test(error.message);
    await assert.rejects(async () => call(...given), named, `${of}(${JSON.stringify(given)})`);
  };
  test(`${of} of ${name} takes what it needs, and says what of it is missing`, async () => {
    await called(call, args);
    for (const [index, value] of args.entries()) {
      if (value === null) continue;
      await lacks(put(args, index, undefined), '\\w+');
      if (value.constructor !== Object) continue;
      for (const field of Object.keys(value)) await lacks(put(args, index, { ...value, [field]: undefined }), field);
    }
  });
}

/** These do what they do with nothing. */
const calls = [[], [undefined], [null], [{}], [{}, {}], [[]], ['']];
for (const name of names)
  test(`whatever ${name} is called with, it is no TypeError`, async () => {
    for (const [of, value] of Object.entries(load[name]).filter(([, value]) => typeof value === 'function'))
      for (const args of calls) {
        const make = /^class\b/.test(Function.prototype.toString.call(value)) ? (...given) => new value(...given) : value;
        await called(make, args).catch((error) => {
          if (!(error instanceof HlError) && !(error instanceof load['@hl/schema/traefik'].RuleSyntaxError))
            throw new Error(`${of}(${JSON.stringify(args)})`, { cause: error });
        });
      }
  });
