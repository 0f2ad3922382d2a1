import { laws } from '@hl/core/testing';
import { pages, subject } from './support/subject.js';

const empty = [{ name: 'proxy', bystander: null }];

describe.each([
  ['embedded outpost, 2026.5', {}],
  ['standalone outpost that is empty, 2024.8', { outpost: 'proxy', lab: { version: '2024.8', outposts: empty } }],
  ['a service with pages, 2026.5', pages],
] as const)('%s', (_, given) => {
  test.each(laws)('$title', ({ run }) => run(subject(given)));
});
