import type { Service } from '@hl/core';
import { exampleService } from '@hl/core/testing';
import { setup } from '../support/setup.js';
import { timing } from '../support/subject.js';

test('two runs at the same time: everybody is in the list', async () => {
  const patient = { ...timing, settleMs: 300 };
  const { lab, go } = await setup({}, { timing: patient });
  const { go: goToo } = await setup({}, { url: lab.url, fetch: lab.fetch, timing: patient });
  const services = (prefix: string): Service[] => [1, 2, 3].map((index) => exampleService({ name: `${prefix}-${index}` }));
  const outcomes = await Promise.all([...services('a').map((one) => go([], [one])), ...services('b').map((one) => goToo([], [one]))]);
  expect(new Set(outcomes.flat().map(({ status }) => status))).toEqual(new Set(['applied']));
  expect(lab.outposts()[0]?.providers).toEqual(['grafana', 'hl-a-1', 'hl-a-2', 'hl-a-3', 'hl-b-1', 'hl-b-2', 'hl-b-3']);
});
