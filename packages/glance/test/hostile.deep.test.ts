import { apply, HlError } from '@hl/core';
import { hostileServer, tricks } from '@hl/lab/hostile';
import { glance } from '@hl/glance';
import { machine } from './support/machine.js';
import { tile } from './support/surgery.js';

const timing = { pollMs: 5, settleMs: 30, deadlineMs: 60, requestMs: 300 };
const board =
  'pages:\n  - name: Home\n    columns:\n      - size: full\n        widgets:\n          - type: bookmarks\n            groups:\n              - title: Media\n                links: []\n';
const service = tile({ icon: null });

/** A tile of ours in the file, and whatever answers in Glance's place. */
async function facing(url: string) {
  const { go, text, files, remote, site } = machine(board);
  await go([], [service]);
  const integration = glance({ remote, site: { ...(site.glance as NonNullable<typeof site.glance>), url }, timing });
  return { integration, site, text, files, resources: integration.desired(service, site) };
}

test.each(tricks)('$title: what Glance shows is not known, or not shown, and nothing is left half done', async (trick) => {
  await using server = await hostileServer(trick);
  const { integration, site, text, files, resources } = await facing(server.url);
  const written = text();
  const seen = await integration.observe(resources).catch((error: unknown) => error);
  if (seen instanceof Map) expect([...seen.values()]).toMatchObject([{ ours: true, spec: { live: false } }]);
  else expect(seen).toMatchObject({ code: expect.stringMatching(/^HL_GLANCE_/), kind: expect.stringMatching(/^(unreachable|refused)$/) });
  if (!(seen instanceof Map)) expect(seen).toBeInstanceOf(HlError);

  const changed = integration.desired(tile({ icon: null, title: 'Other' }), site);
  const changes = changed.map((resource, index) => ({ ...resource, before: resources[index]?.spec ?? null, after: resource.spec }));
  const [outcome] = await apply(integration, changes);
  expect(['failed', 'deferred']).toContain(outcome?.status);
  expect([text(), Object.keys(files())]).toEqual([written, ['glance.yml']]);
});
