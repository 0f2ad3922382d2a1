import { laws } from '@hl/core/testing';
import { subject } from './subject.js';

const quick = laws.filter(({ title }) => !title.includes('crash'));
const standalone = { outpost: 'proxy', lab: { outposts: [{ name: 'proxy' }] } } as const;

describe('embedded outpost, 2026.5', () => {
  test.each(laws)('$title', ({ run }) => run(subject()));
});

describe('standalone outpost that is empty, 2024.8', () => {
  test.each(laws)('$title', ({ run }) =>
    run(subject({ outpost: 'proxy', lab: { version: '2024.8', outposts: [{ name: 'proxy', bystander: null }] } })),
  );
});

describe.each(['2024.8', '2024.12', '2025.10', '2026.8'] as const)('embedded outpost, %s', (version) => {
  test.each(quick)('$title', ({ run }) => run(subject({ lab: { version } })));
});

describe.each(['2024.12', '2025.10', '2026.5', '2026.8'] as const)('standalone outpost with a bystander, %s', (version) => {
  test.each(quick)('$title', ({ run }) => run(subject({ ...standalone, lab: { ...standalone.lab, version } })));
});
