import { apply, plan } from '@hl/core';
import type { GlanceSite } from '@hl/core';
import { MemoryRemote } from '@hl/core/testing';
import { glance } from '@hl/glance';
import { main, surgery, tile } from './surgery.js';

test('the example of the README', async () => {
  const { site, remote } = surgery('# mine\npages:\n  - name: Home\n    columns:\n      - size: full\n        widgets: []\n');
  const service = tile({ widget: 'Watch' });
  expect(remote).toBeInstanceOf(MemoryRemote);

  const integration = glance({ remote, site: site.glance as GlanceSite });
  const { changes, conflicts } = await plan(integration, { before: [], after: [service], site });
  const outcomes = await apply(integration, changes);

  expect([conflicts, outcomes]).toMatchObject([[], [{ status: 'applied' }]]);
  expect(remote.files.get(main)).toContain('- title: MeTube # hl');
});
