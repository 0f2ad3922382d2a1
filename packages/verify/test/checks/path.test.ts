import { exampleService } from '@hl/core/testing';
import { gatePath, routePath, rulePath } from '../../src/checks/path.js';

test.each([
  [null, null],
  ['Host(`a.b`)', null],
  ['Host(`a.b`) && PathPrefix(`/api`)', '/api'],
  ['path("/x") || Path(`/y`)', '/x'],
  ['!Path(`/x`) && Path(`/y`)', '/y'],
  ['! PathPrefix(`/x`)', null],
  ['PathRegexp(`/x`)', null],
  ['Path(`x`)', null],
  ['Path(`/{id}`)', null],
])('%j is for %j', (rule, path) => {
  expect(rulePath(rule)).toBe(path);
});

test.each<[string, Parameters<typeof exampleService>[0], string, readonly number[] | null]>([
  ['its health endpoint', { health: { endpoint: '/ping', expectedStatus: [204] } }, '/ping', [204]],
  ['the root, without a health check', { health: null as never }, '/', null],
  ['the root, when health has another port', { health: { port: 9000, endpoint: '/ping' } }, '/', null],
  ['the root, behind a middleware of the user', { traefik: { middlewares: ['basic'] }, health: { endpoint: '/ping' } }, '/', null],
  ['the path of the rule', { traefik: { rule: 'PathPrefix(`/api`)' }, health: { endpoint: '/ping' } }, '/api', null],
  [
    'a health endpoint below the path of the rule',
    { traefik: { rule: 'PathPrefix(`/api`)' }, health: { endpoint: '/api/ping' } },
    '/api/ping',
    [200],
  ],
])('through the proxy %s is asked', (_, over, path, expectedStatus) => {
  expect(routePath(exampleService(over))).toEqual({ path, expectedStatus });
});

test.each<[string, object, string | null, string | null]>([
  ['nothing is exempt', { skipPathRegex: [] }, null, '/'],
  ['the root is exempt', { skipPathRegex: ['^/$', '^/api'] }, null, '/hl-gate-check'],
  ['the path of the rule is exempt', { skipPathRegex: ['^/api/?$'] }, 'PathPrefix(`/api/`)', '/api/hl-gate-check'],
  ['everything is exempt', { skipPathRegex: ['.*'] }, null, null],
  ['an expression of Go that is not ours to read', { skipPathRegex: ['(?P<x>'] }, null, '/'],
  ['an expression without regard to case', { skipPathRegex: ['(?i)^/API$'] }, 'Path(`/api`)', '/api/hl-gate-check'],
  ['an expression with regard to case', { skipPathRegex: ['^/API$'] }, 'Path(`/api`)', '/api'],
  ['a domain: the whole URL counts', { level: 'domain', skipPathRegex: ['^https://metube.example.org/$'] }, null, '/hl-gate-check'],
  ['a single host: the path alone counts', { level: 'single', skipPathRegex: ['^https://metube.example.org/$'] }, null, '/'],
])('%s', (_, authentik, rule, path) => {
  expect(gatePath(exampleService({ authentik, traefik: { rule: rule as never } }))).toBe(path);
});
