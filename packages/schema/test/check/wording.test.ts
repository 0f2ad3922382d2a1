import { load, minimal } from '../read.js';

test.each([
  ['port: 8080:80', 'Write port: 8080 and container_port: 80.'],
  ['restart: false', "Write restart: 'no'."],
  ['environment:\n  - TZ: Etc/UTC', 'Write - TZ=Etc/UTC; or all of them as a mapping, without dashes.'],
  ['labels: [{ a: b }]', 'Write - a=b; or all of them as a mapping, without dashes.'],
  ['traefik: { subdomain: x }', 'traefik belongs at the top of the file, beside deployment.'],
  ['glance: {}', 'glance belongs at the top of the file, beside deployment.'],
  ['dns: { subdomain: x }', 'Move it to the top of the file: here are the name servers of the container.'],
])('under deployment, %s', (lines, hint) => {
  const text = minimal(lines);
  const once = lines.startsWith('port:') ? text.replace(/ {2}port: \d+\n/, '') : text;
  expect(load(once).diagnostics.map((one) => one.hint)).toEqual([hint]);
});
