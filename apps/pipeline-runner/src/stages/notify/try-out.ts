import { exitCodes, HlError, type ErrorKind } from '@hl/core';
import type { RunSummary } from '@hl/notify';
import { openLines } from './lines.js';
import type { NotifyContext } from './notify-context.js';

const message: RunSummary = {
  result: 'success',
  title: '🔔 A test of hl notify',
  stages: [{ name: 'notify', status: 'success', detail: 'this channel hears of runs' }],
  services: [],
};

/** Whoever must act first. */
const rank: readonly ErrorKind[] = ['input', 'refused', 'conflict', 'unreachable', 'superseded', 'bug'];

/** Sends a message to each channel, so that somebody can see that it works. Resolves with the code of who must act. */
export async function tryOut(context: NotifyContext): Promise<{ code: number; error?: HlError }> {
  const { print } = context;
  const { lines, unset, wrong } = openLines(context, { requestMs: 10_000, patienceMs: 5_000 });
  const missing = unset.map(
    ({ name, variable }) =>
      new HlError('HL_CHANNEL_UNSET', `channel ${name}: ${variable} is not set`, {
        kind: 'input',
        hint: `Set ${variable} to the URL of the channel: here in .env, in a pipeline as a variable, masked and protected.`,
      }),
  );
  const failed = await Promise.all(
    lines.map(async ({ title, channel }) => {
      try {
        await channel.send(message);
        print.step(`notify: ${title} has a test message`);
        return [];
      } catch (thrown) {
        return [HlError.from(thrown)];
      }
    }),
  );
  const none = new HlError('HL_CHANNEL_NONE', 'no channel is configured', {
    kind: 'input',
    hint: 'Set DISCORD_WEBHOOK_URL, or name channels under notifications in hl.yml.',
  });
  const all = [...missing, ...wrong, ...failed.flat(), ...(lines.length + unset.length + wrong.length === 0 ? [none] : [])];
  for (const error of all) print.error(error);
  print.data({ told: lines.length - failed.flat().length, errors: all });
  const kind = rank.find((one) => all.some((error) => error.kind === one));
  return { code: kind === undefined ? 0 : exitCodes[kind] };
}
