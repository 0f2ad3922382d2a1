import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { httpEmulator } from '@hl/lab';
import { glanceEmulator } from '@hl/lab/glance';

test('a site that hangs is timed out, a name is found where the lab says', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'lab-glance-'));
  const config = join(directory, 'glance.yml');
  await using service = await httpEmulator(() => ({ status: 200 }));
  service.faults.push({ match: ({ path }) => path === '/hang', delayMs: 3000 });
  const sites = `    - {title: A, url: 'http://app.example.org:${service.port}/'}\n    - {title: B, url: '${service.url}/hang', timeout: 1s}\n`;
  writeFileSync(
    config,
    `pages:\n  - name: Home\n    columns:\n      - size: full\n        widgets:\n          - type: monitor\n            sites:\n${sites.replace(/^ {4}/gm, ' '.repeat(14))}`,
  );
  await using emulator = await glanceEmulator({ config, resolve: (name) => (name === 'app.example.org' ? '127.0.0.1' : undefined) });
  const body = await (await emulator.fetch(`${emulator.url}/api/pages/home/content/`)).text();
  expect(body).toMatch(/>A<[^]*>OK<[^]*>B<[^]*>Timed Out</);
});
