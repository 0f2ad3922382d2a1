import { about } from '@hl/traefik';
import { exampleSite, MemoryRemote } from '@hl/core/testing';
import type { TraefikSite } from '@hl/core';

const site = exampleSite().traefik as TraefikSite;
const remote = new MemoryRemote();
const answering =
  (answers: Record<string, unknown>) =>
  async (url: unknown): Promise<Response> => {
    const found = answers[new URL(String(url)).pathname];
    return found === undefined ? new Response('no', { status: 404 }) : Response.json(found);
  };

test.each([
  [
    'all of it',
    { '/api/version': { Version: '3.7.9' }, '/api/overview': { providers: ['Docker', 'File'] } },
    { version: '3.7.9', providers: ['docker', 'file'] },
  ],
  ['nothing', {}, { version: null, providers: null }],
])('tells %s', async (_, answers, expected) => {
  expect(await about({ remote, site, fetch: answering(answers) as typeof globalThis.fetch })).toEqual(expected);
});

test('a site without an API is not asked', async () => {
  expect(await about({ remote, site: { ...site, api: null } })).toBeNull();
});
