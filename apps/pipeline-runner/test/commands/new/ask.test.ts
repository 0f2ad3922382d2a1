import { PassThrough } from 'node:stream';
import { exampleSite } from '@hl/core/testing';
import { completed } from '../../../src/commands/new/arguments.js';
import { asker } from '../../../src/commands/new/ask.js';

/** Somebody who types these lines, one for each question. */
function typing(...lines: string[]): { ask: ReturnType<typeof asker>; asked: () => string } {
  const [input, output] = [new PassThrough(), new PassThrough()];
  let text = '';
  output.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    if (!text.endsWith(': ')) return;
    const line = lines.shift();
    if (line === undefined) input.end();
    else input.write(`${line}\n`);
  });
  return { ask: asker(input, output), asked: () => text };
}

const flags = { page: true, sso: false, tile: false };
const { hosts } = exampleSite();

test('what is missing is asked for, with what can be answered and what an empty answer means', async () => {
  const { ask, asked } = typing('nonsense', 'media', '', 'nginx:1', '8080', '80');
  expect(await completed('films', flags, exampleSite(), 'docker-apps', ask)).toEqual({
    ...flags,
    ...{ category: 'media', host: 'docker-apps', image: 'nginx:1', port: '8080', containerPort: '80' },
  });
  expect(asked().split(': ')).toEqual([
    'Category (media, downloads, productivity, monitoring, infrastructure) [media]',
    'Category (media, downloads, productivity, monitoring, infrastructure) [media]',
    'Host (docker-media, docker-apps, proxy, dashboard) [docker-apps]',
    'Image, with its tag',
    'Port on the host',
    'Port in the container [8080]',
    '',
  ]);
  ask.close();
});

test('what was given is not asked for; a single host needs no question', async () => {
  const { ask, asked } = typing('nginx:1');
  const site = { ...exampleSite(), hosts: { box: hosts['proxy'] as NonNullable<(typeof hosts)[string]> } };
  expect(await completed('films', { ...flags, category: 'media', port: '80' }, site, undefined, ask)).toMatchObject({
    host: 'box',
    image: 'nginx:1',
  });
  expect(asked()).toBe('Image, with its tag: ');
  ask.close();
});

test('an input that ends is no answer', async () => {
  const { ask } = typing('media');
  await expect(completed('films', flags, exampleSite(), undefined, ask)).rejects.toMatchObject({
    code: 'HL_USAGE',
    message: 'there was no answer',
  });
});

test('lines that were typed ahead are answers', async () => {
  const input = new PassThrough();
  input.write('media\nproxy\nnginx:1\n8080\n\n');
  const ask = asker(input, new PassThrough());
  await new Promise((resolve) => setImmediate(resolve));
  expect(await completed('films', flags, exampleSite(), undefined, ask)).toEqual({
    ...flags,
    category: 'media',
    host: 'proxy',
    image: 'nginx:1',
    port: '8080',
  });
  ask.close();
});
