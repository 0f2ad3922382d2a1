import { fileEach } from '../../../src/client/layout/file-each.js';
import { sharedFile } from '../../../src/client/layout/shared-file.js';
import { onlyConfig } from '../../../src/desired/spec.js';

const ours = '# Managed by hl (service: a)\n';
const udp = (name: string): string => `udp:\n  routers:\n    ${name}: {service: x}\n`;
const found = (name: string) => onlyConfig({ udp: { routers: { [name]: { service: 'x' } } } });

test.each<[string, { [file: string]: string | null }, object | null]>([
  ['nothing', {}, null],
  ['our file', { 'a.yml': ours + udp('a') }, { file: 'a.yml', ours: true, config: found('a'), whole: true }],
  ['our file, which is empty', { 'a.yml': ours }, { file: 'a.yml', ours: true, config: onlyConfig({}), whole: true }],
  ['our file, which is broken', { 'a.yml': `${ours}udp: [` }, { file: 'a.yml', ours: true, config: null, whole: true }],
  ['a file without our header', { 'a.yml': udp('a') }, { file: 'a.yml', ours: false, config: found('a'), whole: true }],
  ['a file with more in it', { 'a.yml': udp('b') }, { file: 'a.yml', ours: false, config: found('b'), whole: false }],
  ['a link that leads nowhere', { 'a.yml': null }, { file: 'a.yml', ours: false, config: null, whole: true }],
  ['our header in another file', { 'b.yml': ours + udp('a') }, { file: 'b.yml', ours: false, config: found('a'), whole: true }],
  [
    'another file',
    { 'b.yml': udp('a_outpost'), 'c.yml': udp('a') },
    { file: 'b.yml', ours: false, config: found('a_outpost'), whole: true },
  ],
  ['another service’s file', { 'b.yml': udp('b') }, null],
])('a file each: %s', (_, files, expected) => {
  expect(
    fileEach()
      .inventory(new Map(Object.entries(files)))
      .find('a'),
  ).toEqual(expected);
});

test('a file each: names elsewhere, and what is whose', () => {
  const files = new Map<string, string | null>([
    ['a.yml', ours + udp('a')],
    ['b.yml', udp('a')],
    ['broken.yml', 'udp: ['],
    ['gone.yml', null],
  ]);
  const layout = fileEach();
  const { definitions, elsewhere } = layout.inventory(files);
  expect(definitions.map(({ file, name, owner }) => [file, name, owner])).toEqual([
    ['a.yml', 'a', 'a'],
    ['b.yml', 'a', null],
  ]);
  expect([elsewhere('a')?.file, elsewhere('b')]).toEqual(['b.yml', null]);
  expect([...layout.strangers(files, () => false).keys()]).toEqual(['b.yml', 'broken.yml', 'gone.yml']);
});

const spec = { ...found('a'), live: true };
const text = `# Managed by hl (service: a). Do not edit: the next deployment writes this file anew.\nudp:\n  routers:\n    a:\n      service: "x"\n`;

test.each<[string, string | null, object, object[]]>([
  ['it is made', null, { spec }, [{ file: 'a.yml', before: null, after: text }]],
  ['it is as it should be', text, { spec }, []],
  ['it is written again', text, { spec, again: true }, [{ before: text, after: text }]],
  ['it goes', text, { spec: null }, [{ before: text, after: null }]],
  ['it is gone', null, { spec: null, again: true }, []],
  ['it is changed', 'x: 1\n', { spec }, [{ before: 'x: 1\n', after: text }]],
])('a file each: %s', (_, before, wanted, edits) => {
  const files = new Map(before === null ? [] : [['a.yml', before]]);
  expect(fileEach().edits(files, [{ key: 'a', ...wanted } as never])).toMatchObject(edits);
});

test('a file each: what was written is put back, as long as it is that', () => {
  const wanted = [{ key: 'a', spec }];
  const restore = (then: [string, string][]) => fileEach().restore(new Map(), new Map(then), wanted);
  expect(restore([['a.yml', '# theirs\n']])).toEqual([{ file: 'a.yml', before: text, after: '# theirs\n' }]);
  expect(restore([])).toEqual([{ file: 'a.yml', before: text, after: null }]);
  expect(restore([['a.yml', text]])).toEqual([]);
});

const mark = '    # Managed by hl (service: a)\n';
const shared = (inside: string) => `udp:\n  routers:\n${inside}`;

test.each<[string, string, object | null]>([
  ['nothing', 'x: 1\n', null],
  ['ours', shared(`${mark}    a: {service: x}\n`), { file: 's.yml', ours: true, config: found('a'), whole: true }],
  ['without its mark', shared('    a: {service: x}\n'), { file: 's.yml', ours: false, config: found('a'), whole: true }],
  [
    'marked under another name',
    shared(`${mark}    other: {service: x}\n`),
    { file: 's.yml', ours: true, config: found('other'), whole: true },
  ],
  ['marked as another service’s', shared(`${mark.replace(': a', ': b')}    a: {service: x}\n`), null],
  ['in other letters', 'UDP:\n  Routers:\n    a: {SERVICE: x}\n', { file: 's.yml', ours: false, config: found('a'), whole: true }],
])('one file: %s', (_, inside, expected) => {
  expect(
    sharedFile('s.yml')
      .inventory(new Map([['s.yml', inside]]))
      .find('a'),
  ).toEqual(expected);
});

test('one file: other files count when Traefik serves them', () => {
  const layout = sharedFile('s.yml');
  const files = new Map<string, string | null>([
    ['s.yml', shared(`${mark}    a: {service: x}\n`)],
    ['b.yml', udp('a')],
    ['gone.yml', null],
  ]);
  expect(layout.fileOf('any')).toBe('s.yml');
  expect(layout.inventory(files).elsewhere('a')).toMatchObject({ file: 'b.yml' });
  expect(layout.inventory(files).find('a')).toMatchObject({ file: 's.yml' });
  expect([...layout.strangers(files, () => false).keys()]).toEqual(['s.yml']);
  expect([...layout.strangers(files, ({ name }) => name === 'a').keys()]).toEqual(['s.yml', 'b.yml', 'gone.yml']);
  expect(() => layout.inventory(new Map([['s.yml', null]]))).toThrow(expect.objectContaining({ code: 'HL_TRAEFIK_FILE', kind: 'refused' }));
});

test('one file: what was changed is put back beside what others wrote meanwhile', () => {
  const layout = sharedFile('s.yml');
  const then = new Map([['s.yml', shared('    a: {service: x}\n    b: {service: y}\n')]]);
  const now = new Map([['s.yml', shared(`${mark}    a:\n      service: "z"\n    b: {service: theirs}\n`)]]);
  const wanted = [{ key: 'a', spec: { ...onlyConfig({ udp: { routers: { a: { service: 'z' } } } }), live: true } }];
  const [edit] = layout.restore(now, then, wanted);
  expect(edit).toMatchObject({ file: 's.yml', keep: true, after: shared('    a:\n      service: "x"\n    b: {service: theirs}\n') });
});
