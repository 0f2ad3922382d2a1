import { readFileSync } from 'node:fs';
import { createHmac } from 'node:crypto';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { channelOf } from '@hl/notify';
import { jsonServer } from '../servers/json.js';
import { hostile, huge, running } from '../support/channels.js';
import { exampleRun } from '../support/run.js';

const schema = JSON.parse(readFileSync(new URL('../../schemas/event.schema.json', import.meta.url), 'utf8')) as object;
/** Nothing but what is documented. */
const strict = JSON.parse(JSON.stringify(schema), (_, value) =>
  value?.type === 'object' && value.properties ? { ...value, additionalProperties: false } : value,
) as object;

test.each(Object.entries({ example: exampleRun(), running, huge, hostile, recovered: exampleRun({ recovered: true }) }))(
  'an event is as its schema says: %s',
  async (_, run) => {
    await using server = await jsonServer();
    const channel = channelOf(server.url, { fetch: server.fetch });
    await channel.edit((await channel.send(running)) ?? '', run);
    const [event] = server.messages();
    const validate = new Ajv2020({ allErrors: true }).compile(strict);
    expect([validate(event?.raw), validate.errors]).toEqual([true, null]);
    expect(event?.raw).toMatchObject({ version: 1, type: `run.${run.result}`, run: JSON.parse(JSON.stringify(run)) });
  },
);

test('who has the secret knows that it is ours; what is old, comes again or was changed is refused', async () => {
  let skew = 0;
  await using server = await jsonServer(() => Date.now() + skew);
  const sent: [string, RequestInit][] = [];
  const fetch: typeof globalThis.fetch = (url, init) => (sent.push([String(url), init ?? {}]), server.fetch(url, init));
  await channelOf(server.url, { fetch }).send(exampleRun());
  const [url, init] = sent[0]!;
  const again = async (over: RequestInit = {}): Promise<unknown> => (await server.fetch(url, { ...init, ...over })).json();
  expect(await again()).toEqual({ error: 'seen before' });
  expect(await again({ body: String(init.body).replace('metube', 'wiki') })).toEqual({ error: 'bad signature' });
  skew = 301_000;
  expect(await again()).toEqual({ error: 'too old' });
  expect(server.messages()).toHaveLength(1);
});

test('a secret may be any text, or none', async () => {
  const sent: RequestInit[] = [];
  const fetch: typeof globalThis.fetch = async (_, init) => (sent.push(init ?? {}), new Response(null, { status: 204 }));
  await channelOf('json://u:p@hooks.example.org/x?secret=any%20text', { fetch }).send(exampleRun());
  await channelOf('json://hooks.example.org/x', { fetch }).send(exampleRun());
  const [first, second] = sent.map(({ headers }) => Object.fromEntries(new Headers(headers)));
  const signed = `${first?.['webhook-id']}.${first?.['webhook-timestamp']}.${String(sent[0]?.body)}`;
  expect(first).toMatchObject({
    authorization: 'Basic dTpw',
    'webhook-signature': `v1,${createHmac('sha256', 'any text').update(signed).digest('base64')}`,
  });
  expect(second).not.toHaveProperty('webhook-signature');
});
