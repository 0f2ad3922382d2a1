import { apply, plan } from '@hl/core';
import { exampleService, laws } from '@hl/core/testing';
import { fixture, service, setUp, url } from './subject.js';
import type { Setup } from './subject.js';

const changed = exampleService({
  ...service,
  glance: { ...service.glance, title: 'MeTube & friends', bookmark: { group: 'Media', description: 'Download videos' } },
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

const subject = (setup: Setup) => async () => {
  const { lab, emulator, integration, site, faults, close, file, edit } = await setUp(setup);
  return {
    integration,
    site,
    service,
    changed,
    faults,
    bystanders: async () => Object.keys(setup.files).map((name) => withoutOurs(file(name))),
    effective: async () => emulator.page('home').match(anchor) ?? [],
    disturbances: () => lab.writes.length + emulator.restarts + emulator.reloads,
    occupy: async () => {
      edit('glance.yml', (text) =>
        text.replace(/^( *)- title: Plex\n/m, (line, indent: string) => `${indent}- title: Mine\n${indent}  url: ${url}\n${line}`),
      );
      await emulator.restart();
    },
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

describe.each<[string, Setup]>([
  ['auto-reload', { files: { 'glance.yml': plainFile } }],
  [
    'restart',
    {
      files: { 'glance.yml': plainFile },
      emulator: { profile: 'restart' },
      options: { timing: { pollMs: 5, settleMs: 30, deadlineMs: 1000, requestMs: 2000 } },
    },
  ],
])('laws, %s', (_, setup) => {
  test.each(laws)('$title', ({ run }) => run(subject(setup)), 60_000);
});

test('converges on a nasty file', async () => {
  const { integration, site, file, close } = await setUp({ files: { 'glance.yml': fixture('home.yml') } });
  const { changes } = await plan(integration, { before: [], after: [service], site });
  const outcomes = await apply(integration, changes);
  expect(outcomes).toMatchObject([{ status: 'applied' }]);
  expect(file('glance.yml')).toContain('Downloads # hl');
  await close();
});
