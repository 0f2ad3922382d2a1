import { checkOptions } from '../../src/client/check-options.js';

const url = 'https://auth.example.org';

test.each(['http://auth.example.org', 'https://auth.example.org:9443/sso', 'http://[::1]:9000'])('%s is a URL of Authentik', (given) => {
  expect(checkOptions(given, '!token~', undefined)).toBeNull();
});

test.each([
  ['', '""'],
  ['auth.example.org', '"auth.example.org"'],
  ['ftp://auth.example.org', '"ftp://auth.example.org"'],
  ['x https://auth.example.org', '"x https://auth.example.org"'],
  ['https:///auth', '"https:///auth"'],
  ['https://auth.example.org:99999', '"https://auth.example.org:99999"'],
  ['https://admin:sesame@auth.example.org/x', '"https://…@auth.example.org"'],
  ['https://sesame@auth.example.org', '"https://…@auth.example.org"'],
  ['https://:sesame@auth.example.org', '"https://…@auth.example.org"'],
])('%s is none, and no secret of it is shown', (given, shown) => {
  expect(checkOptions(given, 'token', undefined)).toMatchObject({
    code: 'HL_AUTHENTIK_URL',
    kind: 'input',
    message: `${shown} is no URL of Authentik`,
    hint: expect.stringContaining('https://auth.example.org'),
  });
});

test.each(['', 'x', '-----BEGIN CERTIFICATE-----\nno PEM\n-----END CERTIFICATE-----'])('%j is no certificate', (ca) => {
  expect(checkOptions(url, 'token', ca)).toMatchObject({
    code: 'HL_AUTHENTIK_CA',
    kind: 'input',
    message: `the CA to trust for Authentik at ${url} is no certificate`,
    hint: expect.stringContaining('PEM'),
  });
});

test.each([
  ['', 'is empty'],
  ['open sesame', 'is no token: it holds blanks or characters that are not ASCII'],
  ['open\nsesame', 'is no token: it holds blanks or characters that are not ASCII'],
  ['sésame', 'is no token: it holds blanks or characters that are not ASCII'],
])('token %j', (token, problem) => {
  const error = checkOptions(url, token, undefined);
  expect(error).toMatchObject({ code: 'HL_AUTHENTIK_TOKEN', kind: 'input', message: `the token for Authentik at ${url} ${problem}` });
  expect(error?.hint).toMatch(/AUTHENTIK_TOKEN/);
});
