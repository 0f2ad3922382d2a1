import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { genuine } from '../../../src/commands/watch/signature.js';
import { webhook, type Webhook } from '../../../src/commands/watch/webhook.js';

const secret = 'a long random text';
const body = '{"ref":"refs/heads/main"}';
const signed = (text = body, key = secret): string => createHmac('sha256', key).update(text).digest('hex');

test.each<[string, Record<string, string>, boolean]>([
  ['GitLab', { 'x-gitlab-token': secret }, true],
  ['GitHub', { 'x-hub-signature-256': `sha256=${signed()}` }, true],
  ['Gitea', { 'x-gitea-signature': signed() }, true],
  ['Forgejo, which says both', { 'x-hub-signature-256': `sha256=${signed()}`, 'x-gitea-signature': signed() }, true],
  ['nobody', {}, false],
  ['a wrong token', { 'x-gitlab-token': 'a long random texx' }, false],
  ['an empty token', { 'x-gitlab-token': '' }, false],
  ['half a token', { 'x-gitlab-token': secret.slice(0, 5) }, false],
  ['a signature of another body', { 'x-hub-signature-256': `sha256=${signed('{}')}` }, false],
  ['a signature by another secret', { 'x-gitea-signature': signed(body, 'x') }, false],
  ['a signature of the older kind', { 'x-hub-signature': 'sha1=00' }, false],
])('%s', (_, headers, expected) => expect(genuine(headers, Buffer.from(body), secret)).toBe(expected));

describe('over HTTP', () => {
  let hook: Webhook;
  let woken = 0;
  beforeAll(async () => (hook = await webhook('127.0.0.1:0', secret, () => (woken += 1))));
  afterAll(() => hook.close());

  const send = (headers: Record<string, string>, text = body, method = 'POST'): Promise<number | string> =>
    new Promise((resolve) => {
      const [host, port] = hook.address.split(':');
      request({ host, port, method, headers }, (response) => (response.resume(), resolve(response.statusCode ?? 0)))
        .on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''))
        .end(text);
    });

  test.each<[string, () => Promise<number | string>, number, number]>([
    ['who knows the secret wakes it', () => send({ 'x-gitlab-token': secret }), 202, 1],
    ['who signs wakes it, whatever is said', () => send({ 'x-hub-signature-256': `sha256=${signed('!')}` }, '!'), 202, 1],
    ['a wrong secret does not', () => send({ 'x-gitlab-token': 'x' }), 401, 0],
    ['no secret does not', () => send({}), 401, 0],
    ['a look does not', () => send({ 'x-gitlab-token': secret }, '', 'GET'), 405, 0],
    ['a body that is too long is not read', () => send({ 'x-gitlab-token': secret }, 'x'.repeat(1024 * 1024 + 1)), 413, 0],
  ])('%s', async (_, call, status, times) => {
    woken = 0;
    expect([await call(), woken]).toEqual([status, times]);
  });

  test('an address that is taken, or is none, is an input error', async () => {
    await expect(webhook(hook.address, secret, () => {})).rejects.toMatchObject({ code: 'HL_LISTEN', kind: 'input' });
    await expect(webhook('9000', secret, () => {})).rejects.toMatchObject({ code: 'HL_USAGE' });
  });
});
