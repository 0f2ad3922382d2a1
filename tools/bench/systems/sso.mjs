import { createServer } from 'node:http';
import { join } from 'node:path';
import { authentik } from '@hl/authentik';
import { apply, plan } from '@hl/core';
import { exampleService, exampleSite } from '@hl/core/testing';
import { authentikEmulator, embeddedName } from '@hl/lab/authentik';
import { startLab } from '@hl/lab/lab';
import { slowLink } from '@hl/lab/link';
import { hl as program } from '../hl.mjs';
import { alternating } from '../measure/alternating.mjs';
import { spent } from '../measure/spent.mjs';
import { committed } from '../repository/git.mjs';
import { done } from './done.mjs';

/** @typedef {import('../shape/result.mjs').Result} Result */

const count = 200;

const file = (name, port) => `service: { name: ${name}, display_name: ${name}, description: One of many, category: utility }
backend: { url: "http://127.0.0.1:${port}" }
traefik: {}
authentik: { groups: [family] }
`;

/** hl as it is put together, in front of the lab: the first apply, and the plan after it. */
async function wired() {
  const lab = await startLab();
  const machine = createServer((_, response) => void response.end('x'));
  await new Promise((resolve) => void machine.listen(0, '127.0.0.1', () => resolve(null)));
  try {
    const { port } = /** @type {import('node:net').AddressInfo} */ (machine.address());
    const cwd = join(lab.directory, 'repository');
    committed(cwd, {
      '.gitignore': '.hl/\n',
      'hl.yml': lab.siteYml.replace(/^(pihole|glance|discord|ledger):.*\n/gm, ''),
      ...Object.fromEntries(Array.from({ length: count }, (_, n) => [`services/s${n}.yml`, file(`s${n}`, port)])),
    });
    const hl = async (...args) => {
      const from = lab.authentik.requests.length;
      const { ms } = await spent(process.execPath, [program, ...args], { cwd, env: { ...process.env, ...lab.env } });
      const asked = lab.authentik.requests.slice(from);
      return { ms, requests: asked.length, writes: asked.filter(({ method }) => !['GET', 'OPTIONS'].includes(method)).length };
    };
    await hl('detect', '--all');
    await hl('plan');
    const made = await hl('authentik');
    return { made, nothing: await hl('plan') };
  } finally {
    machine.close();
    await lab.close();
  }
}

const crud = (model) => ['view', 'add', 'change', 'delete'].map((action) => model.replace('.', `.${action}_`));
/** What the README of @hl/authentik asks for. */
const permissions = [
  ...['authentik_flows.view_flow', 'authentik_core.view_group'],
  ...['view', 'change'].map((action) => `authentik_outposts.${action}_outpost@${embeddedName}`),
  ...['authentik_providers_proxy.proxyprovider', 'authentik_core.application', 'authentik_policies.policybinding'].flatMap(crud),
];

/** An Authentik in which all is as it shall be; `look` plans over it, from a round trip away, and gives the number of requests. */
async function settled(over, work) {
  const lab = await authentikEmulator({ groups: ['family'] });
  const services = Array.from({ length: count }, (_, n) => exampleService({ name: `s${n}`, authentik: { groups: ['family'], ...over } }));
  const site = exampleSite({ authentik: { url: lab.url, outpost: embeddedName } });
  const look = async (url = lab.url) => {
    const from = lab.requests.length;
    const { changes, conflicts } = await plan(authentik({ url, token: 'lab-token' }), { before: services, after: services, site });
    if (changes.length + conflicts.length > 0) throw new Error('not settled');
    return lab.requests.length - from;
  };
  try {
    const integration = authentik({ url: lab.url, token: 'lab-token', timing: { settleMs: 0 } });
    const { changes } = await plan(integration, { before: [], after: services, site });
    done(await apply(integration, changes));
    return await work(lab, look);
  } finally {
    await lab.close();
  }
}

/** Over round trips: connections and all. */
const far = (lab, look) => async (roundTripMs) => {
  const link = await slowLink({ to: { port: Number(new URL(lab.url).port) }, roundTripMs });
  try {
    const figures = await alternating(3, { ours: async () => void (await look(`http://${link.address}:${link.port}`)) });
    return { name: `observation of ${count} sign-ins over ${roundTripMs} ms`, unit: 'ms', ...figures, at: { rtt: roundTripMs } };
  } finally {
    await link.close();
  }
};

/** What 200 services with single sign-on cost Authentik, which gives 100 rows a page. @returns {Promise<Result[]>} */
export async function sso() {
  const { made, nothing } = await wired();
  const what = `${count} services with single sign-on`;
  const oidc = { method: 'oidc', redirectUris: ['https://app.example.org/callback'] };
  const alone = await settled(oidc, (_, look) => look());
  const { member, stranger, lines } = await settled({}, async (lab, look) => {
    const lines = [];
    for (const roundTripMs of [0, 1, 20, 100]) lines.push(await far(lab, look)(roundTripMs));
    const as = (groups) => lab.tokens.set('lab-token', { active: true, groups, permissions: new Set(permissions) });
    as(['family']);
    const member = await look();
    as([]);
    return { member, stranger: await look(), lines };
  });
  return /** @type {Result[]} */ ([
    { name: `plan over ${what}, nothing to do: requests to Authentik`, unit: 'requests', ours: nothing.requests, target: { most: 12 } },
    {
      ...{ name: `first apply of ${what}: writes to Authentik a service`, unit: 'writes', ours: made.writes / count, target: { most: 2 } },
      note: 'provider, application and bindings in one transaction; the list of the outpost once for all',
    },
    { name: `first apply of ${what}: reads of Authentik in all`, unit: 'reads', ours: made.requests - made.writes },
    { name: `observation of ${what}, by OpenID Connect`, unit: 'requests', ours: alone },
    { name: `observation of ${what}, token of a member`, unit: 'requests', ours: member, note: 'no superuser, but may enter them all' },
    {
      ...{ name: `observation of ${what}, token of a stranger`, unit: 'requests', ours: stranger },
      note: 'Authentik lists to a user only what that user may enter: each other application is asked for by itself',
    },
    ...lines,
  ]);
}

export const run = sso;
