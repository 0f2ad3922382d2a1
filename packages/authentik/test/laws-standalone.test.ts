import { jest } from '@jest/globals';
import { laws } from '@hl/core/testing';
import { subject } from './subject.js';

jest.setTimeout(240_000);

const quick = laws.filter(({ title }) => !title.includes('crash'));
const empty = [{ name: 'proxy', bystander: null }];

describe('standalone outpost that is empty, 2024.8', () => {
  test.each(laws)('$title', ({ run }) => run(subject({ outpost: 'proxy', lab: { version: '2024.8', outposts: empty } })));
});

describe.each(['2024.12', '2025.10', '2026.5', '2026.8'] as const)('standalone outpost with a bystander, %s', (version) => {
  test.each(quick)('$title', ({ run }) => run(subject({ outpost: 'proxy', lab: { version, outposts: [{ name: 'proxy' }] } })));
});
