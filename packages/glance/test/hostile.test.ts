import { apply, plan } from '@hl/core';
import { hostileServer, tricks } from '@hl/lab/hostile';
import { service, setUp } from './subject.js';

const files = { 'glance.yml': 'pages:\n  - name: Home\n    columns:\n      - size: full\n        widgets: []\n' };
const timing = { pollMs: 5, settleMs: 20, deadlineMs: 20, requestMs: 200 };

test.each(tricks)('$title in place of Glance: looking and writing end, and the file stays as it was', async (trick) => {
  const server = await hostileServer(trick);
  const { integration, site, lab, close } = await setUp({ files, site: { url: server.url } as never, options: { timing } });
  const { changes } = await plan(integration, { before: [], after: [service], site });
  const [outcome] = await apply(integration, changes);
  expect(outcome).toMatchObject({
    status: expect.stringMatching(/^(deferred|failed)$/),
    error: { code: expect.stringMatching(/^HL_GLANCE_/) },
  });
  expect(lab.file('glance.yml')).toBe(files['glance.yml']);
  await close();
  await server.close();
});
