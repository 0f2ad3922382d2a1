import { HlError } from '@hl/core';
import { verdictOn } from '../../src/apply/settle.js';
import { snapshotOf } from '../../src/client/snapshot.js';
import { onlyConfig, type RouteSpec } from '../../src/desired/spec.js';

const fields = { rule: 'Host(`a`)', service: 'a', entryPoints: ['web'] };
const service = { loadBalancer: { servers: [{ url: 'http://x' }], strategy: 'p2c' } };
const spec = (routers: object): RouteSpec => ({ ...onlyConfig({ http: { routers, services: { a: service } } } as never), live: true });
const wanted = spec({ a: fields });

const [good, other] = [
  { ...fields, status: 'enabled' },
  { ...fields, rule: 'Host(`b`)', status: 'enabled' },
];
const served = (routers: object, services: object = { 'a@file': service }) => snapshotOf({ routers, services });

test.each<[string, RouteSpec | null, RouteSpec | null, ReturnType<typeof served>, unknown, unknown]>([
  ['served', null, wanted, served({ 'a@file': good }), [], []],
  ['not yet', null, wanted, served({}), 'wait', 'absent'],
  ['otherwise', null, wanted, served({ 'a@file': other }), 'wait', 'absent'],
  ['with a warning', null, wanted, served({ 'a@file': { ...good, error: ['hm'] } }), ['router a: hm'], ['router a: hm']],
  [
    'with other details',
    null,
    wanted,
    served({ 'a@file': good }, { 'a@file': { loadBalancer: { servers: [{ url: 'http://x' }], strategy: 'wrr' } } }),
    'wait',
    ['Traefik serves it, but shows some of its details otherwise than written'],
  ],
  [
    'beside a router that went',
    spec({ a: fields, a_http: fields }),
    wanted,
    served({ 'a@file': good, 'a_http@file': good }),
    'wait',
    'absent',
  ],
  [
    'with what was taken away',
    spec({ a: { ...fields, priority: 7 } }),
    wanted,
    served({ 'a@file': { ...good, priority: 7 } }),
    'wait',
    'absent',
  ],
  ['gone', wanted, null, served({}), [], []],
  ['still there', wanted, null, served({ 'a@file': good }), 'wait', 'absent'],
  ['somebody else’s by now', wanted, null, served({ 'a@file': other }), [], []],
])('%s', (_, before, after, snapshot, first, last) => {
  const verdict = (isLast: boolean) => verdictOn({ key: 'a', before, after }, snapshot, null, isLast);
  expect([verdict(false), verdict(true)]).toEqual([first, last]);
});

test('disabled: in Traefik’s own words', () => {
  const disabled = served({ 'a@file': { ...good, status: 'disabled', error: ['no', 'never'] } });
  const verdict = verdictOn({ key: 'a', before: null, after: wanted }, disabled, null, false);
  expect(verdict).toBeInstanceOf(HlError);
  expect(verdict).toMatchObject({
    code: 'HL_TRAEFIK_DISABLED',
    kind: 'refused',
    message: 'Traefik loaded the route of a but does not serve it: router a: no; router a: never',
    hint: 'What was there before was put back; correct the traefik section of the service file.',
  });
});
