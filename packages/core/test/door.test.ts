import { checked, type Need } from '@hl/core/door';

const remote: Need = { name: 'remote', kinds: ['object'], fields: [{ name: 'run', kinds: ['function'] }] };
const options: Need = { name: 'options', kinds: ['object'], fields: [{ name: 'url', kinds: ['string'] }, remote] };
const secret: Need = { name: 'secret', kinds: ['string', 'object'] };
const whole = { url: 'http://192.0.2.1', remote: { run: () => undefined } };

const told = (needs: readonly Need[], ...args: unknown[]): unknown => {
  try {
    return checked('made of @hl/x', needs, false, (...given: unknown[]) => given.length)(...args);
  } catch (error) {
    return (error as Error).message;
  }
};

test.each<[string, readonly Need[], unknown[], unknown]>([
  ['nothing at all', [options], [], 'made of @hl/x needs options.url (string)'],
  ['null', [options], [null], 'made of @hl/x needs options.url (string)'],
  ['a text for an object', [options], ['http://192.0.2.1'], 'made of @hl/x needs options (object), not a string'],
  ['nothing in it', [options], [{}], 'made of @hl/x needs options.url (string)'],
  ['a number for a text', [options], [{ ...whole, url: 1 }], 'made of @hl/x needs options.url (string), not a number'],
  ['what is inside', [options], [{ ...whole, remote: {} }], 'made of @hl/x needs options.remote.run (function)'],
  ['a list for an object', [options], [{ ...whole, remote: [] }], 'made of @hl/x needs options.remote (object), not a list'],
  ['all of it', [options], [whole], 1],
  ['a second argument', [options, secret], [whole], 'made of @hl/x needs secret (string or object)'],
  ['one of two kinds', [secret], ['s'], 1],
  ['what may be left out', [{ ...options, optional: true }], [], 0],
  ['what may be left out is looked at', [{ ...options, optional: true }], [{}], 'made of @hl/x needs options.url (string)'],
  ['what may be null', [{ ...options, nullable: true }], [null], 1],
  ['anything', [{ name: 'value' }], [0], 1],
  ['anything but nothing', [{ name: 'value' }], [], 'made of @hl/x needs value'],
  ['further ones', [{ name: 'texts', kinds: ['string'], rest: true }], ['a', 'b'], 2],
  ['none of them', [{ name: 'texts', kinds: ['string'], rest: true }], [], 0],
  [
    'a wrong one among them',
    [{ name: 'texts', kinds: ['string'], rest: true }],
    ['a', {}],
    'made of @hl/x needs texts (string), not an object',
  ],
  ['what can be gone through', [{ name: 'names', kinds: ['iterable'] }], [new Set()], 1],
  ['bytes', [{ name: 'content', kinds: ['string', 'bytes'] }], [Buffer.from('a')], 1],
  [
    'a list for bytes',
    [{ name: 'content', kinds: ['string', 'bytes'] }],
    [[]],
    'made of @hl/x needs content (string or bytes), not a list',
  ],
  ['what cannot', [{ name: 'names', kinds: ['iterable'] }], [{}], 'made of @hl/x needs names (iterable), not an object'],
])('%s', (_, needs, args, expected) => {
  expect(told(needs, ...args)).toBe(expected);
});

test('who gives a promise rejects', async () => {
  const ask = checked('ask of @hl/x', [options], true, async (_: object) => 1);
  await expect(ask(undefined as never)).rejects.toMatchObject({ code: 'HL_OPTIONS', kind: 'input' });
  await expect(ask(whole)).resolves.toBe(1);
});
