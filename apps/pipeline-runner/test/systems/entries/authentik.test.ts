import { Secret } from '@hl/core';
import { exampleSite } from '@hl/core/testing';
import { authentikEmulator } from '@hl/lab/authentik';
import { clientIds } from '../../../src/systems/entries/authentik.js';
import type { Opening } from '../../../src/systems/opening.js';

test('client ids are read at once for all; who asks again is told how it is now', async () => {
  const lab = await authentikEmulator({ outposts: [{ name: 'edge', bystander: null }] });
  try {
    for (const slug of ['a', 'b'])
      lab.addForeign({ slug, provider: slug, externalHost: `https://${slug}.example.org`, outposts: ['edge'] });
    const site = exampleSite({ authentik: { url: lab.url, outpost: 'edge' } });
    const opening = { site, need: () => new Secret('lab-token') } as unknown as Opening;
    const idOf = clientIds(opening);
    const known = (): Record<string, unknown> => Object.fromEntries(lab.providers().map(({ name, client_id }) => [name, client_id]));

    expect(await Promise.all(['a', 'b', 'none'].map(idOf))).toEqual([known()['a'], known()['b'], null]);
    expect(lab.requests).toHaveLength(2);

    lab.deleteProvider('a');
    lab.addForeign({ provider: 'none', slug: 'none', externalHost: 'https://none.example.org' });
    expect(await idOf('a')).toBeNull();
    expect(await idOf('none')).toBe(known()['none']);
    expect(lab.requests).toHaveLength(4);

    await lab.refuse(true);
    await expect(idOf('a')).rejects.toMatchObject({ kind: 'unreachable' });
    await lab.refuse(false);
    expect(await idOf('a')).toBeNull();
  } finally {
    await lab.close();
  }
});
