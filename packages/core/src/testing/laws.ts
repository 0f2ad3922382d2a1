import { deepStrictEqual, notDeepStrictEqual, ok, strictEqual } from 'node:assert';
import { apply, undo } from '../apply.js';
import type { Outcome } from '../apply.js';
import type { Change, Integration } from '../integration.js';
import { plan } from '../plan.js';
import type { Service } from '../service.js';
import type { Site } from '../site.js';
import type { Faults } from './faults.js';

/** One integration in front of one system (an emulator or the real one), fresh for each law. */
export interface Subject {
  readonly integration: Integration;
  readonly site: Site;
  /** Wants at least one resource; the system does not hold it yet. */
  readonly service: Service;
  /** The same service, wanting something else. */
  readonly changed: Service;
  /** Every outside call of the integration passes through it. */
  readonly faults: Faults;
  /** All that is not ours, in full: it must stay as it is to the byte. */
  bystanders(): Promise<unknown>;
  /** What a user of the system meets (a container that runs, a name that resolves), not what is merely stored. Same in every fresh subject. */
  effective(): Promise<unknown>;
  /** How often the system was written or restarted so far. */
  disturbances(): number | Promise<number>;
  /** Somebody else takes the names that `service` wants, with something else behind them. */
  occupy(): Promise<void>;
  close?(): Promise<void>;
}

export interface Law {
  readonly title: string;
  run(setup: () => Promise<Subject>): Promise<void>;
}

type Definition = 'none' | 'service' | 'changed';

const definitions = (subject: Subject, which: Definition): Service[] => (which === 'none' ? [] : [subject[which]]);

const planned = async (subject: Subject, from: Definition, to: Definition): Promise<readonly Change[]> => {
  const { changes, conflicts } = await plan(subject.integration, {
    before: definitions(subject, from),
    after: definitions(subject, to),
    site: subject.site,
  });
  deepStrictEqual(conflicts, [], 'nobody else holds these names');
  return changes;
};

/** Plans and applies; every change must succeed. */
const go = async (subject: Subject, from: Definition, to: Definition): Promise<Outcome[]> => {
  const outcomes = await apply(subject.integration, await planned(subject, from, to));
  for (const { key, status, error } of outcomes)
    ok(status === 'applied' || status === 'unchanged', `${key}: ${status} ${error?.message ?? ''}`);
  return outcomes;
};

const steps: readonly (readonly [string, Definition, Definition])[] = [
  ['create', 'none', 'service'],
  ['update', 'service', 'changed'],
  ['delete', 'service', 'none'],
];

const law = (title: string, body: (subject: Subject) => Promise<void>): Law => ({
  title,
  run: (setup) => using(setup, body),
});

async function using<T>(setup: () => Promise<Subject>, body: (subject: Subject) => Promise<T>): Promise<T> {
  const subject = await setup();
  try {
    return await body(subject);
  } finally {
    await subject.close?.();
  }
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  }
  return value;
}

/** Brings a fresh subject to the start of a step. */
const reach = async (subject: Subject, from: Definition): Promise<void> => {
  if (from !== 'none') await go(subject, 'none', from);
};

const crash = (title: string, from: Definition, to: Definition): Law => ({
  title: `survives a crash at any step of ${title}`,
  async run(setup) {
    const goal = await using(setup, async (subject) => {
      await reach(subject, from);
      await go(subject, from, to);
      return subject.effective();
    });
    for (const lost of ['request', 'answer'] as const) {
      for (let n = 1, fired = true; fired; n += 1) {
        ok(n < 500, 'the number of outside calls has an end');
        fired = await using(setup, async (subject) => {
          await reach(subject, from);
          const bystanders = await subject.bystanders();
          subject.faults.arm(n, lost);
          const changes = await planned(subject, from, to).catch(() => []);
          const outcomes = await apply(subject.integration, changes);
          strictEqual(outcomes.length, changes.length, 'every change has an outcome');
          subject.faults.disarm();
          await go(subject, from, to);
          deepStrictEqual(await planned(subject, from, to), [], `${lost} lost at call ${n}: nothing is left to plan`);
          deepStrictEqual(await subject.effective(), goal, `${lost} lost at call ${n}: the goal takes effect`);
          deepStrictEqual(await subject.bystanders(), bystanders, `${lost} lost at call ${n}: bystanders are untouched`);
          return subject.faults.fired;
        });
      }
    }
  },
});

/** What every integration, ours or a third party's, must hold. Runner-neutral: `test.each(laws)('$title', ({ run }) => run(setup))`. */
export const laws: readonly Law[] = [
  law('desired is pure', async ({ integration, service, site }) => {
    const first = integration.desired(freeze(structuredClone(service)), freeze(structuredClone(site)));
    ok(first.length > 0, 'the service wants something here');
    deepStrictEqual(integration.desired(service, site), first);
  }),
  law('a plan is plain data', async (subject) => {
    const changes = await planned(subject, 'none', 'service');
    ok(changes.length > 0, 'there is something to do');
    deepStrictEqual(JSON.parse(JSON.stringify(changes)), changes);
  }),
  law('converges: after apply nothing is left to plan', async (subject) => {
    for (const [title, from, to] of [...steps.slice(0, 2), ['delete', 'changed', 'none'] as const]) {
      const outcomes = await go(subject, from, to);
      ok(
        outcomes.some(({ status }) => status === 'applied'),
        `${title} does something`,
      );
      deepStrictEqual(await planned(subject, from, to), [], `nothing is left after ${title}`);
    }
  }),
  law('idempotent: a second run changes nothing and restarts nothing', async (subject) => {
    const changes = await planned(subject, 'none', 'service');
    await apply(subject.integration, changes);
    const disturbances = await subject.disturbances();
    const again = await apply(subject.integration, changes);
    deepStrictEqual([...new Set(again.map(({ status }) => status))], ['unchanged']);
    strictEqual(await subject.disturbances(), disturbances);
  }),
  ...steps.map(([title, from, to]) =>
    law(`undo restores after ${title}`, async (subject) => {
      await reach(subject, from);
      const start = await subject.effective();
      const outcomes = await go(subject, from, to);
      notDeepStrictEqual(await subject.effective(), start, `${title} takes effect`);
      for (const { status, error } of await apply(subject.integration, undo(outcomes))) strictEqual(status, 'applied', error?.message);
      deepStrictEqual(await subject.effective(), start);
      deepStrictEqual(await planned(subject, to, from), [], 'the former definition holds again');
    }),
  ),
  law('respects a name that somebody else holds', async (subject) => {
    const { integration, service, site } = subject;
    const blind = await planned(subject, 'none', 'service');
    await subject.occupy();
    const [bystanders, disturbances] = [await subject.bystanders(), await subject.disturbances()];
    const found = await plan(integration, { before: [], after: [service], site });
    ok(found.conflicts.length > 0, 'the plan tells the conflict');
    const taken = new Set(found.conflicts.map(({ key }) => key));
    const outcomes = await apply(
      integration,
      blind.filter(({ key }) => taken.has(key)),
    );
    deepStrictEqual([...new Set(outcomes.map(({ status }) => status))], ['conflict'], 'it is not created');
    const removal = await plan(integration, { before: [service], after: [], site });
    deepStrictEqual(
      removal.changes.filter(({ key }) => taken.has(key)),
      [],
      'it is not deleted',
    );
    deepStrictEqual(await subject.bystanders(), bystanders);
    strictEqual(await subject.disturbances(), disturbances);
  }),
  law('hands off: bystanders stay as they are to the byte', async (subject) => {
    const bystanders = await subject.bystanders();
    for (const [title, from, to] of [...steps.slice(0, 2), ['delete', 'changed', 'none'] as const]) {
      await go(subject, from, to);
      deepStrictEqual(await subject.bystanders(), bystanders, title);
    }
  }),
  ...steps.map(([title, from, to]) => crash(title, from, to)),
];
