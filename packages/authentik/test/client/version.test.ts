import { features } from '../../src/client/version.js';

const old = {
  providerScopes: false,
  invalidationFlow: false,
  transactionalBindings: false,
  redirectList: false,
  writableIcon: false,
  grantTypes: false,
};
const all = {
  providerScopes: true,
  invalidationFlow: true,
  transactionalBindings: true,
  redirectList: true,
  writableIcon: true,
  grantTypes: true,
};

test.each([
  ['2023.10.7', old],
  ['2024.6.5', old],
  ['2024.8.0', { ...old, providerScopes: true }],
  ['2024.10.1', { ...old, providerScopes: true, invalidationFlow: true }],
  ['2024.12.0', { ...all, writableIcon: false, grantTypes: false }],
  ['2025.10.4', { ...all, writableIcon: false, grantTypes: false }],
  ['2025.12.0', { ...all, grantTypes: false }],
  ['2026.2.2', { ...all, grantTypes: false }],
  ['2026.5.0-rc1', all],
  ['2027.2', all],
  ['', all],
  ['main', all],
])('%s', (version, expected) => {
  expect(features(version)).toEqual(expected);
});
