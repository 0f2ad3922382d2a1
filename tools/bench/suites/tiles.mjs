import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { localRemote } from '@hl/core/local';
import { exampleService, exampleSite } from '@hl/core/testing';
import { glance } from '@hl/glance';
import { glanceEmulator } from '@hl/lab/glance';
import { inFolder } from '../folder.mjs';
import { againstFloor, batch, counting } from '../systems/batch.mjs';

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

const tile = (n) => exampleService({ name: `s${n}`, glance: { url: `https://s${n}.example.org`, title: `S${n}`, monitor: null } });

/** A dashboard of somebody else, on a Glance that waits half a second for quiet, as the real one does. */
const board = (work) =>
  inFolder(async (directory) => {
    const config = join(directory, 'glance.yml');
    writeFileSync(config, dashboard);
    const emulator = await glanceEmulator({ config });
    const local = localRemote();
    let writes = 0;
    /** How often the dashboard itself was replaced: what is written beside it first, nobody reads. */
    const remote = {
      ...local,
      run: (argv, how) => ((writes += argv.includes(config) && how?.stdin !== undefined ? 1 : 0), local.run(argv, how)),
      /** @type {typeof local.write} */
      write: (path, content, how) => ((writes += path === config ? 1 : 0), local.write(path, content, how)),
    };
    const cost = counting(() => ({ reloads: emulator.reloads + emulator.restarts, requests: emulator.requests.length, writes }));
    try {
      return await work({ emulator, config, remote, cost, site: exampleSite({ glance: { config, url: emulator.url, validate: null } }) });
    } finally {
      await emulator.close();
    }
  });

/** Until the page shows them; then taken back. */
const ours = (services) =>
  board(async ({ config, remote, cost, site }) => {
    const integration = glance({ remote, site: site.glance });
    const { made, takeBack } = await batch(integration, services, site, cost);
    const finished = readFileSync(config, 'utf8');
    const undone = await takeBack();
    if (readFileSync(config, 'utf8') !== dashboard) throw new Error('the dashboard is not what it was');
    return { made, undone, finished };
  });

/** The finished file moved there, until the page shows it. */
const floor = (services, finished) =>
  board(async ({ config, emulator, cost }) => {
    const last = `${services.at(-1).name}.example.org`;
    const shows = async () => (await (await fetch(`${emulator.url}/api/pages/home/content/`)).text()).includes(last);
    return cost(async () => {
      writeFileSync(`${config}.new`, finished);
      renameSync(`${config}.new`, config);
      while (!(await shows())) await sleep(10);
    });
  });

/** 50 and 100 bookmarks beside 1,000 of somebody else, and taken back: counted and timed. */
export async function run() {
  const results = [];
  for (const count of [50, 100]) {
    const services = Array.from({ length: count }, (_, n) => tile(n));
    const { finished } = await ours(services);
    const { figures, last, bare } = await againstFloor(
      3,
      () => ours(services),
      () => floor(services, finished),
    );
    const counted = (unit) => [
      {
        name: `${count} tiles, ${unit}`,
        unit,
        ours: last.made[unit],
        ...(unit === 'reloads' && { floor: bare[unit] }),
        target: { most: 1 },
      },
      { name: `${count} tiles taken back, ${unit}`, unit, ours: last.undone[unit], target: { most: 1 } },
    ];
    results.push(
      ...counted('writes'),
      ...counted('reloads'),
      {
        name: `${count} tiles, requests to Glance`,
        unit: 'requests',
        ours: last.made.requests,
        note: 'it is asked until the page shows them',
      },
      {
        ...{ name: `${count} tiles`, unit: 'ms', ...figures },
        note: 'floor: the finished file moved there, until the page shows it. Glance waits for half a second without a change',
      },
    );
  }
  return results;
}
