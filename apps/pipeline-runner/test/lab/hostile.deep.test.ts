import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { homelab, serviceFile } from './world/homelab.js';
import type { Homelab } from './world/homelab.js';

let home: Homelab;
beforeAll(async () => void (home = await homelab()));
afterAll(async () => home.lab.close());

/** All but line ends and what `@` in Markdown is kept from calling with. */
const unseen = /[^\P{C}\n\u200b]|section_start:\d/u;
const file = (name: string): string => readFileSync(join(home.cwd, '.hl', name), 'utf8');

test("a title of somebody else's entry on the dashboard is shown in the plan, and not obeyed", async () => {
  const config = home.path('dashboard', '/opt/glance/config/glance.yml');
  const title = String.raw`\e]0;owned\a\e[2J\u202egnp.exe\r\nsection_start:1:x\r\e[0K @all <b>`;
  writeFileSync(
    config,
    readFileSync(config, 'utf8').replace(/^( *)- title: .*\n *url:/m, (entry, indent: string) => {
      return `${indent}- title: "${title}"\n${indent}  url: https://tools.${home.lab.domain}:${home.lab.traefik.httpsPort}\n${entry}`;
    }),
  );
  home.commit({ 'services/tools.yml': serviceFile('tools') });
  await home.hl('detect');
  const { text, code } = await home.hl('plan');
  expect([code, text]).toEqual([expect.any(Number), expect.stringContaining(String.raw`"\u001b]0;owned\u0007\u001b[2J\u202egnp.exe`)]);
  for (const shown of [text, file('plan.txt'), file('plan.md')]) {
    expect(shown).not.toMatch(unseen);
    expect(shown).toContain('held by');
  }
}, 120_000);

test('a service file with characters that would be obeyed is told of, and they are shown', async () => {
  home.commit({
    'services/evil.yml': serviceFile('evil').replace('category: utility', String.raw`category: "\e[31m\u202e\r\nsection_start:1:x\r\e[0K"`),
  });
  const { text, code } = await home.hl('validate');
  expect([code, text]).toEqual([2, expect.stringContaining(String.raw`\u001b[31m\u202e`)]);
  const report = JSON.parse(file('gl-code-quality-report.json')) as readonly { description: string }[];
  for (const shown of [text, ...report.map(({ description }) => description)]) expect(shown).not.toMatch(unseen);
}, 120_000);
