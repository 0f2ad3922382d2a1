import type { Store } from '../state/store.js';

/** A store in memory: `files` by name. `step` is passed before each read and each write, so that a test can break off there. */
export function memoryStore(files = new Map<string, string>(), step: <T>(call: () => T) => Promise<T> = async (call) => call()): Store {
  return {
    place: 'memory',
    read: (names) => step(() => new Map([...files].filter(([name]) => names === undefined || names.includes(name)))),
    async swap(names, next) {
      const wanted = await step(() => next(new Map([...files].filter(([name]) => names.includes(name)))));
      const now = new Map([...wanted].filter(([name, text]) => (files.get(name) ?? null) !== text));
      if (now.size > 0) await step(() => now.forEach((text, name) => (text === null ? files.delete(name) : files.set(name, text))));
      return wanted;
    },
    now: async () => 0,
  };
}
