import { equal, type Service } from '@hl/core';
import { exampleService, exampleSite } from '@hl/core/testing';
import { sharedFile } from '../../../src/client/layout/shared-file.js';
import { desiredRoute } from '../../../src/desired/route.js';
import { onlyConfig } from '../../../src/desired/spec.js';
import { memory } from '../../memory.js';

interface Page {
  text(): string | null;
  write(text: string): void;
  /** Edits the file for what differs, as the engine does around a layout. */
  go(before: readonly Service[], after: readonly Service[]): Promise<{ key: string; status: string }[]>;
}

const site = exampleSite();

const withFile = async (content: string | null, body: (page: Page) => Promise<void>): Promise<void> => {
  const file = 'services.yml';
  const layout = sharedFile(file);
  const files = new Map(content === null ? [] : [[file, content]]);
  const go: Page['go'] = async (before, after) => {
    const specs = new Map(after.map((service) => [service.name, desiredRoute(service, site, 'http://outpost')[0]?.spec ?? null]));
    const { find } = layout.inventory(files);
    const wanted = [...new Set([...before, ...after].map(({ name }) => name))]
      .map((key) => ({ key, spec: specs.get(key) ?? null }))
      .filter(({ key, spec }) => !equal(find(key)?.config ?? null, spec && onlyConfig(spec)));
    for (const edit of layout.edits(files, wanted)) {
      expect([edit.before, edit.keep]).toEqual([files.get(file) ?? null, true]);
      if (edit.after === null) files.delete(file);
      else files.set(file, edit.after);
    }
    return wanted.map(({ key }) => ({ key, status: 'applied' }));
  };
  await body({ go, text: () => files.get(file) ?? null, write: (text) => void files.set(file, text) });
};

const metube = exampleService();
const sonarr = exampleService({
  name: 'sonarr',
  traefik: { hosts: ['sonarr.example.org', 'tv.example.org'], headers: { frameDeny: true } },
});

const byHand = `# my routes
http:
  routers:
    nas:   # the box
      rule: "Host(\`nas.example.org\`)"
      service: nas
      tls: {}

    # printer, rarely on
    printer:
        rule: 'Host("printer.example.org")'
        service: printer
    # end of routers

  services:
    nas: {loadBalancer: {servers: [{url: "http://10.0.0.1:5000"}]}}   # flow
    printer:
      loadBalancer:
        servers:
        - url: "http://10.0.0.2"
# the end
`;

const texts: [string, string][] = [
  ['made by hand', byHand],
  ['Windows line ends', byHand.replaceAll('\n', '\r\n')],
  ['a byte order mark', `\uFEFF${byHand}`],
  ['only a comment', '# nothing yet\n'],
  ['another section', 'tls:\n  options:\n    default: {minVersion: VersionTLS12}\n'],
  ['templates', byHand.replace('10.0.0.2', '{{ env "PRINTER" }}')],
  [
    'templates that render to nothing',
    `{{/* routes of\n  the house */}}\n{{ $printer := env "PRINTER" }}\n${byHand.replace('10.0.0.2', '{{ $printer }}')}`,
  ],
  ['a document marker and an indented root', '---\n  http:\n    services:\n      a: {loadBalancer: {servers: []}}\n'],
  [
    'anchors and merge keys',
    'x-base: &base\n  tls: {certResolver: le}\nhttp:\n  routers:\n    a:\n      <<: *base\n      rule: Host(`a.b`)\n      service: a\n',
  ],
  ['a block scalar at the end', 'http:\n  routers:\n    a:\n      service: a\n      rule: |\n        Host(`a.b`)\n\n\n'],
  [
    'a block scalar that keeps its empty lines',
    'http:\n  routers:\n    a:\n      service: a\n      rule: |+\n        Host(`a.b`)\n\n\n  services:\n    a: {x: y}\n',
  ],
  ['the same at the end', 'http:\n  services:\n    a:\n      rule: |+\n        Host(`a.b`)\n\n\n'],
  [
    'wide and narrow indents',
    'http:\n routers:\n       a:\n        rule: Host(`a.b`)\n        service: a\n services:\n  a: {loadBalancer: {servers: []}}\n',
  ],
  ['keys in any case and in quotes', '"HTTP":\n  Routers:\n    "a.b/c": {Rule: "Host(`a`)", service: a}\n'],
  [
    'comments behind everything',
    'http: # 1\n  routers: # 2\n    a: # 3\n      service: a # 4\n      entryPoints:\n      - web\n      - websecure # 5\n   # odd\n  # more\n',
  ],
  [
    'definitions that are commented out',
    'http:\n  routers:\n    a: {rule: x}\n\n    # b: off\n    #   rule: x\n\n  services:\n    # none\n    s: {a: b}\n\n  # middlewares:\n',
  ],
  ['non-ASCII text', 'http:\n  routers:\n    # Büro – 日本 😀\n    b: {rule: "Host(`b`)", service: b} # ü\n'],
];

test.each(texts)('%s: what is added and removed again leaves every byte as it was', (_, text) =>
  withFile(text, async (page) => {
    expect(await page.go([], [metube, sonarr])).toMatchObject([{ status: 'applied' }, { status: 'applied' }]);
    const added = page.text() ?? '';
    const lines = added.split('\n');
    let at = -1;
    for (const line of text.split('\n').filter((one) => one.trim() !== ''))
      expect((at = lines.indexOf(line, at + 1))).toBeGreaterThanOrEqual(0);
    expect(await page.go([], [metube, sonarr])).toEqual([]);
    expect(await page.go([metube, sonarr], [sonarr])).toMatchObject([{ key: 'metube', status: 'applied' }]);
    expect(await page.go([sonarr], [])).toMatchObject([{ key: 'sonarr', status: 'applied' }]);
    expect(page.text()).toBe(text);
  }),
);

test('a last line without an end gets one, and nothing else', () =>
  withFile('http:\n  routers:\n    a: {rule: x}', async (page) => {
    await page.go([], [metube]);
    await page.go([metube], []);
    expect(page.text()).toBe('http:\n  routers:\n    a: {rule: x}\n');
  }));

test.each([
  ['no file', null],
  ['an empty file', ''],
])('%s: it is made, and goes with the last service', (_, text) =>
  withFile(text, async (page) => {
    await page.go([], [metube]);
    expect(page.text()).toMatch(/^http:\n {2}routers:\n {4}# Managed by hl \(service: metube\)\n {4}metube:\n/);
    await page.go([metube], []);
    expect(page.text()).toBeNull();
  }),
);

test.each([
  ['http:\ntls: {}\n', 'tls: {}\n'],
  ['http:\n  routers:\n  services:\n    a: {loadBalancer: {servers: []}}\n', 'http:\n  services:\n    a: {loadBalancer: {servers: []}}\n'],
])('a map that would be left empty goes, since Traefik rejects it', (text, after) =>
  withFile(text, async (page) => {
    await page.go([], [metube]);
    await page.go([metube], []);
    expect(page.text()).toBe(after);
  }),
);

test('several maps that end at one place, and something new in each', () =>
  withFile('tcp:\n  services:\n    db: {loadBalancer: {servers: []}}\n', async (page) => {
    const git = exampleService({ name: 'git', authentik: null as never, traefik: { scheme: 'tcp' } });
    expect(await page.go([], [metube, git])).toMatchObject([{ status: 'applied' }, { status: 'applied' }]);
    expect(page.text()).toMatch(
      /^tcp:\n {2}services:\n {4}db: .*\n {4}# Managed by hl \(service: git\)\n {4}git:\n[^]*\n {2}routers:\n {4}# .*git[^]*\nhttp:\n {2}routers:\n {4}# .*metube/,
    );
    await page.go([metube, git], []);
    expect(page.text()).toBe('tcp:\n  services:\n    db: {loadBalancer: {servers: []}}\n');
  }));

test('comments in a map that goes stay where they are', () =>
  withFile('# top\nhttp:\n  # about routes\n  routers: # none yet\n    # mine would be here\n# end\n', async (page) => {
    await page.go([], [metube]);
    expect(page.text()).toMatch(/^# top\nhttp:\n {2}# about routes\n {2}routers: # none yet\n/);
    await page.go([metube], []);
    expect(page.text()).toBe('# top\n  # about routes\n    # mine would be here\n# end\n');
  }));

test('a comment stays with what it is about, and is never taken for ours', () =>
  withFile(
    'http:\n  routers:\n    nas:\n      rule: x\n      # service: later\n  services: \n          # deep\ntls: {}\n',
    async (page) => {
      await page.go([], [metube]);
      const text = page.text() ?? '';
      expect(text).toMatch(/# service: later\n {4}# Managed by hl[^]* {2}services: \n {10}# deep\n {4}# Managed by hl/);
      page.write(text.replace(/( {6}priority: 1000000\n)/, '$1      # mine\n'));
      await page.go([metube], []);
      expect(page.text()).toBe(
        'http:\n  routers:\n    nas:\n      rule: x\n      # service: later\n      # mine\n          # deep\ntls: {}\n',
      );
    },
  ));

test('a change touches the lines of its definition alone', () =>
  withFile(byHand, async (page) => {
    await page.go([], [metube, sonarr]);
    const before = (page.text() ?? '').split('\n');
    await page.go([metube, sonarr], [exampleService({ traefik: { port: 9999 } }), sonarr]);
    const after = (page.text() ?? '').split('\n');
    expect(after.length).toBe(before.length);
    expect(after.filter((line, index) => line !== before[index])).toEqual([expect.stringContaining('http://192.0.2.11:9999')]);
  }));

test('a definition that is no longer wanted goes, the others of the service stay', () =>
  withFile(byHand, async (page) => {
    await page.go([], [metube]);
    const open = exampleService({ authentik: null as never });
    await page.go([metube], [open]);
    expect(page.text()).not.toMatch(/metube_|middlewares/);
    await page.go([open], []);
    expect(page.text()).toBe(byHand);
  }));

test('a file with a path of its own lies elsewhere', async () => {
  const { files, go, remote } = memory({ site: { layout: 'file', api: null, directory: '/nowhere', file: '/srv/routes.yml' } });
  expect(await go([], [metube])).toMatchObject([{ status: 'applied' }]);
  expect(files.get('routes.yml')).toContain('# Managed by hl (service: metube)');
  expect(new Set(remote.commands.map((argv) => argv[4]))).toEqual(new Set(['/srv']));
});

test.each([
  ['a flow map', 'http: {routers: {a: {rule: "Host(`a`)", service: a}}}\n'],
  ['an alias', 'x: &x\n  a: {rule: "Host(`a`)", service: a}\nhttp:\n  routers: *x\n'],
  ['a list', 'http:\n  - routers\n'],
  ['broken YAML', 'http:\n  routers: "\n'],
  ['a template around routes', 'http:\n  routers:\n    {{ if env "X" }}\n    a: {rule: "Host(`a`)", service: a}\n    {{ end }}\n'],
  ['a key twice', 'http:\n  routers:\n    a: {service: a}\n    a: {service: b}\n'],
])('%s is refused and nothing is written', (_, text) =>
  withFile(text, async (page) => {
    await expect(page.go([], [metube])).rejects.toMatchObject({
      code: 'HL_TRAEFIK_FILE',
      kind: 'input',
      message: expect.stringMatching(/^services\.yml cannot be edited safely/) as string,
    });
    expect(page.text()).toBe(text);
  }),
);

test('a file that is not UTF-8 is left alone', () =>
  withFile('# B\uFFFDro\n', async (page) => {
    await expect(page.go([], [metube])).rejects.toMatchObject({ code: 'HL_TRAEFIK_FILE', message: 'services.yml is not UTF-8' });
    expect(page.text()).toBe('# B\uFFFDro\n');
  }));

test('a definition without our mark is somebody else’s', async () => {
  const text = 'http:\n  services:\n    metube: {loadBalancer: {servers: [{url: "http://10.0.0.1"}]}}\n';
  const { plan } = memory({ site: { layout: 'file', api: null }, files: { 'services.yml': text } });
  const { conflicts, changes } = await plan([], [metube]);
  expect(conflicts).toMatchObject([{ key: 'metube', found: { http: { services: { metube: {} } } } }]);
  expect(changes).toEqual([]);
});
