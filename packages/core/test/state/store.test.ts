import { remoteStore } from '@hl/core/state';
import { MemoryRemote } from '@hl/core/testing';
import { sha256 } from '@hl/core';

/** A store whose machine answers each script as told; `asked` are the arguments of the scripts, with their input. */
function store(...answers: { code?: number; stdout?: string; stderr?: string }[]) {
  const remote = new MemoryRemote('proxy');
  const asked: { args: readonly string[]; stdin: unknown }[] = [];
  remote.onRun = (argv, { stdin }) => {
    asked.push({ args: argv.slice(4), stdin });
    return answers.shift() ?? { code: 99 };
  };
  return { it: remoteStore(remote, '/var/lib/hl'), asked };
}
const files = (texts: Record<string, string>): { stdout: string } => ({
  stdout: `${Object.entries(texts)
    .map(([name, text]) => `${name}\0${text}\0`)
    .join('')}end\0`,
});

describe('read', () => {
  test.each([
    ['nothing', {}],
    ['one', { 'services/a.json': '{}\n' }],
    ['several, one of them empty', { 'services/a.json': '', 'fleet.json': '{"a":1}' }],
  ])('%s', async (_, texts) => {
    const { it, asked } = store(files(texts));
    expect(Object.fromEntries(await it.read())).toEqual(texts);
    expect(asked[0]?.args).toEqual(['/var/lib/hl']);
  });

  test('only what is asked for', async () => {
    const { it, asked } = store(files({}));
    await it.read(['fleet.json']);
    expect(asked[0]?.args).toEqual(['/var/lib/hl', 'fleet.json']);
  });

  test.each([
    ['an answer without its end', { stdout: 'a\0{}\0' }],
    ['no answer', { stdout: '' }],
    ['an answer that is cut in the midst', { stdout: 'a\0{}\0en' }],
    ['an answer of which a word is missing', { stdout: 'a\0end\0' }],
  ])('%s is no empty ledger', async (_, answer) => {
    await expect(store(answer).it.read()).rejects.toMatchObject({
      ...{ code: 'HL_STATE', kind: 'refused', message: '/var/lib/hl on proxy cannot be read: the answer came cut' },
    });
  });

  test('a machine that refuses says why, in its last line', async () => {
    const answer = { code: 1, stderr: 'warning\nls: /var/lib/hl: Permission denied\n' };
    await expect(store(answer).it.read()).rejects.toMatchObject({
      message: '/var/lib/hl on proxy cannot be read: ls: /var/lib/hl: Permission denied',
      hint: expect.stringContaining('ledger.directory in hl.yml'),
    });
    await expect(store({ code: 1 }).it.read()).rejects.toMatchObject({ message: expect.stringContaining('no reason given') });
  });
});

describe('swap', () => {
  const before = { 'a.json': 'old', 'b.json': 'same' };
  const next = () =>
    new Map<string, string | null>([
      ['a.json', 'nöw'],
      ['b.json', 'same'],
      ['c.json', 'made'],
      ['d.json', null],
    ]);

  test('what changed goes with what it was: digests, lengths in bytes, then the texts', async () => {
    const { it, asked } = store(files(before), {});
    expect(await it.swap(['a.json', 'b.json', 'c.json', 'd.json'], next)).toEqual(next());
    const head = `a.json ${sha256('old')} 4\nc.json absent 4\n\n`;
    expect(asked[1]).toEqual({ args: ['/var/lib/hl', String(head.length + 1)], stdin: `${head}nöwmade` });
  });

  test('a deletion is a line without a text', async () => {
    const { it, asked } = store(files(before), {});
    await it.swap(['a.json'], () => new Map([['a.json', null]]));
    expect(asked[1]?.stdin).toBe(`a.json ${sha256('old')} -\n\n`);
  });

  test('nothing changes: nothing is written', async () => {
    const { it, asked } = store(files(before));
    await it.swap(['a.json'], (texts) => new Map(texts));
    expect(asked.length).toBe(1);
  });

  test.each([8, 9])('exit %i: it is read and decided again', async (code) => {
    const { it, asked } = store(files(before), { code }, files({ 'a.json': 'other' }), {});
    const seen: (string | undefined)[] = [];
    await it.swap(['a.json'], (texts) => (seen.push(texts.get('a.json')), new Map([['a.json', 'mine']])));
    expect([seen, asked.length]).toEqual([['old', 'other'], 4]);
  });

  test('what was read or written is not read again; when it is another by now, it is', async () => {
    const { it, asked } = store(files(before), {}, {}, { code: 9 }, files({ 'a.json': 'theirs' }), {});
    await it.read(['a.json']);
    const seen: (string | undefined)[] = [];
    const add = (): Promise<unknown> =>
      it.swap(['a.json'], (texts) => (seen.push(texts.get('a.json')), new Map([['a.json', `${texts.get('a.json')}+`]])));
    await add();
    await add();
    await add();
    expect(seen).toEqual(['old', 'old+', 'old++', 'theirs']);
    expect(asked.map(({ stdin }) => String(stdin ?? 'read').split('\n')[0])).toEqual([
      ...['read', `a.json ${sha256('old')} 4`, `a.json ${sha256('old+')} 5`, `a.json ${sha256('old++')} 6`],
      ...['read', `a.json ${sha256('theirs')} 7`],
    ]);
  });

  test('that nothing is to be done, or that it must not be, is said of what stands there now', async () => {
    const { it, asked } = store(files(before), files({ 'a.json': 'mine' }), files({ 'a.json': 'old' }));
    await it.read(['a.json']);
    await it.swap(['a.json'], (texts) => new Map(texts));
    const refuse = (): never => {
      throw new Error('no');
    };
    await expect(it.swap(['a.json'], refuse)).rejects.toThrow('no');
    expect(asked.map(({ stdin }) => stdin)).toEqual([undefined, undefined, undefined]);
  });

  test('what was read before and stays as it is must be so still', async () => {
    const { it, asked } = store(files(before), {});
    await it.read(['a.json', 'b.json', 'c.json']);
    await it.swap(['a.json', 'b.json', 'c.json'], () => new Map([['a.json', 'mine']]));
    expect(asked[1]?.stdin).toBe(`a.json ${sha256('old')} 4\nb.json ${sha256('same')} 4\nc.json absent -\n\nminesame`);
  });

  test('when others change it all the time it gives up', async () => {
    const answers = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? files(before) : { code: 9 }));
    await expect(store(...answers).it.swap(['a.json'], () => new Map([['a.json', 'mine']]))).rejects.toMatchObject({
      ...{ code: 'HL_STATE_BUSY', kind: 'unreachable', hint: expect.stringContaining('/var/lib/hl/.mutex') },
    });
  });

  test.each([
    ['a full disk', 'cat: write error: No space left on device', 'The disk is full: free some space there.'],
    ['anything else', 'mkdir: Read-only file system', expect.stringContaining('Give the SSH user the right')],
  ])('%s is an error with what to do', async (_, stderr, hint) => {
    await expect(store(files(before), { code: 1, stderr }).it.swap(['a.json'], next)).rejects.toMatchObject({ code: 'HL_STATE', hint });
  });

  test('what the decision throws comes through, and nothing is written', async () => {
    const { it, asked } = store(files(before));
    await expect(
      it.swap(['a.json'], () => {
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(asked.length).toBe(1);
  });
});

test('the clock is that of the machine', async () => {
  const remote = new MemoryRemote('proxy');
  remote.onRun = () => ({ stdout: '1767225600\n' });
  expect(await remoteStore(remote, '/var/lib/hl').now()).toBe(1_767_225_600);
  expect(remote.commands).toEqual([['date', '+%s']]);

  const { it, asked } = store({ stdout: 'a.json\0old\0now\x001767225600\0end\0' }, {});
  expect(await it.now(['a.json'])).toBe(1_767_225_600);
  await it.swap(['a.json'], () => new Map([['a.json', 'mine']]));
  expect(asked.length).toBe(2); // what came with it is not read again
});
