import { HlError } from '@hl/core';
import { discord, message } from '@hl/notify';
import { partly } from '../../exit.js';
import { summarise } from './summary.js';
import type { Found, NotifyContext, Verdict } from './notify-context.js';

/** Sends what the run did to Discord. Whatever goes wrong here is printed and never fails a deployment: exit 75 at most. */
export async function notify(context: NotifyContext, found: Found, verdict: Verdict): Promise<{ code: number }> {
  const { environment, print, site } = context;
  try {
    const newer = found.failures.find(({ error }) => error.kind === 'superseded');
    if (newer !== undefined) {
      print.step(`notify: ${newer.error.message}; that run tells what became of it`);
      return { code: 0 };
    }
    const summary = summarise(context, found, verdict);
    print.data(summary);
    if (environment.discordWebhook === undefined) {
      print.step(
        site !== null && site.discord === null
          ? 'notify: no channel is configured'
          : 'notify: DISCORD_WEBHOOK_URL is not set, nothing is sent',
      );
      return { code: 0 };
    }
    if (
      summary.services.length === 0 &&
      ['success', 'rollback'].includes(summary.result) &&
      summary.stages.every(({ status }) => status === 'success')
    ) {
      print.step('notify: nothing changed, nothing is sent');
      return { code: 0 };
    }
    await discord({ url: environment.discordWebhook }).send(message(summary));
    print.step(`notify: Discord was told (${summary.result})`);
    return { code: 0 };
  } catch (thrown) {
    const error = HlError.from(thrown);
    print.error(error);
    return { code: partly };
  }
}
