import { readdirSync } from 'node:fs';
import { apply, nothingMade, plan, recall, settle } from '@hl/core';
import type { Outcome, Recall } from '@hl/core';
import { fixture, service, setUp } from './subject.js';
import type { Setup } from './subject.js';

export type Subject = Awaited<ReturnType<typeof setUp>>;
const open: Subject[] = [];
afterEach(async () => void (await Promise.all(open.splice(0).map(({ close }) => close()))));

export const start = async (setup: Partial<Setup> = {}): Promise<Subject> => {
  const subject = await setUp({ files: { 'glance.yml': fixture('home.yml') }, ...setup });
  open.push(subject);
  return subject;
};
export const deploy = async ({ integration, site }: Subject, wanted = service): Promise<Outcome[]> =>
  apply(integration, (await plan(integration, { before: [], after: [wanted], site })).changes);
export const remove = async ({ integration, site }: Subject): Promise<Outcome[]> =>
  apply(integration, (await plan(integration, { before: [service], after: [], site })).changes);
export const restarts = ({ ran }: Subject): number => ran.filter((argv) => argv.includes('restart')).length;
export const names = ({ directory }: Subject): string[] => readdirSync(directory).sort();

export const quick = { pollMs: 5, settleMs: 40, deadlineMs: 200, requestMs: 500 };

export const stripped = (text: string): string => text.replaceAll(/ # hl$/gm, '');
export const memoryOf = (outcomes: readonly Outcome[]): Recall => recall([outcomes.reduce(settle, nothingMade)]);
