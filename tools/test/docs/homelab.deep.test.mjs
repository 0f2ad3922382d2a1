import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { fences } from './fences.mjs';

const blocks = fences(readFileSync(new URL('../../../docs/guides/homelab.md', import.meta.url), 'utf8'));

test('every block of YAML is YAML', () => {
  for (const { text } of blocks.filter(({ kind }) => kind === 'yaml')) assert.equal(typeof parse(text), 'object');
});

test('every block of shell can be read by a shell', () => {
  for (const { text } of blocks.filter(({ kind }) => kind.startsWith('sh'))) {
    const { status, stderr } = spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  }
});

const can = process.getuid?.() === 0 && spawnSync('sh', ['-c', 'unshare --mount true && command -v useradd setpriv']).status === 0;

/** In a mount namespace of its own, with copies of all that it writes. */
const host = (recipe) => `
set -e
copy=$(mktemp -d)
mount -t tmpfs tmpfs "$copy"
cp -a /etc "$copy/etc" && mount --bind "$copy/etc" /etc
for folder in /opt /home /var/lib; do mount -t tmpfs tmpfs "$folder"; done
grep -q ^docker: /etc/group || echo docker:x:970: >> /etc/group
PUBLIC_KEY='ssh-ed25519 AAAA hl'
${recipe}
as_deploy() { setpriv --reuid deploy --regid deploy --init-groups --reset-env "$@"; }
id -nG deploy
as_deploy sh -c 'mkdir /opt/services/metube && touch /var/lib/hl/x && cat ~/.ssh/authorized_keys'
stat -c '%U %a' /home/deploy/.ssh /home/deploy/.ssh/authorized_keys
as_deploy touch /etc/hl 2> /dev/null || echo 'nothing else'
`;

test(
  'the recipe for a host makes a user who can do what hl does, and no more',
  { skip: can ? false : 'needs root, unshare and useradd' },
  () => {
    const [recipe] = blocks.filter(({ kind }) => kind === 'sh [on the host, as root]');
    const { stdout, stderr } = spawnSync('unshare', ['--mount', 'bash'], { input: host(recipe.text), encoding: 'utf8' });
    assert.equal(stdout, 'deploy docker\nrestrict,port-forwarding ssh-ed25519 AAAA hl\ndeploy 700\ndeploy 600\nnothing else\n', stderr);
  },
);
