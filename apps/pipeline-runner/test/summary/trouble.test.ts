import { HlError, type PlanFile } from '@hl/core';
import { inTheWay } from '../../src/summary/trouble.js';

const plan = {
  failures: [
    {
      system: 'compose nas',
      services: ['a', 'b'],
      error: { code: 'HL_SSH_CLOSED', kind: 'unreachable', message: 'nas is away', hint: 'Is it on?' },
    },
  ],
  refusals: [{ system: 'glance', key: 'x', service: 'c', error: { code: 'HL_GLANCE_PAGE', kind: 'refused', message: 'no page home' } }],
  conflicts: [{ system: 'pihole', key: 'd.example.org', service: 'd', found: {}, wanted: {}, holder: null }],
} as unknown as PlanFile;

test('what a stage ended with counts more than what a plan of before says', () => {
  const error = new HlError('HL_INVALID', 'a.yml:1:1: no', { kind: 'input', hint: 'Mend it.' });
  expect(inTheWay(error, plan)).toEqual([
    { services: [], cause: 'a.yml:1:1: no [yours to correct: HL_INVALID]', hint: 'Mend it.', waits: false },
  ]);
});

test('what a plan says: what could not be read, what would be refused, what somebody else holds', () => {
  expect(inTheWay(undefined, plan)).toEqual([
    { services: ['a', 'b'], cause: 'nas is away [nobody answered, try again: HL_SSH_CLOSED]', hint: 'Is it on?', waits: false },
    { services: ['c'], cause: 'no page home [the system said no: HL_GLANCE_PAGE]', waits: false },
    {
      ...{ services: ['d'], cause: 'pihole d.example.org is held by somebody else [somebody else holds it: HL_CONFLICT]', waits: false },
      hint: 'hl adopt d',
    },
  ]);
  expect(inTheWay(undefined, null)).toEqual([]);
});
