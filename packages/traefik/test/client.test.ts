import { setTimeout as sleep } from 'node:timers/promises';
import { plan } from '@hl/core';
import { localRemote } from '@hl/core/local';
import type { TraefikSite } from '@hl/core';
import { exampleService, exampleSite } from '@hl/core/testing';
import { traefik } from '@hl/traefik';
import { bench, on } from './subject.js';
import type { Bench } from './subject.js';

const wanted = traefik({ remote: localRemote(), site: exampleSite().traefik as TraefikSite }).desired(exampleService(), exampleSite());
const planned = ({ integration, site, service }: Bench) => plan(integration, { before: [], after: [service], site });

test.each([
  ['HTML', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' }, 'refused', /does not answer with JSON/],
  ['an empty answer', { status: 200, body: '' }, 'refused', /does not answer with JSON/],
  ['a list', { status: 200, body: '[]' }, 'refused', /not what Traefik answers/],
  ['a login page', { status: 302, headers: { location: 'https://sso.example.org' } }, 'refused', /redirects elsewhere \(302\)/],
  ['wrong credentials', { status: 401, body: 'no' }, 'refused', /does not accept the credentials/],
  ['another server', { status: 404, body: 'not found' }, 'refused', /answers 404/],
  ['a server in trouble', { status: 502, body: 'Bad Gateway' }, 'unreachable', /answers 502/],
  ['too many requests', { status: 429, body: '' }, 'unreachable', /answers 429/],
] as const)('the API answers with %s', async (_, answer, kind, message) =>
  on(async (subject) => {
    subject.emulator.faults.push({ answer });
    await expect(planned(subject)).rejects.toMatchObject({
      kind,
      message: expect.stringMatching(message) as string,
      hint: expect.any(String) as string,
    });
  })(),
);

test(
  'nobody answers',
  on(async (subject) => {
    await subject.emulator.refuseApi(true);
    await expect(planned(subject)).rejects.toMatchObject({
      kind: 'unreachable',
      code: 'HL_TRAEFIK_API_UNREACHABLE',
      message: expect.stringContaining('nothing listens') as string,
      hint: 'Is Traefik running, and is traefik.api in hl.yml right?',
    });
  }),
);

test('credentials are sent, and never told', async () => {
  const subject = await bench({ emulator: { apiCredentials: 'admin:s3cret' } });
  const site = { ...(subject.site.traefik as TraefikSite), api: subject.emulator.api };
  const withPassword = traefik({ remote: localRemote(), site, apiCredentials: 'admin:s3cret' });
  await expect(withPassword.observe(wanted)).resolves.toEqual(new Map());
  const inUrl = traefik({ remote: localRemote(), site: { ...site, api: subject.emulator.api.replace('://', '://admin:s3cret@') } });
  await expect(inUrl.observe(wanted)).resolves.toEqual(new Map());
  await subject.emulator.refuseApi(true);
  for (const one of [withPassword, inUrl])
    await expect(one.observe(wanted)).rejects.toMatchObject({ message: expect.not.stringContaining('s3cret') as string });
  await subject.close?.();
});

test(
  'a login in front of the API may want headers of its own',
  on(async (subject) => {
    const site = { ...(subject.site.traefik as TraefikSite), api: subject.emulator.api };
    await traefik({ remote: localRemote(), site, apiHeaders: { 'x-token': 't' } }).observe(wanted);
    expect(subject.emulator.requests.at(-1)?.headers).toMatchObject({ 'x-token': 't' });
  }),
);

test.each([
  ['http://traefik:8080', 'http://traefik:8080/api/rawdata'],
  ['http://traefik:8080/', 'http://traefik:8080/api/rawdata'],
  ['https://traefik.example.org/api', 'https://traefik.example.org/api/rawdata'],
  ['https://example.org/base/path/', 'https://example.org/base/path/api/rawdata'],
])('the API at %s is asked at %s', async (given, asked) =>
  on(async (subject) => {
    const urls: string[] = [];
    const site = { ...(subject.site.traefik as TraefikSite), api: given };
    const fetch = async (input: Parameters<typeof globalThis.fetch>[0]): Promise<Response> => {
      urls.push(input instanceof Request ? input.url : String(input));
      return Response.json({});
    };
    await traefik({ remote: localRemote(), site, fetch }).observe(wanted);
    expect(urls).toEqual([asked]);
  })(),
);

test.each([
  ['is cut off', { drop: 'answer' as const }, /cut/],
  ['hangs', { delayMs: 2000 }, /gave no answer within 0\.1 s/],
])('an API that %s counts as not reached, in one line', async (_, fault, message) =>
  on(
    async (subject) => {
      subject.emulator.faults.push(fault);
      await expect(planned(subject)).rejects.toMatchObject({
        kind: 'unreachable',
        message: expect.stringMatching(message) as string,
        hint: expect.any(String) as string,
      });
    },
    { timing: { requestMs: 100 } },
  )(),
);

test(
  'no directory',
  on(async (subject) => {
    const lost = traefik({
      remote: localRemote('proxy'),
      site: { ...(subject.site.traefik as TraefikSite), directory: '/nowhere/dynamic' },
    });
    await expect(lost.observe(wanted)).rejects.toMatchObject({
      code: 'HL_TRAEFIK_DIRECTORY',
      kind: 'refused',
      message: 'proxy: cannot enter /nowhere/dynamic',
    });
  }),
);

test(
  'an answer that never ends, and one without measure, are given up',
  on(async (subject) => {
    const site = subject.site.traefik as TraefikSite;
    const endless = (chunk: string, everyMs: number): Response => {
      let cancelled = false;
      const pull = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
        await sleep(everyMs);
        if (!cancelled) controller.enqueue(new TextEncoder().encode(chunk));
      };
      return new Response(new ReadableStream({ pull, cancel: () => void (cancelled = true) }));
    };
    const asked = (answer: () => Response, requestMs: number) =>
      traefik({ remote: localRemote(), site, fetch: async () => answer(), timing: { requestMs } }).observe(wanted);
    await expect(asked(() => endless(' ', 5), 100)).rejects.toMatchObject({ code: 'HL_TRAEFIK_API_TIMEOUT', kind: 'unreachable' });
    const mebibyte = ' '.repeat(1024 * 1024);
    await expect(asked(() => endless(mebibyte, 0), 60_000)).rejects.toMatchObject({ code: 'HL_TRAEFIK_API_TOO_LARGE', kind: 'refused' });
  }),
);

test.each([
  ['numbers for routers', { routers: { 'a@file': 1, 'b@docker': [] }, services: 7, middlewares: [] }],
  [
    'fields of another kind',
    { routers: { 'a@file': { rule: {}, entryPoints: {}, middlewares: 3, tls: 1, status: [], priority: {}, error: {} } } },
  ],
  ['names that every object has', { routers: { 'constructor@file': { rule: 'Host(`metube.example.org`)' }, __proto__: {} } }],
  ['our router, otherwise', { routers: { 'websecure-metube@file': { rule: 4, entryPoints: ['websecure'] } } }],
])('an API that answers oddly does not throw: %s', (_, body) =>
  on(async (subject) => {
    subject.emulator.faults.push({ match: ({ path }) => path === '/api/rawdata', answer: { status: 200, body } });
    subject.emulator.faults.push({
      match: ({ path }) => path === '/api/entrypoints',
      answer: { status: 200, body: [null, 1, { name: 3 }] },
    });
    const { changes } = await planned(subject);
    await expect(subject.integration.refusals?.(changes)).resolves.toBeInstanceOf(Array);
  })(),
);
