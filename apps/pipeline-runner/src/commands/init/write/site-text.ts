import type { HostEntry } from '../hosts.js';
import { systemSections, type SiteAnswers } from './site-sections.js';
import { flow, word } from './yaml.js';

/** Text of a commented hl.yml: what was found is filled in, the rest stands there as a comment. */
export const siteText = (answers: SiteAnswers): string =>
  [head(answers), hosts(answers), ...systemSections(answers), tail(answers)].map((lines) => `${lines.join('\n')}\n`).join('\n');

const head = ({ domain, categories, schema }: SiteAnswers): string[] => [
  ...(schema === null ? [] : [`# yaml-language-server: $schema=${schema}`]),
  '# The homelab: its hosts, its domain, and where each system is. Every key, with its default: docs/reference/site.md of hl.',
  '# Secrets never stand here: a system names the variable that holds one (.env.example lists them).',
  `domain: ${word(domain)} # completes every host name that is given without a dot`,
  `categories: ${flow(categories)} # folders below services/`,
];

const hosts = ({ hosts, byAlias }: SiteAnswers): string[] => [
  '# Machines that hl logs in to by SSH, as root unless a user is named. `hl hosts trust` records the keys of new ones.',
  'hosts:',
  ...hosts.map((host) => `  ${word(host.name)}: ${hostValue(host, byAlias.has(host.name))}`),
];

function hostValue({ address, alias, local, user, port, jump, sudo }: HostEntry, isByAlias: boolean): string {
  const written = isByAlias && alias !== undefined ? alias : address;
  const comment = isByAlias
    ? ` # ${address}, with the key that ~/.ssh/config names; a pipeline needs that file, too (SSH_CONFIG_FILE)`
    : '';
  const more = {
    ...(local && { kind: 'local' }),
    ...(user && { user }),
    ...(port && { port }),
    ...(jump && { jump }),
    ...(sudo && { sudo }),
  };
  return `${Object.keys(more).length === 0 ? word(written) : flow({ address: written, ...more })}${comment}`;
}

const tail = ({ ledger }: SiteAnswers): string[] => [
  '# The record of what was deployed, by which removals, rollbacks and retries know what stands where.',
  `ledger: { host: ${word(ledger)} }`,
  '',
  '# Messages about runs; the URL of the webhook is the variable DISCORD_WEBHOOK_URL.',
  '# discord: { channel: homelab }',
];
