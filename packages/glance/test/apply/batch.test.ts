import { apply, plan, undo } from '@hl/core';
import { exampleService } from '@hl/core/testing';
import { names, restarts, start } from '../support/life.js';

const services = Array.from({ length: 50 }, (_, n) =>
  exampleService({ name: `s${n}`, glance: { url: `https://s${n}.example.org`, title: `S${n}`, monitor: null } }),
);

test.each([
  ['loads it by itself', {}, [0, 1]],
  ['is restarted', { site: { reload: 'restart' } }, [1, 0]],
] as const)(
  '50 tiles are one write of the file, one look back and one reload, where Glance %s; so is taking them back',
  async (_, setup, taken) => {
    const subject = await start(setup);
    const { integration, site, emulator, config, writes } = subject;
    let from = { restarts: 0, reloads: 0 };
    const cost = () => {
      const now = { restarts: restarts(subject), reloads: emulator.reloads };
      const spent = [now.restarts - from.restarts, now.reloads - from.reloads, writes.splice(0).filter((path) => path === config).length];
      from = now;
      return spent;
    };
    const { changes } = await plan(integration, { before: [], after: services, site });
    const outcomes = await apply(integration, changes);
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['applied']));
    expect(cost()).toEqual([...taken, 1]);
    const undone = await apply(integration, undo(outcomes));
    expect(new Set(undone.map(({ status }) => status))).toEqual(new Set(['applied']));
    expect(cost()).toEqual([...taken, 1]);
    expect(names(subject)).toEqual(['glance.yml']);
  },
);
