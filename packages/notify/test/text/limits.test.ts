import type { DiscordPayload } from '../../src/client/payload.js';
import { isWebAddress, withinLimits } from '../../src/text/limits.js';

const long = (units: number): string => 'x'.repeat(units);
const cutTo = (units: number): string => `${long(units - 1)}…`;
const report = (content: string) => [{ name: 'report.md', content: `${content}\n` }];
const nobody = { allowed_mentions: { parse: [] } };
const field = (name: string, value: string) => ({ name, value });

test.each<[string, DiscordPayload, DiscordPayload]>([
  ['nothing', {}, { content: '…', ...nobody }],
  ['a content', { content: ' a ' }, { content: 'a', ...nobody }],
  ['a file alone', { files: [{ name: 'a', content: 'b' }] }, { files: [{ name: 'a', content: 'b' }], ...nobody }],
  ['a content at the limit', { content: long(2000) }, { content: long(2000), ...nobody }],
  ['a content beyond', { content: long(2001) }, { content: cutTo(2000), files: report(long(2001)), ...nobody }],
  ['a name', { content: 'a', username: long(81) }, { content: 'a', username: cutTo(80), ...nobody }],
  [
    'whom to ping',
    { content: 'a', allowed_mentions: { parse: [], roles: ['1'] } },
    { content: 'a', allowed_mentions: { parse: [], roles: ['1'] } },
  ],
  [
    'all of an embed',
    {
      embeds: [
        {
          title: ' t ',
          url: 'https://a.example',
          description: 'd',
          color: 0,
          fields: [{ ...field('n', 'v'), inline: true }],
          footer: { text: 'f' },
        },
      ],
    },
    {
      embeds: [
        {
          title: 't',
          url: 'https://a.example',
          description: 'd',
          color: 0,
          fields: [{ ...field('n', 'v'), inline: true }],
          footer: { text: 'f' },
        },
      ],
      ...nobody,
    },
  ],
  [
    'what is blank or no address',
    { embeds: [{ title: 't', url: 'nowhere', description: ' ', fields: [field(' ', 'v'), field('n', ' ')], footer: { text: ' ' } }] },
    { embeds: [{ title: 't' }], ...nobody },
  ],
  ['an embed of nothing', { content: 'a', embeds: [{ title: ' ', color: 1 }] }, { content: 'a', ...nobody }],
  [
    'a title, a description, a footer, and a field',
    { embeds: [{ title: long(257) }, { description: long(4097) }, { footer: { text: long(2049) } }].slice(0, 2) },
    {
      embeds: [{ title: cutTo(256) }, { description: cutTo(4096) }],
      files: report(`${long(257)}\n\n${long(4097)}`),
      ...nobody,
    },
  ],
  [
    'a footer and a field',
    { embeds: [{ footer: { text: long(2049) }, fields: [field(long(257), long(1025))] }] },
    {
      embeds: [{ fields: [field(cutTo(256), cutTo(1024))], footer: { text: cutTo(2048) } }],
      files: report(`${long(257)}\n${long(1025)}\n${long(2049)}`),
      ...nobody,
    },
  ],
])('%s', (_, payload, expected) => expect(withinLimits(payload)).toEqual(expected));

test.each([
  ['25 fields', 25, 25, false],
  ['26 fields', 26, 25, true],
])('%s', (_, count, kept, attached) => {
  const { embeds, files } = withinLimits({ embeds: [{ fields: Array.from({ length: count }, (_, n) => field(`n${n}`, 'v')) }] });
  expect([embeds?.[0]?.fields?.length, files !== undefined]).toEqual([kept, attached]);
});

test.each([
  ['10 embeds', 10, 10, false],
  ['11 embeds', 11, 10, true],
])('%s', (_, count, kept, attached) => {
  const { embeds, files } = withinLimits({ embeds: Array.from({ length: count }, () => ({ title: 't' })) });
  expect([embeds?.length, files !== undefined]).toEqual([kept, attached]);
});

describe('all embeds together', () => {
  const values = (count: number, units: number) => Array.from({ length: count }, () => field('n', long(units)));

  test('exactly 6000 stay', () => {
    const embeds = [{ description: long(4000) }, { description: long(2000) }];
    expect(withinLimits({ embeds })).toEqual({ embeds, ...nobody });
  });

  test('fields go first, from the end', () => {
    const [first] = withinLimits({ embeds: [{ description: long(4000), fields: values(3, 999) }] }).embeds ?? [];
    expect([first?.description?.length, first?.fields?.length]).toEqual([4000, 2]);
  });

  test('then whole embeds', () => {
    const embeds = withinLimits({ embeds: [{ description: long(4000) }, { description: long(2001) }] }).embeds ?? [];
    expect(embeds.map(({ description }) => description?.length)).toEqual([4000]);
  });

  test('then the text', () => {
    const [only] = withinLimits({ embeds: [{ title: long(256), description: long(4096), footer: { text: long(2048) } }] }).embeds ?? [];
    expect([only?.title?.length, only?.description?.length, only?.footer?.text.length]).toEqual([256, 6000 - 256 - 2048, 2048]);
  });
});

test('a report of somebody else, and what was cut before', () => {
  expect(withinLimits({ content: long(2001) }, [], 'all').files).toEqual([{ name: 'report.md', content: 'all' }]);
  expect(withinLimits({ embeds: [{ title: 'short' }] }, [{ title: 'a longer one' }], 'all').files).toEqual([
    { name: 'report.md', content: 'all' },
  ]);
  expect(withinLimits({ embeds: [{ title: 'same' }] }, [{ title: 'same' }], 'all').files).toBeUndefined();
  const files = [{ name: 'report.md', content: 'mine' }];
  expect(withinLimits({ content: long(2001), files }).files).toEqual(files);
});

test.each([
  ['https://a.example', true],
  ['http://a.example/?q=1#x', true],
  [undefined, false],
  ['', false],
  ['javascript:alert(1)', false],
  ['xhttps://a.example', false],
  ['https://', false],
  ['https:///a', false],
  ['https://exa mple.org/', false],
  [`https://a.example/${long(2048 - 18)}`, true],
  [`https://a.example/${long(2049 - 18)}`, false],
])('%j is a web address: %s', (url, expected) => expect(isWebAddress(url)).toBe(expected));
