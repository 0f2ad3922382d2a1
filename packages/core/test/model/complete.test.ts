import type { Service } from '@hl/core';
import { exampleService } from '@hl/core/testing';
import { complete } from '../../src/model/complete.js';

const saysNothing = (value: unknown): boolean =>
  value === null || value === false || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);

/** As it was written before the fields existed that say nothing. */
const older = (value: unknown, depth = 2): unknown =>
  depth === 0 || typeof value !== 'object' || value === null || Array.isArray(value)
    ? value
    : Object.fromEntries(
        Object.entries(value)
          .filter(([, field]) => !saysNothing(field))
          .map(([key, field]) => [key, older(field, depth - 1)]),
      );

describe('a definition that is older than some fields', () => {
  test.each([
    ['every section', exampleService()],
    ['containers only', exampleService({ health: null, traefik: null, dns: null, authentik: null, glance: null })],
    ['a section that says little', exampleService({ traefik: { middlewares: [], headers: {}, priority: null, tls: null } })],
  ])('%s: what is absent says nothing', (_, service) => {
    expect(complete(older(service) as Service)).toEqual(service);
  });

  test('what is there stays', () => {
    const service = exampleService({ deployment: { privileged: true, networks: ['media'] }, description: 'films' });
    expect(complete(service)).toEqual(service);
  });
});
