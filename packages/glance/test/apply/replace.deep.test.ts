import { chmodSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apply, plan } from '@hl/core';
import type { GlanceSite } from '@hl/core';
import { exampleSite } from '@hl/core/testing';
import { hostShell, shellRemote } from '@hl/lab';
import { glance } from '@hl/glance';
import { fixture } from '../support/subject.js';
import { tile } from '../support/surgery.js';

/** The programs of the script that replaces the file. */
const programs = ['sha256sum', 'perl', 'ln', 'mv'];

interface Setup {
  readonly at: number;
  readonly when: 'before' | 'after';
  readonly how: 'in place' | 'renamed';
  /** Programs that are not there. */
  readonly hidden?: readonly string[];
  /** The file has a second name, so that it is written in place. */
  readonly linked?: boolean;
}

/**
 * A machine on which somebody edits glance.yml while the n-th program runs, before or after it does its work: the
 * programs are scripts that count, edit, and call the real ones.
 */
function machine({ at, when, how, hidden = [], linked = false }: Setup) {
  const root = mkdtempSync(join(tmpdir(), 'glance-race-'));
  const [bin, config] = [join(root, 'bin'), join(root, 'opt/glance/config/glance.yml')];
  for (const directory of [bin, join(root, 'opt/glance/config')]) mkdirSync(directory, { recursive: true });
  writeFileSync(config, fixture('home.yml'));
  if (linked) linkSync(config, join(root, 'second.yml'));
  const edit =
    how === 'in place'
      ? `{ /bin/cat "${config}"; echo "# mine"; } > "${root}/edit"; /bin/cat "${root}/edit" > "${config}"`
      : `{ /bin/cat "${config}"; echo "# mine"; } > "${root}/edit"; /bin/mv "${root}/edit" "${config}"`;
  for (const program of programs) {
    const real = hidden.includes(program) ? 'false' : `PATH=/usr/local/bin:/usr/bin:/bin ${program} "$@"`;
    const turn = `[ "$n" = ${at} ] && { ${edit}; }`;
    const body = `echo ${program} >> "${root}/count"; n=$(/usr/bin/wc -l < "${root}/count")\n${when === 'before' ? turn : ''}\n${real}; code=$?\n${when === 'after' ? turn : ''}\nexit $code\n`;
    writeFileSync(join(bin, program), `#!/bin/sh\n${body}`);
    chmodSync(join(bin, program), 0o755);
  }
  return { root, config, remote: shellRemote(hostShell({ root, env: { PATH: `${bin}:/usr/bin:/bin` } })) };
}

const ran = (root: string): string[] => readFileSync(join(root, 'count'), 'utf8').trim().split('\n');

/** Deploys once for each program that the way takes, with the edit there; tells at which the edit or the tile was lost. */
async function losses(setup: Omit<Setup, 'at'>): Promise<string[]> {
  const lost: string[] = [];
  for (let at = 1, reached = true; reached; at += 1) {
    const { root, config, remote } = machine({ ...setup, at });
    const site = exampleSite({ glance: { url: null, restart: ['true'] } });
    const integration = glance({ remote, site: site.glance as GlanceSite });
    const { changes } = await plan(integration, { before: [], after: [tile()], site });
    const outcomes = await apply(integration, changes);
    reached = ran(root).length >= at;
    const text = readFileSync(config, 'utf8');
    if (reached && !(text.includes('# mine') && text.includes('metube.example.org') && outcomes[0]?.status === 'applied'))
      lost.push(`${ran(root)[at - 1] ?? ''} ${at}`);
    expect(readdirSync(join(root, 'opt/glance/config'))).toEqual(['glance.yml']);
    rmSync(root, { recursive: true });
  }
  return lost;
}

test.each<[string, Omit<Setup, 'at'>]>([
  ['before a step, in place', { when: 'before', how: 'in place' }],
  ['after a step, in place', { when: 'after', how: 'in place' }],
  ['before a step, renamed', { when: 'before', how: 'renamed' }],
  ['after a step, renamed', { when: 'after', how: 'renamed' }],
  ['after a step, in place, where names cannot be traded', { when: 'after', how: 'in place', hidden: ['perl'] }],
  ['after a step, renamed, where names cannot be traded', { when: 'after', how: 'renamed', hidden: ['perl'] }],
  ['before a step, in place, into a file with two names', { when: 'before', how: 'in place', linked: true }],
  ['after a step, renamed, over a file with two names', { when: 'after', how: 'renamed', linked: true }],
])('what somebody writes %s, is not lost, and neither is the tile', async (_, setup) => expect(await losses(setup)).toEqual([]), 60_000);
