import { entrySpecs, fieldsOf } from '../../src/edit/entry-spec.js';

const url = 'https://a.example.org';
const bookmark = { group: 'G', title: 'T', description: 'D', icon: 'si:x' };
const monitor = {
  widget: 'W',
  title: 'T',
  checkUrl: 'http://192.0.2.1/',
  icon: null,
  altStatusCodes: [401],
  allowInsecure: true,
  timeout: '5s',
};

test.each([
  ['nothing', null, []],
  ['neither', { page: 'p', bookmark: null, monitor: null, live: true }, []],
  ['a bookmark', { page: 'p', bookmark, monitor: null, live: true }, [{ kind: 'bookmark', url, page: 'p', group: 'G', value: bookmark }]],
  ['a monitor', { page: 'p', bookmark: null, monitor, live: true }, [{ kind: 'monitor', url, page: 'p', group: 'W', value: monitor }]],
  ['both', { page: 'p', bookmark, monitor, live: false }, [{ kind: 'bookmark' }, { kind: 'monitor' }]],
])('the entries of %s', (_, spec, expected) => {
  const entries = entrySpecs(url, spec);
  expect(entries).toHaveLength(expected.length);
  expect(entries).toMatchObject(expected);
});

test.each([
  ['a bookmark', bookmark, { title: 'T', url, description: 'D', icon: 'si:x' }],
  ['one without', { ...bookmark, description: '', icon: null }, { title: 'T', url, description: null, icon: null }],
  [
    'a monitor',
    monitor,
    { title: 'T', url, 'check-url': 'http://192.0.2.1/', icon: null, timeout: '5s', 'allow-insecure': true, 'alt-status-codes': [401] },
  ],
  [
    'one without',
    { ...monitor, checkUrl: null, timeout: null, allowInsecure: false, altStatusCodes: [] },
    { title: 'T', url, 'check-url': null, icon: null, timeout: null, 'allow-insecure': null, 'alt-status-codes': null },
  ],
])('the fields of %s', (_, value, expected) => {
  expect(Object.fromEntries(fieldsOf({ url, value }))).toEqual(expected);
  expect(fieldsOf({ url, value }).map(([key]) => key)).toEqual(Object.keys(expected));
});
