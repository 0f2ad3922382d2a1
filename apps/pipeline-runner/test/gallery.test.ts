import { effective, readCompose, sameMeaning } from '@hl/compose';
import { crossCheck, type Diagnostic } from '@hl/schema';
import { containers, diagnostics, documented, namesIn, services, site, text } from './gallery.js';

const said = ({ file, line, severity, message }: Diagnostic): string => `${file}:${line} ${severity}: ${message}`;

/** All that is documented is there already when laying it over what is rendered changes nothing. */
const missing = (written: string, rendered: string): string[] =>
  sameMeaning(effective(rendered, documented(written, rendered)), readCompose(rendered));

test('the homelab and its files are valid without a warning, each alone and all together', () => {
  expect([...diagnostics, ...crossCheck(services, site)].map(said)).toEqual([]);
  expect(services.map(({ name }) => name)).toEqual(namesIn('.'));
});

test('each file with containers has beside it what the program documents, and where that was read', () => {
  expect(namesIn('meaning/')).toEqual(containers.map(([name]) => name));
  for (const [name] of containers) expect(text(`meaning/${name}.yml`)).toMatch(/^# \S/);
});

test.each(containers)('%s: what the program documents is what is rendered', (name, _, rendered) => {
  expect(missing(text(`meaning/${name}.yml`), rendered)).toEqual([]);
});

const rendered = 'services: { web: { image: web:1, ports: ["80:80"], volumes: [/srv:/data], environment: { A: "1" }, init: true } }';

test.each([
  ['services: { web: { image: web, ports: ["?:80"], volumes: ["?:/data"], environment: [A=1] } }'],
  ['services: { web: { environment: { A: "?" }, ports: [{ target: 80, published: "80" }] } }'],
])('another spelling is no difference: %s', (written) => expect(missing(written, rendered)).toEqual([]));

test.each([
  ['services: { web: { image: other } }'],
  ['services: { web: { ports: ["?:81"] } }'],
  ['services: { web: { volumes: ["/srv:/data:ro"] } }'],
  ['services: { web: { environment: { A: "2" } } }'],
  ['services: { web: { environment: { B: "?" } } }'],
  ['services: { web: { init: false } }'],
  ['services: { db: { image: db } }'],
])('another meaning is: %s', (written) => expect(missing(written, rendered)).not.toEqual([]));

test.each(['hl', ...namesIn('.')])('%s: addresses are of networks for examples', (name) => {
  const lines = text(`${name}.yml`).replace(/^ *image: .*$/gm, '');
  for (const [address] of lines.matchAll(/\b\d{1,3}(\.\d{1,3}){3}\b/g))
    expect(address).toMatch(/^(192\.0\.2|198\.51\.100|127\.0\.0|0\.0\.0)\./);
});

test('the page lists every file with what it shows', () => {
  const rows = services.map(({ name, displayName }) => {
    const shows = /^# Shows: (.*)$/m.exec(text(`${name}.yml`))?.[1];
    return `| ${displayName} | [${name}.yml](${name}.yml) | ${shows} |`;
  });
  const listed = text('README.md').split('\n');
  expect(listed.filter((line) => line.startsWith('|') && line.includes('.yml]('))).toEqual(rows);
});
