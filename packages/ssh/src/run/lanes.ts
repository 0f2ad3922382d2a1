import { semaphore } from '@hl/core';
import { commandsAtOnce, type Link } from './link.js';

/** A host whose server serves one command a connection gets more connections, each when it is first needed; any other has one. */
export function lanes(connection: () => Link): Link {
  const first = connection();
  const [all, free] = [[first], [first]];
  const turns = semaphore(commandsAtOnce);

  const another = (): Link => {
    const made = connection();
    all.push(made);
    return made;
  };
  return {
    open: first.open,
    forward: first.forward,
    async exec(command, options) {
      if ((await first.open()).sideBySide) return first.exec(command, options);
      return turns.run(async () => {
        const lane = free.pop() ?? another();
        try {
          return await lane.exec(command, options);
        } finally {
          free.push(lane);
        }
      });
    },
    close: async () => void (await Promise.all(all.map((lane) => lane.close()))),
  };
}
