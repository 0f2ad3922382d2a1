import { readFileSync } from 'node:fs';
import { plan } from '@hl/core';
import { go, good, host, path, running, service, site, useHost } from '../life/life.js';

useHost({ swarm: true });

test.each([
  ['', ''],
  ['name: x\n', 'version: "3.4"\n'],
])("a stack of a service's own file, which stays as it is but for %j", async (name, version) => {
  const text = `${version}services:\n  web: {image: "web:1", environment: ["A=\${DIR}"], labels: [a=b]} # mine\n`;
  const own = (content: string) => service({ composeFile: { source: 'x.yaml', content: `${name}${content}` }, environment: { DIR: '/d' } });
  good(await go([], [own(text)]));
  expect(readFileSync(path('opt/metube/compose.yml'), 'utf8')).toBe(text);
  expect(running('metube_web')).toMatchObject({ environment: { A: '/d' }, labels: { a: 'b', 'hl.service': 'metube' } });
  expect((await plan(host.integration(), { before: [own(text)], after: [own(text)], site })).changes).toEqual([]);
  const [failed] = await go([own(text)], [own(text.replace('web:1', 'broken:exit'))]);
  expect(failed?.error?.message).toContain('Rolled back: revision 1 runs again.');
  expect(running('metube_web')?.image).toBe('web:1');
});
