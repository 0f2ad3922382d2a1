export type AuthentikVersion = '2024.8' | '2024.12' | '2025.10' | '2026.5' | '2026.8';

/** How the releases differ in what is emulated. */
export interface Profile {
  readonly current: string;
  readonly invalidationFlow: boolean;
  readonly redirectList: boolean;
  readonly transactionalBindings: boolean;
  readonly writableIcon: boolean;
  /** Page size when none is asked for; from 2025.12 on also at most 100. */
  readonly pageSize: number;
  readonly maxPageSize: number;
  readonly autocomplete: boolean;
  /** 404 texts name the model (DRF 3.16). */
  readonly namedNotFound: boolean;
  readonly slugLimit: number;
  readonly metaHide: boolean;
  readonly pbmUuid: boolean;
  /** A group has `parents`; before, one `parent`. */
  readonly groupParents: boolean;
  /** OAuth2 providers have `grant_types`. */
  readonly grantTypes: boolean;
}

const releases: Readonly<Record<AuthentikVersion, string>> = {
  '2024.8': '2024.8.6',
  '2024.12': '2024.12.5',
  '2025.10': '2025.10.4',
  '2026.5': '2026.5.1',
  '2026.8': '2026.8.3',
};

export function profile(version: AuthentikVersion): Profile {
  const [year = 0, month = 0] = version.split('.').map(Number);
  const since = (sinceYear: number, sinceMonth: number): boolean => year > sinceYear || (year === sinceYear && month >= sinceMonth);
  const paged = since(2025, 12);
  return {
    current: releases[version],
    invalidationFlow: since(2024, 10),
    redirectList: since(2024, 12),
    transactionalBindings: since(2024, 12),
    writableIcon: since(2025, 12),
    pageSize: paged ? 20 : 100,
    maxPageSize: paged ? 100 : Infinity,
    autocomplete: since(2025, 8),
    namedNotFound: since(2025, 6),
    slugLimit: since(2025, 12) ? Infinity : 50,
    metaHide: since(2026, 5),
    pbmUuid: since(2026, 8),
    groupParents: since(2025, 12),
    grantTypes: since(2026, 5),
  };
}
