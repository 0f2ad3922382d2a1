import { sha256 } from '@hl/core';
import type { Told, ToldFailure } from '@hl/core/state';
import type { NotifyContext } from './notify-context.js';

/** Milliseconds that a message waits for what was told before. */
const patience = 5_000;

/** What one channel was told last of one thing. */
export interface Remembered {
  readonly channel: string;
  readonly about: string;
  /** null: nothing is wrong any more. */
  readonly failure: ToldFailure | null;
}

const keyOf = (channel: string): string => sha256(channel).slice(0, 16);

/** What was told before; nothing, where there is no ledger or nobody answers in time: then everything is news. */
export async function recall({ fleet, site, print }: NotifyContext): Promise<Told | null> {
  if (fleet === undefined || site === null || site.ledger === null) return null;
  return within(fleet().then(async ({ ledger }) => (await ledger?.told()) ?? null)).catch((error: unknown) => {
    print.detail(`notify: what was told before is not known: ${(error as Error).message}`);
    return null;
  });
}

export const lastTold = (told: Told | null, channel: string, about: string): ToldFailure | undefined =>
  told?.channels[keyOf(channel)]?.[about];

/** Best effort: what is not written down is told once more. */
export async function remember({ fleet, print }: NotifyContext, all: readonly Remembered[]): Promise<void> {
  if (fleet === undefined || all.length === 0) return;
  await within(fleet().then(({ ledger }) => ledger?.told((told) => all.reduce(withOne, told)))).catch((error: unknown) =>
    print.detail(`notify: what was told is not remembered: ${(error as Error).message}`),
  );
}

function withOne({ channels, version }: Told, { channel, about, failure }: Remembered): Told {
  const key = keyOf(channel);
  const { [about]: _, ...others } = channels[key] ?? {};
  const own = failure === null ? others : { ...others, [about]: failure };
  const { [key]: __, ...rest } = channels;
  return { version, channels: Object.keys(own).length === 0 ? rest : { ...rest, [key]: own } };
}

/** @throws Error when it takes longer than is waited for */
export async function within<T>(work: Promise<T>, ms = patience): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms / 1_000} s`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
