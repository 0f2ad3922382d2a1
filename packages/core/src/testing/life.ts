import { deepStrictEqual, ok, strictEqual } from 'node:assert';
import { apply } from '../apply.js';
import type { Change, Integration, Outcome } from '../integration.js';
import { intend, nothingMade, recall, settle, type Memory } from '../memory.js';
import { plan, type Plan } from '../plan.js';
import type { Service } from '../model/service.gen.js';
import type { Definition, Subject } from './subject.js';

/** A service's life in front of one system: processes come and go, what is remembered stays, as in the ledger. */
export class Life {
  /** Of the process that runs now. */
  integration: Integration;
  /** Of the last apply. */
  outcomes: readonly Outcome[] = [];
  #memory: Memory = nothingMade;
  readonly #subject: Subject;

  constructor(subject: Subject) {
    this.#subject = subject;
    this.integration = subject.integration;
  }

  /** Another process goes on. */
  restart(): void {
    this.integration = this.#subject.restart();
  }

  plan(from: Definition, to: Definition): Promise<Plan> {
    const { service, changed, site } = this.#subject;
    const definitions = (which: Definition): Service[] => (which === 'none' ? [] : [which === 'service' ? service : changed]);
    return plan(this.integration, { before: definitions(from), after: definitions(to), site, memory: recall([this.#memory]) });
  }

  /** The changes of a plan in which nobody else holds a name. */
  async planned(from: Definition, to: Definition): Promise<readonly Change[]> {
    const { changes, conflicts, foreign } = await this.plan(from, to);
    deepStrictEqual([...conflicts, ...foreign], [], 'nobody else holds these names');
    return changes;
  }

  async apply(changes: readonly Change[]): Promise<readonly Outcome[]> {
    this.outcomes = await apply(this.integration, changes, {
      memory: recall([this.#memory]),
      onIntent: async (some) => void (this.#memory = intend(this.#memory, some)),
      onOutcome: (outcome) => void (this.#memory = settle(this.#memory, outcome)),
    });
    strictEqual(this.outcomes.length, changes.length, 'every change has an outcome');
    return this.outcomes;
  }

  /** Plans and applies all of it, conflicts too: they may be gone by then. */
  async run(from: Definition, to: Definition): Promise<readonly Outcome[]> {
    const { changes, conflicts } = await this.plan(from, to);
    const tried = conflicts.map(({ system, key, service, found, wanted }) => ({ system, key, service, before: found, after: wanted }));
    return this.apply([...changes, ...tried]);
  }

  /** Plans and applies; every change must succeed. */
  async go(from: Definition, to: Definition): Promise<readonly Outcome[]> {
    const outcomes = await this.apply(await this.planned(from, to));
    for (const { key, status, error } of outcomes)
      ok(status === 'applied' || status === 'unchanged', `${key}: ${status} ${error?.message ?? ''}`);
    return outcomes;
  }

  /** A process that is killed writes down its intents and nothing after that. */
  async killed(from: Definition, to: Definition): Promise<void> {
    const changes = await this.planned(from, to).catch(() => []);
    await apply(this.integration, changes, {
      memory: recall([this.#memory]),
      onIntent: async (some) => void (this.#memory = intend(this.#memory, some)),
    });
  }

  /** What counts as made by us. */
  made(): string[] {
    return this.#memory.made.map(({ system, key }) => `${system} ${key}`).sort();
  }
}
