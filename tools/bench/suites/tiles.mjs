import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { apply, plan } from '@hl/core';
import { localRemote } from '@hl/core/local';
import { exampleService, exampleSite } from '@hl/core/testing';
import { glance } from '@hl/glance';
import { glanceEmulator } from '@hl/lab/glance';
import { middle, timed } from '../measure/median.mjs';

const count = 100;
const link = (n) => `                  - title: Theirs ${n} # by hand\n                    url: http://192.0.2.5:${8000 + n}\n`;
const dashboard = `# My dashboard
pages:
  - name: Home
    columns:
      - size: full
        widgets:
          - type: bookmarks
            groups:
              - title: Theirs
                links:
${Array.from({ length: 1_000 }, (_, n) => link(n)).join('')}`;

async function board(work) {
  const directory = mkdtempSync(join(tmpdir(), 'hl-bench-'));
  const config = join(directory, 'glance.yml');
  writeFileSync(config, dashboard);
  const emulator = await glanceEmulator({ config });
  try {
    return await work({ emulator, config, site: exampleSite({ glance: { config, url: emulator.url, validate: null } }) });
  } finally {
    await emulator.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

const services = Array.from({ length: count }, (_, n) =>
  exampleService({ name: `s${n}`, glance: { url: `https://s${n}.example.org`, title: `S${n}`, monitor: null } }),
);

/** 100 bookmarks beside 1 000 of somebody else, until the page shows them. Floor: the finished file moved there, until the page shows it. */
export async function run() {
  const [ours, floor] = [[], []];
  for (let n = 0; n < 3; n += 1) {
    const finished = await board(async ({ config, site }) => {
      const integration = glance({ remote: localRemote(), site: site.glance });
      const { changes } = await plan(integration, { before: [], after: services, site });
      ours.push(
        await timed(async () => {
          const bad = (await apply(integration, changes)).find(({ status }) => status !== 'applied');
          if (bad) throw new Error(`${bad.key}: ${bad.error?.message}`);
        }),
      );
      return readFileSync(config, 'utf8');
    });
    await board(async ({ config, emulator }) => {
      const shows = async () =>
        (await (await fetch(`${emulator.url}/api/pages/home/content/`)).text()).includes(`s${count - 1}.example.org`);
      floor.push(
        await timed(async () => {
          writeFileSync(`${config}.new`, finished);
          renameSync(`${config}.new`, config);
          while (!(await shows())) await sleep(10);
        }),
      );
    });
  }
  return [{ name: `tiles-${count}`, unit: 'ms', ours: middle(ours), floor: middle(floor) }];
}
