import type { Outpost, State } from '../state.js';
import { applicationOf } from '../state.js';

/** One application as an outpost serves it. */
export interface Served {
  /** `host[:port]` of the external host, as written: compared as text. */
  readonly host: string;
  readonly externalHost: string;
  readonly mode: string;
  readonly cookieDomain: string;
  readonly clientId: string;
  readonly skip: readonly RegExp[];
  /** Slug of the application. */
  readonly slug: string;
  readonly provider: string;
  readonly pk: number;
}

/** What an outpost fetches: only providers with an application; of two with one host the alphabetically last wins. */
export function fetchConfig(state: State, outpost: Outpost): Served[] {
  const served = [...outpost.providers].flatMap((pk): Served[] => {
    const [provider, application] = [state.providers.get(pk), applicationOf(state, pk)];
    if (provider?.kind !== 'proxy' || !application) return [];
    const { fields } = provider;
    const externalHost = String(fields['external_host']);
    return [
      {
        pk,
        externalHost,
        host: externalHost.replace(/^https?:\/\//i, '').replace(/[/?#].*$/, ''),
        mode: String(fields['mode']),
        cookieDomain: String(fields['cookie_domain']),
        clientId: fields.client_id,
        skip: String(fields['skip_path_regex']).split('\n').flatMap(pattern),
        slug: application.slug,
        provider: fields.name,
      },
    ];
  });
  const byHost = new Map([...served].sort((a, b) => (a.provider < b.provider ? -1 : 1)).map((one) => [one.host, one]));
  return [...byHost.values()];
}

/** A line that is no regular expression is logged and skipped. */
function pattern(line: string): RegExp[] {
  if (line.trim() === '') return [];
  try {
    return [new RegExp(line.trim())];
  } catch {
    return [];
  }
}

/**
 * The application that answers for a host. Longest cookie domain wins (a suffix without regard to dots); a standalone outpost
 * with one single application serves it for every host.
 */
export function lookUp(served: readonly Served[], host: string, standalone: boolean): Served | null {
  const exact = served.find((one) => one.host === host);
  if (exact) return exact;
  const domains = served.filter(
    ({ mode, cookieDomain }) => mode === 'forward_domain' && cookieDomain !== '' && host.endsWith(cookieDomain),
  );
  const [longest] = domains.sort((a, b) => b.cookieDomain.length - a.cookieDomain.length);
  return longest ?? (standalone && served.length === 1 ? (served[0] ?? null) : null);
}
