import type { ReportData } from './data.js';
import { assets, policy } from './html/assets.js';
import { bounded } from './html/bounded.js';
import { html, type Html } from './html/html.js';
import { sprite } from './parts/icon.js';
import { rooms, type Room } from './parts/room.js';
import { attentionText } from './sections/attention.js';
import { driftText } from './sections/drift.js';
import { fleetText } from './sections/fleet.js';
import { planSection } from './sections/plan.js';
import { recentText } from './sections/recent.js';
import { runText } from './sections/run.js';
import { topText, verdict } from './sections/top.js';

export interface ReportOptions {
  /** Tells this page from others: it asks where it came from for one of another version. Default: it asks nobody for anything. */
  readonly live?: string;
  /** Bytes that the page shall stay below, by saying less of each service; default: 1,900,000. */
  readonly most?: number;
}

/** One HTML document, whole in itself: it is read without a script, and a script makes it searched, filtered and sorted. */
export function report(data: ReportData, { live, most = 1_900_000 }: ReportOptions = {}): string {
  const made = (room: Room, services = data.services): string => documentOf(bounded({ ...data, services }, room.text), room, live).markup;
  const apart = Math.ceil(data.services.length / tried);
  const some = data.services.filter((_, index) => index % apart === 0);
  let page = '';
  for (const room of rooms) {
    // Of many services a few tell that a page cannot be small enough.
    if (apart > 1 && room !== rooms.at(-1) && Buffer.byteLength(made(room, some)) * apart > most * 1.5) continue;
    page = made(room);
    if (Buffer.byteLength(page) <= most) break;
  }
  return page;
}

/** Services that stand for all. */
const tried = 50;

function documentOf(data: ReportData, room: Room, live: string | undefined): Html {
  const { services, run, drift } = data;
  const sections: [id: string, title: string, content: Html | false | null][] = [
    ['attention', 'What to do', attentionText(data, room)],
    ['fleet', 'Fleet', fleetText(services, room)],
    ['run', 'Run', run && runText(run, room)],
    ['changes', 'Changes', planSection(services, run?.planOnly ?? false, room)],
    ['drift', 'Drift', driftText(drift, room)],
    ['history', 'History', recentText(services)],
  ];
  const present = sections.filter(([, , content]) => content);
  return html`<!doctype html>
    <html lang="en" ${live !== undefined && html` data-version="${live}"`}>
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy(live !== undefined)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>${verdict(data).text} · ${data.name}</title>
        ${assets.style} ${assets.theme}
      </head>
      <body>
        <a class="skip" href="#main">To the content</a>
        ${sprite} ${topText(data)}
        <nav aria-label="Sections">
          <ul>
            ${present.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}
          </ul>
        </nav>
        <main id="main" tabindex="-1">${present.map(([, , content]) => content)}</main>
        <footer><p>Made by hl. Times are the reader's own; without a script, UTC.</p></footer>
        ${assets.page} ${live !== undefined && assets.live}
      </body>
    </html> `;
}
