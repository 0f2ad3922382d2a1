import { sha256 } from '@hl/core';

/** How containers of an image behave; what is not said is good behaviour. */
export interface ImageRule {
  /** The registry does not have it. */
  readonly missing?: boolean;
  /** The program ends with this code at once. */
  readonly exit?: number;
  /** Status of every HTTP answer. */
  readonly http?: number;
  /** Body of every HTTP answer; default: the name of the compose service or container. */
  readonly body?: string;
  /** The image (or compose file) has a health check; `unhealthy`: it fails. */
  readonly health?: 'healthy' | 'unhealthy';
  /** Milliseconds from start until it answers and is healthy. */
  readonly startMs?: number;
  /** Ports that it listens on; without it, on any that is published. */
  readonly listens?: readonly number[];
  /** Lines it prints at start. */
  readonly logs?: readonly string[];
}

/** By image reference; `*` stands for anything. */
export type ImageRules = Readonly<Record<string, ImageRule>>;

const defaults: ImageRules = {
  '*:no-such-tag': { missing: true },
  '*:nosuchtag': { missing: true },
  '*:does-not-exist': { missing: true },
  '*/nosuch*': { missing: true },
};

/** Registries as one host sees them, and the images it holds. */
export interface Images {
  rule(reference: string): ImageRule;
  /** ID of the local image, or null. */
  local(reference: string): string | null;
  /** Fetches what the registry holds now; false when it holds nothing. */
  pull(reference: string): boolean;
  tag(id: string, reference: string): void;
  /** Somebody pushes a new image under the same tag. */
  publish(reference: string): void;
  /** ID of the image that the registry holds now. */
  readonly remote: (reference: string) => string;
  readonly digest: (reference: string) => string;
  all(): { readonly [reference: string]: string };
}

export function images(rules: ImageRules): Images {
  const versions = new Map<string, number>();
  const held = new Map<string, string>();
  const known = new Set<string>();
  const full = (reference: string): string => (/:[^/]+$|@/.test(reference) ? reference : `${reference}:latest`);
  const idOf = (reference: string): string => `sha256:${sha256(`${full(reference)} ${versions.get(full(reference)) ?? 0}`)}`;
  const ruleOf = (reference: string): ImageRule => {
    const match = [...Object.entries(rules), ...Object.entries(defaults)].find(
      ([pattern]) => matches(pattern, reference) || matches(pattern, full(reference)),
    );
    return match?.[1] ?? {};
  };
  return {
    rule: ruleOf,
    local: (reference) => held.get(full(reference)) ?? (known.has(reference) ? reference : null),
    pull(reference) {
      if (ruleOf(reference).missing) return false;
      held.set(full(reference), idOf(reference));
      known.add(idOf(reference));
      return true;
    },
    tag: (id, reference) => void held.set(full(reference), id),
    publish: (reference) => void versions.set(full(reference), (versions.get(full(reference)) ?? 0) + 1),
    remote: idOf,
    digest: (reference) => `sha256:${sha256(`manifest ${idOf(reference)}`)}`,
    all: () => Object.fromEntries(held),
  };
}

const matches = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  ).test(text);

/** In the words of a registry that does not have it. */
export const unknownImage = (reference: string): string =>
  `manifest for ${/:[^/]+$/.test(reference) ? reference : `${reference}:latest`} not found: manifest unknown: manifest unknown`;
