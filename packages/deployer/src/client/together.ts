import { setImmediate } from 'node:timers/promises';

/**
 * What is asked for while a call is under way, or while `ready` is waited for, is asked in the next call, all of it in one.
 *
 * @param call one answer an item, in their order; when it rejects, so does every item
 */
export function together<Item, Answer>(
  call: (items: readonly Item[]) => Promise<readonly Answer[]>,
  ready: () => Promise<unknown> = async () => {},
): (item: Item) => Promise<Answer> {
  let waiting: Item[] = [];
  let next: Promise<readonly Answer[]> | null = null;
  let current: Promise<unknown> = Promise.resolve();

  const start = async (): Promise<readonly Answer[]> => {
    await current.catch(() => {});
    await ready();
    await setImmediate(); // whoever asks because of what has just ended
    const items = waiting;
    waiting = [];
    next = null;
    const calling = call(items);
    current = calling;
    return calling;
  };

  return async (item) => {
    const at = waiting.push(item) - 1;
    next ??= start();
    return (await next)[at] as Answer;
  };
}
