import { deepStrictEqual, notDeepStrictEqual, ok, strictEqual } from 'node:assert';
import { resourcesOf, undo } from '../apply.js';
import { desiredOf } from '../plan.js';
import { satisfies } from '../values/equal.js';
import { isRecord } from '../values/is-record.js';
import { eachOrder } from './each-order.js';
import { Life } from './life.js';
import type { Definition, Law, Subject } from './subject.js';

const steps: readonly (readonly [string, Definition, Definition])[] = [
  ['create', 'none', 'service'],
  ['update', 'service', 'changed'],
  ['delete', 'service', 'none'],
];
/** From nothing to nothing. */
const whole = [...steps.slice(0, 2), ['delete', 'changed', 'none'] as const] as const;

const law = (title: string, body: (life: Life, subject: Subject) => Promise<void>): Law => ({
  title,
  run: (setup) => using(setup, body),
});

async function using<T>(setup: () => Promise<Subject>, body: (life: Life, subject: Subject) => Promise<T>): Promise<T> {
  const subject = await setup();
  try {
    return await body(new Life(subject), subject);
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
const reach = async (life: Life, from: Definition): Promise<void> => {
  if (from !== 'none') await life.go('none', from);
};

/** The process is killed at an outside call, and the next one, which knows only what was written down by then, goes on. */
const crash = (title: string, from: Definition, to: Definition): Law => ({
  title: `survives a crash at any step of ${title}`,
  async run(setup) {
    const goal = await using(setup, async (life, subject) => {
      await reach(life, from);
      await life.go(from, to);
      return { effective: await subject.effective(), made: life.made() };
    });
    // That an answer was lost is the same to the next process as that the request after it was: nobody lives to know the difference.
    for (let n = 1, fired = true; fired; n += 1) {
      ok(n < 500, 'the number of outside calls has an end');
      fired = await using(setup, async (life, subject) => {
        await reach(life, from);
        const bystanders = await subject.bystanders();
        subject.faults.arm(n, 'request');
        await life.killed(from, to);
        subject.faults.disarm();
        life.restart();
        await life.go(from, to);
        deepStrictEqual(await life.planned(from, to), [], `killed at call ${n}: nothing is left to plan`);
        deepStrictEqual(await subject.effective(), goal.effective, `killed at call ${n}: the goal takes effect`);
        deepStrictEqual(life.made(), goal.made, `killed at call ${n}: what is ours is known as ours`);
        deepStrictEqual(await subject.bystanders(), bystanders, `killed at call ${n}: bystanders are untouched`);
        return subject.faults.fired;
      });
    }
  },
});

/**
 * The system stops answering at an outside call, and the process lives on: what it reports as applied is held all the same, as a fresh
 * object sees it. Who swallows an error of a write does not pass.
 */
const truthful = (title: string, from: Definition, to: Definition): Law => ({
  title: `what is reported applied is held, whatever call of ${title} fails`,
  async run(setup) {
    for (let n = 1, fired = true; fired; n += 1) {
      ok(n < 500, 'the number of outside calls has an end');
      fired = await using(setup, async (life, subject) => {
        await reach(life, from);
        const changes = await life.planned(from, to);
        subject.faults.arm(n, 'request');
        const outcomes = await life.apply(changes);
        subject.faults.disarm();
        const applied = outcomes.filter(({ status }) => status === 'applied');
        const observed = await subject.restart().observe(changes.flatMap(resourcesOf));
        for (const { key, after } of applied)
          ok(satisfies(observed.get(key)?.spec ?? null, after), `call ${n} failed: ${key} is reported applied and is not so`);
        return subject.faults.fired;
      });
    }
  },
});

/** A spec without the fields that say nothing, as it was written before they existed. */
const older = (spec: unknown): unknown =>
  isRecord(spec) ? Object.fromEntries(Object.entries(spec).filter(([, value]) => !saysNothing(value))) : spec;

const saysNothing = (value: unknown): boolean =>
  value === null ||
  value === false ||
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (isRecord(value) && Object.keys(value).length === 0);

const left = new Set(['conflict', 'unchanged']);

/** Whatever is done in whatever order, what somebody else made under our names stays as it is, and every outcome says so. */
const foreign = (how: 'other' | 'same'): Law => ({
  title: how === 'other' ? 'a name that somebody else holds stays theirs' : 'what somebody else made just as it is wanted stays theirs',
  run: (setup) =>
    using(setup, async (life, subject) => {
      // Made while the names were free: a plan that the world has overtaken.
      const stale = await life.planned('none', 'service');
      await subject.occupy(how);
      const found = await life.plan('none', 'service');
      ok((how === 'other' ? found.conflicts : found.foreign).length > 0, 'the plan tells who holds the names');
      const taken = new Set([...found.conflicts, ...found.foreign].map(({ key }) => key));
      const bystanders = await subject.bystanders();
      const actions = {
        'apply a stale plan': () => life.apply(stale),
        run: () => life.run('none', 'service'),
        change: () => life.run('service', 'changed'),
        remove: () => life.run('service', 'none'),
        'remove the changed one': () => life.run('changed', 'none'),
        'roll back': () => life.apply(undo(life.outcomes)),
        'go on in a new process': async () => (life.restart(), []),
      };
      const done: string[] = [];
      for (const name of eachOrder(Object.keys(actions) as (keyof typeof actions)[])) {
        done.push(name);
        const outcomes = await actions[name]();
        for (const { key, status } of outcomes)
          ok(!taken.has(key) || left.has(status), `${done.slice(-3).join(', ')}: ${key} is ${status}`);
        deepStrictEqual(await subject.bystanders(), bystanders, `after ${done.slice(-3).join(', ')}`);
        deepStrictEqual(
          life.made().filter((id) => [...taken].some((key) => id.endsWith(` ${key}`))),
          [],
          `after ${done.slice(-3).join(', ')} nothing of theirs counts as ours`,
        );
      }
    }),
});

/** What every integration, ours or a third party's, must hold. Runner-neutral: `test.each(laws)('$title', ({ run }) => run(setup))`. */
export const laws: readonly Law[] = [
  law('desired is pure', async (_, { integration, service, site }) => {
    const first = desiredOf(integration, freeze(structuredClone(service)), freeze(structuredClone(site)));
    ok(first.length > 0, 'the service wants something here');
    deepStrictEqual(desiredOf(integration, service, site), first);
  }),
  law('a plan is plain data', async (life) => {
    const changes = await life.planned('none', 'service');
    ok(changes.length > 0, 'there is something to do');
    deepStrictEqual(JSON.parse(JSON.stringify(changes)), changes);
  }),
  law('a fresh object observes the same', async (life, subject) => {
    for (const [, from, to] of whole) {
      await life.go(from, to);
      const resources = [subject.service, subject.changed].flatMap((service) => desiredOf(subject.integration, service, subject.site));
      const observed = await life.integration.observe(resources);
      deepStrictEqual(await subject.restart().observe(resources), observed, `after ${from} → ${to}`);
    }
  }),
  law('converges: after apply nothing is left to plan', async (life) => {
    for (const [title, from, to] of whole) {
      const outcomes = await life.go(from, to);
      ok(
        outcomes.some(({ status }) => status === 'applied'),
        `${title} does something`,
      );
      deepStrictEqual(await life.planned(from, to), [], `nothing is left after ${title}`);
    }
  }),
  law('idempotent: a second run changes nothing and restarts nothing', async (life, subject) => {
    const changes = await life.planned('none', 'service');
    await life.apply(changes);
    const disturbances = await subject.disturbances();
    const again = await life.apply(changes);
    deepStrictEqual([...new Set(again.map(({ status }) => status))], ['unchanged']);
    strictEqual(await subject.disturbances(), disturbances);
  }),
  ...steps.map(([title, from, to]) =>
    law(`undo restores after ${title}`, async (life, subject) => {
      await reach(life, from);
      const start = await subject.effective();
      const outcomes = await life.go(from, to);
      notDeepStrictEqual(await subject.effective(), start, `${title} takes effect`);
      for (const { status, error } of await life.apply(undo(outcomes))) strictEqual(status, 'applied', error?.message);
      deepStrictEqual(await subject.effective(), start);
      deepStrictEqual(await life.planned(to, from), [], 'the former definition holds again');
    }),
  ),
  law('an unread system is never an empty one', async (life, subject) => {
    await life.go('none', 'service');
    const resources = desiredOf(subject.integration, subject.service, subject.site);
    const whole = await subject.restart().observe(resources);
    for (let n = 1, fired = true; fired; n += 1) {
      const fresh = subject.restart();
      subject.faults.arm(n, 'request');
      const seen = await fresh.observe(resources).catch(() => whole);
      subject.faults.disarm();
      deepStrictEqual(seen, whole, `call ${n} fails: observe rejects, or knows all the same`);
      fired = subject.faults.fired;
    }
  }),
  law('a spec written before a field existed can be applied', async (life, subject) => {
    const changes = (await life.planned('none', 'service')).map((change) => ({ ...change, after: older(change.after) }));
    for (const { key, status, error } of await life.apply(changes)) strictEqual(status, 'applied', `${key}: ${error?.message ?? status}`);
    const observed = await subject.restart().observe(changes.flatMap(resourcesOf));
    for (const { key, after } of changes) ok(satisfies(observed.get(key)?.spec ?? null, after), `${key} is as its older spec says`);
  }),
  law('hands off: bystanders stay as they are to the byte', async (life, subject) => {
    const bystanders = await subject.bystanders();
    for (const [title, from, to] of whole) {
      await life.go(from, to);
      deepStrictEqual(await subject.bystanders(), bystanders, title);
    }
  }),
];

/** As `laws`, with many calls each: a crash at every outside call, and walks in which each action follows each. */
export const deepLaws: readonly Law[] = [
  foreign('other'),
  foreign('same'),
  ...steps.flatMap(([title, from, to]) => [crash(title, from, to), truthful(title, from, to)]),
];
