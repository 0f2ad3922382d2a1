import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apply, plan } from '@hl/core';
import type { TraefikSite } from '@hl/core';
import { localRemote } from '@hl/core/local';
import { exampleService, exampleSite } from '@hl/core/testing';
import { start } from '@hl/lab';
import { hostileServer, tricks } from '@hl/lab/hostile';
import { traefik } from '@hl/traefik';

test.each(tricks)("$title in place of Traefik's API: looking and writing end, and nothing is written", async (trick) => {
  const server = await hostileServer(trick);
  const directory = await mkdtemp(join(tmpdir(), 'traefik-'));
  const site = exampleSite({ traefik: { directory, api: server.url } });
  const integration = traefik({
    remote: localRemote('proxy', { start }),
    site: site.traefik as TraefikSite,
    timing: { pollMs: 10, deadlineMs: 100, requestMs: 300 },
  });
  const error = { code: expect.stringMatching(/^HL_TRAEFIK_API/) as string };
  await expect(plan(integration, { before: [], after: [exampleService()], site })).rejects.toMatchObject(error);
  const changes = integration.desired(exampleService(), site).map(({ spec, ...resource }) => ({ ...resource, before: null, after: spec }));
  const outcomes = await apply(integration, changes);
  expect(outcomes).toMatchObject(changes.map(() => ({ status: expect.not.stringMatching('applied') as string, error })));
  expect(await readdir(directory)).toEqual([]);
  await server.close();
  await rm(directory, { recursive: true });
});
