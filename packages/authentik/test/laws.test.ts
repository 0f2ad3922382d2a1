import { jest } from '@jest/globals';
import { laws } from '@hl/core/testing';
import { subject } from './subject.js';

jest.setTimeout(240_000); // the crash laws run a fresh subject for each call that can be lost, some hundred of them

const quick = laws.filter(({ title }) => !title.includes('crash'));

describe('embedded outpost, 2026.5', () => {
  test.each(laws)('$title', ({ run }) => run(subject()));
});

describe.each(['2024.8', '2024.12', '2025.10', '2026.8'] as const)('embedded outpost, %s', (version) => {
  test.each(quick)('$title', ({ run }) => run(subject({ lab: { version } })));
});
