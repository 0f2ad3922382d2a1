import type { RunSummary } from '@hl/notify';
import { appriseServer } from '../servers/apprise.js';
import { discordServer } from '../servers/discord.js';
import { gotifyServer } from '../servers/gotify.js';
import { jsonServer } from '../servers/json.js';
import { mailServer } from '../servers/mail.js';
import { matrixServer } from '../servers/matrix.js';
import { mattermostServer } from '../servers/mattermost.js';
import { ntfyServer } from '../servers/ntfy.js';
import type { ChannelServer } from '../servers/server.js';
import { slackServer } from '../servers/slack.js';
import { telegramServer } from '../servers/telegram.js';
import { exampleRun } from './run.js';

export interface Kind {
  readonly start: () => Promise<ChannelServer>;
  /** Its messages can be changed. */
  readonly edits: boolean;
  /** It knows a message that it has already: what may be lost is sent again. */
  readonly knows?: boolean;
  /** It says that a message is not there any more. */
  readonly tells?: boolean;
  /** It does not read any part of a text, and there is no limit to it. */
  readonly data?: boolean;
}

export const kinds: Readonly<Record<string, Kind>> = {
  apprise: { start: appriseServer, edits: false },
  discord: { start: discordServer, edits: true, tells: true },
  gotify: { start: gotifyServer, edits: false },
  json: { start: () => jsonServer(), edits: true, data: true },
  mail: { start: () => mailServer(), edits: false },
  matrix: { start: matrixServer, edits: true, knows: true },
  mattermost: { start: mattermostServer, edits: false },
  ntfy: { start: () => ntfyServer(), edits: true },
  slack: { start: slackServer, edits: false },
  telegram: { start: telegramServer, edits: true, tells: true },
};

export const running = exampleRun({
  result: 'running',
  services: [],
  checks: [],
  stages: [
    { name: 'plan', status: 'success', ms: 4_200 },
    { name: 'deploy', status: 'running' },
    { name: 'verify', status: 'pending' },
  ],
});

const many = <T>(count: number, one: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => one(index));

/** More than any channel takes, and nothing in it is ASCII alone. */
export const huge: RunSummary = exampleRun({
  result: 'failure',
  title: '🎬'.repeat(2_000),
  commitTitle: '<&"\'>'.repeat(400),
  planSummary: 'ü'.repeat(999),
  services: many(60, (index) => ({
    ...{
      name: `service-${index}`,
      action: 'modify',
      status: index % 2 === 0 ? 'failed' : 'ok',
      url: `https://service-${index}.example.org/${'ä'.repeat(50)}`,
    },
    error: { message: `&<>"*_[] ${'nö '.repeat(400)}`, hint: '🎬'.repeat(500) },
  })),
  checks: many(120, (index) => ({
    service: `service-${index}`,
    name: 'https',
    status: index % 3 === 0 ? 'fail' : 'pass',
    detail: '_&'.repeat(300),
  })),
  stages: many(30, (index) => ({ name: `stage ${index}`, status: 'failed', detail: 'd<'.repeat(500) })),
  rolledBack: many(50, (index) => ({ service: `service-${index}`, healthy: index % 2 === 0, reason: 'r&'.repeat(300) })),
  changelog: many(100, (index) => `commit ${index} ${'y`'.repeat(200)}`),
  links: many(30, (index) => ({ label: `Report ${index} ${'&'.repeat(200)}`, url: `https://example.org/${'&ü'.repeat(400)}/${index}` })),
} as Partial<RunSummary>);

const nasty = [
  ...[
    '@everyone',
    '@here',
    '@channel',
    '@all',
    '@room',
    '@ada',
    '<!channel>',
    '<!here|x>',
    '<@U012AB3CD>',
    '<@&1>',
    '<#C012>',
    '@ada:example.org',
  ],
  ...[
    '[click](https://evil.example/)',
    '![p](https://evil.example/p.png)',
    '<https://evil.example/|click>',
    '<a href="https://evil.example/">click</a>',
  ],
  ...[
    '<img src=https://evil.example/p.png>',
    '<script>x</script>',
    '</b></a></code>',
    '**b** __i__ ~~s~~ `c` ||x||',
    '&lt;&amp;#64;',
    '\u001b[2J\u202e\u0000\r\n# head\n- x',
  ],
  ...[
    '[a](tg://user?id=1)',
    '[a](https://matrix.to/#/@ada:example.org)',
    'x](https://evil.example/)',
    '\\](https://evil.example/)',
    '.\r\nQUIT',
  ],
].join(' ');

/** Everything that comes from outside is hostile. */
export const hostile: RunSummary = exampleRun({
  ...{ result: 'failure', repository: nasty, branch: nasty, commit: nasty, commitTitle: nasty, author: nasty, planSummary: nasty },
  stages: [{ name: nasty, status: 'failed', detail: nasty }],
  services: [
    { name: nasty, action: 'add', status: 'ok', url: 'https://a.example/)"><b>x', changes: [nasty] },
    { name: nasty, action: 'add', status: 'failed', url: 'javascript:alert(1)', error: { message: nasty, hint: nasty } },
  ],
  checks: [{ service: nasty, name: nasty, status: 'fail', detail: nasty }],
  rolledBack: [{ service: nasty, healthy: false, reason: nasty }],
  changelog: [nasty],
  links: [
    { label: nasty, url: 'https://report.example/"><script>' },
    { label: 'bad', url: 'javascript:alert(1)' },
  ],
});
