import { examplePage, exampleService } from '@hl/core/testing';
import { service as single, setUp, url } from './subject.js';
import type { Setup } from './subject.js';

const stats = examplePage({
  name: 'metube-stats',
  glance: {
    title: 'Stats',
    url: 'https://stats.metube.example.org',
    monitor: { ...single.glance?.monitor, checkUrl: 'http://127.0.0.1:9/stats' },
  },
} as never);
/** Two pages, a tile each. */
const service = { ...single, pages: [stats] };

/** One tile is another one, and one page is gone. */
const changed = exampleService({
  ...single,
  glance: { ...single.glance, title: 'MeTube & friends', bookmark: { group: 'Media', description: 'Download videos' } },
} as never);

const anchor = /<li>(?:(?!<li>)[^])*?metube\.example\.org[^]*?<\/li>|<a class="size-h3[^>]*metube\.example\.org[^]*?<\/a>/g;

/** The file without the lines that bear a mark, and those below them. */
function withoutOurs(text: string): string {
  let inside = Infinity;
  const kept = text.split('\n').filter((line) => {
    const indent = line.search(/\S/);
    if (indent > inside) return false;
    inside = / # hl\b/.test(line) ? indent : Infinity;
    return inside === Infinity;
  });
  return kept.join('\n');
}

/** What hl writes for each page of the service, by hand: without a mark. */
const made = [
  { title: 'MeTube', url, path: '' },
  { title: 'Stats', url: 'https://stats.metube.example.org', path: 'stats' },
].map((one) => ({
  ...one,
  bookmark: [`title: ${one.title}`, `url: ${one.url}`, 'description: Video downloader', 'icon: si:youtube'],
  monitor: [`title: ${one.title}`, `url: ${one.url}`, `check-url: http://127.0.0.1:9/${one.path}`, 'icon: si:youtube', 'timeout: 1s'],
}));

const item = (indent: string, lines: readonly string[]): string =>
  lines.map((line, index) => `${indent}${index === 0 ? '-' : ' '} ${line}\n`).join('');

function byHand(text: string, how: 'other' | 'same'): string {
  const all = (indent: string, linesOf: (one: (typeof made)[number]) => readonly string[]): string =>
    made.map((one) => item(indent, linesOf(one))).join('');
  if (how === 'other')
    return text.replace(/^( *)- title: Plex\n/m, (plex, at: string) => all(at, (one) => ['title: Mine', `url: ${one.url}`]) + plex);
  return text
    .replace(
      /^( *)- title: Media\n/m,
      (media, at: string) => item(at, ['title: Downloads', 'links:']) + all(`${at}    `, ({ bookmark }) => bookmark) + media,
    )
    .replace(/^( *)sites:\n( *)/m, (sites, _, at: string) => sites.slice(0, -at.length) + all(at, ({ monitor }) => monitor) + at);
}

export const subject = (setup: Setup) => async () => {
  const { lab, emulator, integration, restart, site, faults, close, file, edit } = await setUp(setup);
  return {
    integration,
    site,
    service,
    changed,
    faults,
    bystanders: async () => Object.keys(setup.files).map((name) => withoutOurs(file(name))),
    // Among each other tiles stand in the order in which they came.
    effective: async () => [...(emulator.page('home').match(anchor) ?? [])].sort(),
    disturbances: () => lab.writes.length + emulator.restarts + emulator.reloads,
    occupy: async (how: 'other' | 'same') => {
      for (const name of Object.keys(setup.files)) edit(name, (text) => byHand(text, how));
      await emulator.restart();
    },
    restart,
    close,
  };
};

const plainFile = `# dashboard
pages:
  - name: Home
    columns:
      - size: full
        widgets:
          - type: bookmarks
            groups:
              - title: Media
                links:
                  - title: Plex
                    url: https://plex.example.net
          - type: monitor
            title: Media Services
            sites:
              - title: Plex
                url: http://127.0.0.1:9/plex
`;

/** A reload that is seen late only costs a restart; each crash costs one `settleMs`. */
const timing = { pollMs: 3, settleMs: 40, deadlineMs: 300, requestMs: 500 };
const files = { 'glance.yml': plainFile };
const [head, tail] = [plainFile.indexOf('          - type: bookmarks'), plainFile.indexOf('          - type: monitor')];
const parts = {
  'glance.yml': `${plainFile.slice(0, head)}          - $include: bookmarks.yml\n          - !include: monitor.yml\n`,
  'bookmarks.yml': plainFile.slice(head, tail).replace(/^ {10}/gm, ''),
  'monitor.yml': plainFile.slice(tail).replace(/^ {10}/gm, ''),
};

const validate = ['glance', '--config', '{file}', 'config:validate'];
const mounted: NonNullable<Setup['commands']> = (argv, { config }) =>
  argv[1] === 'inspect' ? { code: 0, stdout: JSON.stringify([{ Source: config, Destination: '/app/glance.yml' }]) } : undefined;

/** The ways in which Glance is run, each with the laws whose many crashes the others cover. */
export const profiles = (
  [
    ['auto-reload, validated first', { files, site: { validate } }, null],
    ['on a machine with a shell', { files, shell: true }, /step of (update|delete)/],
    ['before auto-reload', { files, emulator: { profile: 'restart' }, options: { timing: { ...timing, settleMs: 10 } } }, null],
    ['included files', { files: parts }, /step of create/],
    ['a file mounted alone', { files, emulator: { mount: 'file' }, commands: mounted, shell: true }, /step of (create|delete)/],
  ] satisfies [string, Setup, RegExp | null][]
).map(([name, setup, covered]) => ({
  name,
  setup: { ...setup, options: { timing, ...('options' in setup ? setup.options : {}) } },
  covered,
}));
