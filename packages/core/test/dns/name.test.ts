import { canonicalName, hostName } from '../../src/dns/name.js';

test.each([
  ['Films.LAB', 'films.lab'],
  ['films.lab.', 'films.lab'],
  ['films.lab..', 'films.lab.'],
  ['', ''],
])('%j is compared as %j', (text, name) => expect(canonicalName(text)).toBe(name));

const label = 'a'.repeat(63);

test.each([
  ['Films.Example.ORG.', 'films.example.org'],
  ['a', 'a'],
  ['7', '7'],
  ['_dmarc.a-b.lab', '_dmarc.a-b.lab'],
  ['Büro.example.org', 'xn--bro-hoa.example.org'],
  ['~~.lab', null],
  [`${label}.lab`, `${label}.lab`],
  [`${label}a.lab`, null],
  [`${label}.${label}.${label}.${'b'.repeat(63)}`, `${label}.${label}.${label}.${'b'.repeat(63)}`],
  [`${label}.${label}.${label}.${label}.b`, null],
  ['-a.lab', null],
  ['a-.lab', null],
  ['a..lab', null],
  ['*.lab', null],
  ['a b.lab', null],
  ['a#b.lab', null],
  ['', null],
  ['.', null],
])('%j is written as %j', (text, name) => expect(hostName(text)).toBe(name));
