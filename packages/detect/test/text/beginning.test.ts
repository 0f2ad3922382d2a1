import { definitionIn } from '../../src/compare/definition.js';
import { beginningOf } from '../../src/text/beginning.js';

const usual = `# a comment
service:
  name: metube # short
  display_name: "Me: Tube"

deployment:
  target_host: docker-media
  volumes: [a]
`;
const inDeployment = (line: string): string => `service:\n  name: a\ndeployment:\n${line}\n`;

test.each<[string, string, ReturnType<typeof beginningOf>]>([
  ['as most are', usual, { name: 'metube', host: 'docker-media' }],
  ['line ends of another system', usual.replaceAll('\n', '\r\n'), { name: 'metube', host: 'docker-media' }],
  ['broken further down', `${usual}x: [`, { name: 'metube', host: 'docker-media' }],
  ['a document mark', `---\n${usual}`, { name: 'metube', host: 'docker-media' }],
  ['a number as it is written', 'service:\n  name: 1.10\n', { name: '1.10' }],
  ['the other way round', 'deployment:\n    target_host: b\nservice:\n    name: a\n', { name: 'a', host: 'b' }],
  ['twice: the first counts', 'service:\n  name: a\n  name: b\ndeployment:\n  target_host: c\n', { name: 'a', host: 'c' }],
  ['a host below a list', inDeployment('  volumes:\n    - a\n  target_host: b'), { name: 'a' }],
  ['a host in quotes', inDeployment("  target_host: 'b'"), { name: 'a' }],
  ['a host that goes on in the next line', inDeployment('  target_host: b\n    c'), { name: 'a' }],
  ['a host that goes on after a blank line', inDeployment('  target_host: b\n\n    c'), { name: 'a' }],
  ['a section twice', 'service:\n  icon: x\nservice:\n  name: a\n', null],
  ['a name in a flow', 'service: { name: a }\n', null],
  ['no name', 'service:\n  name: null\n', null],
  ['another key first', 'name: a\n', null],
  ['a name in a text', 'service: |\n  name: a\n', null],
  ['an alias somewhere', `${usual}a: &a 1\nb: *a\n`, null],
  ['a file of another kind', `${usual}${'x: 1\n'.repeat(1_000)}`, null],
  ['nothing', '', null],
])('%s', (_, text, expected) => {
  expect(beginningOf(text)).toEqual(expected);
  expect(definitionIn(text)).toMatchObject(expected ?? {});
});
