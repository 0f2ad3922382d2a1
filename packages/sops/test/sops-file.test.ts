import { decryptEntries, readSopsFile } from '../src/sops-file.js';

const sops = { mac: 'ENC[mac]', lastmodified: '2026-01-02T03:04:05Z', age: [{ recipient: 'age1', enc: 'one' }, { enc: 'two' }] };
const read = {
  entries: [
    ['B', 'x'],
    ['A', 'y'],
  ],
  keys: ['one', 'two'],
  needsProgram: false,
  mac: 'ENC[mac]',
  modified: '2026-01-02T03:04:05Z',
  encryptedOnly: false,
};

test.each([
  ['json', JSON.stringify({ B: 'x', A: 'y', sops })],
  ['yaml', `B: x\nA: "y"\nsops: ${JSON.stringify(sops)}\n`],
  [
    'dotenv',
    '#ENC[comment]\nB=x\n\nA=y\nsops_age__list_0__map_enc=one\nsops_age__list_0__map_recipient=age1\nsops_age__list_1__map_enc=two\nsops_mac=ENC[mac]\nsops_lastmodified=2026-01-02T03:04:05Z\n',
  ],
])('a file as sops writes it: %s', (type, content) => {
  expect(readSopsFile(content, type)).toEqual(read);
});

test('in a dotenv file nothing is quoted but line ends', () => {
  expect(readSopsFile('A="x=1"\\ny\nsops_mac=m\\nn\n', 'dotenv')).toMatchObject({ entries: [['A', '"x=1"\ny']], mac: 'm\nn' });
});

test.each([
  ['json', '{"A":"b"}'],
  ['json', '[]'],
  ['json', '{"sops":"b"}'],
  ['yaml', 'A: b'],
  ['yaml', ''],
  ['dotenv', 'A=b\n#sops_mac=x\n'],
  ['dotenv', ''],
])('what sops has not written: %s %j', (type, content) => {
  expect(readSopsFile(content, type)).toBeNull();
});

test('what is no JSON is an error; YAML that breaks off is not written by sops', () => {
  expect(() => readSopsFile('{', 'json')).toThrow();
  expect(readSopsFile('a: [', 'yaml')).toBeNull();
});

test.each<[string, object, object]>([
  ['key groups', { ...sops, key_groups: [] }, { needsProgram: true }],
  ['no checksum', { ...sops, mac: '' }, { needsProgram: true, mac: '' }],
  ['a checksum that is no text', { ...sops, mac: 7 }, { needsProgram: true, mac: '' }],
  ['no age key', { ...sops, age: undefined }, { keys: [] }],
  ['age keys that are none', { ...sops, age: ['x', { enc: 7 }] }, { keys: [''] }],
  ['a checksum over what is encrypted', { ...sops, mac_only_encrypted: true }, { encryptedOnly: true }],
  ['the same as text', { ...sops, mac_only_encrypted: 'true' }, { encryptedOnly: true }],
  ['over all', { ...sops, mac_only_encrypted: false }, { encryptedOnly: false }],
])('with %s', (_, written, expected) => {
  expect(readSopsFile(JSON.stringify({ A: 'b', sops: written }), 'json')).toMatchObject(expected);
});

test('groups in a dotenv file', () => {
  const content = 'A=b\nsops_key_groups__list_0__map_age__list_0__map_enc=x\nsops_mac=m\nsops_mac_only_encrypted=true\n';
  expect(readSopsFile(content, 'dotenv')).toMatchObject({ entries: [['A', 'b']], needsProgram: true, encryptedOnly: true });
});

test('a checksum that does not open is an error', () => {
  expect(() => decryptEntries({ ...read, entries: [] }, Buffer.alloc(32))).toThrow();
});
