import { pagesOf, type Service, type Site } from '@hl/core';
import { done as doneBy, revisionOf, standing, type LedgerEntry } from '@hl/core/state';
import type { Note, ServiceFacts } from '@hl/report';
import { given } from '../../../given.js';
import { urlOf } from '../../status/row.js';
import type { Gathered } from '../gather.js';
import { wayBack } from './back.js';
import { changeFacts } from './changes.js';
import { healthOf } from './health.js';

/** All that is known of one service. @param pipelineUrl of this run, where its jobs can be started */
export function serviceFacts(
  service: Service,
  found: Gathered,
  site: Pick<Site, 'hosts' | 'traefik'>,
  pipelineUrl: string | undefined,
): ServiceFacts {
  const { name, displayName, category, host, path, deployment } = service;
  const entry = found.entries?.find((one) => one.name === name) ?? null;
  const stands = entry === null || standing(entry) === null ? null : entry;
  const [, ...pages] = pagesOf(service);
  const history = [...(entry?.history ?? [])].reverse();
  const url = pipelineUrl ?? history.find((line) => line.pipelineUrl !== null)?.pipelineUrl ?? undefined;
  return {
    name,
    title: displayName,
    category,
    host,
    path,
    ...healthOf(name, found),
    url: urlOf(service, site),
    image: deployment?.image ?? null,
    version: stands && (stands.hash.startsWith('revision ') ? stands.hash : stands.commit.slice(0, 8)),
    deployed: history.find(({ healthy }) => healthy)?.time ?? null,
    pages: pages.map((page) => ({ name: page.name, url: urlOf(page, site) })),
    changes: changeFacts(name, found),
    problems: problemsOf(name, found),
    history,
    revisions: entry?.revisions === undefined ? null : revisionsOf(entry, url),
    back: entry !== null && doneBy(entry).some(({ status }) => status !== 'unchanged') ? wayBack(name, url) : null,
  };
}

/** Those that can be gone back to; the one that stands is none of them. */
function revisionsOf(entry: LedgerEntry, url: string | undefined): NonNullable<ServiceFacts['revisions']> {
  const { name, revisions = [], healthy, hash } = entry;
  const stands = healthy && !hash.startsWith('revision ') ? revisionOf(entry, entry.service)?.number : undefined;
  return revisions
    .filter(({ number }) => number !== stands)
    .sort((a, b) => b.number - a.number)
    .map(({ number, time, commit }) => ({ number, time, commit, back: wayBack(name, url, number) }));
}

/** What the plan knew to be in the way. */
function problemsOf(name: string, { plan, seen }: Gathered): Note[] {
  const known = seen?.plan ?? (plan?.drift === true ? null : plan);
  if (known === null) return [];
  const note = (message: string, hint?: string): Note => given({ message, hint });
  return [
    ...known.conflicts
      .filter(({ service }) => service === name)
      .map(({ system, key, holder, hint }) =>
        note(`${system} ${key} is held by ${holder ?? 'somebody else'}, and left alone`, hint ?? `hl adopt ${name} takes it over.`),
      ),
    ...known.refusals.filter(({ service }) => service === name).map(({ error }) => note(error.message, error.hint)),
    ...known.failures.filter(({ services }) => services.includes(name)).map(({ error }) => note(error.message, error.hint)),
  ];
}
