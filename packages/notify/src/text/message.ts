import { cut, cutLines } from './cut.js';
import { sharesOf } from './fit.js';
import { isWebAddress, withinLimits } from './limits.js';
import { lineOf, markdown } from './markup.js';
import type { DiscordPayload, Embed } from '../client/payload.js';
import { reportOf } from './report.js';
import type { Given } from './run.js';
import { storyOf, type Story } from './story.js';

const colors = { running: 0x3498db, success: 0x2ecc71, warning: 0xf1c40f, failure: 0xe74c3c, rollback: 0x9b59b6 } as const;

/** A run as one message: pure, within every limit of Discord's; what had to be left out is attached as `report.md`. */
export function message(given: Given): DiscordPayload {
  const run = { stages: [], services: [], ...given };
  const story = storyOf(run);
  return withinLimits(
    { embeds: [embedOf(story, run.pipelineUrl, { description: 500, fields: 4800, line: 250 })], allowed_mentions: { parse: [] } },
    [embedOf(story, run.pipelineUrl, { description: Infinity, fields: Infinity, line: Infinity })],
    reportOf(run),
  );
}

/** Units for the texts; together they are less than Discord takes. */
interface Room {
  readonly description: number;
  readonly fields: number;
  readonly line: number;
}

function embedOf({ headline, result, facts, sections, links, footer }: Story, url: string | undefined, room: Room): Embed {
  const lists = sections.map(({ name, lines }) => ({ name, lines: lines.map((line) => lineOf(line, markdown, room.line)) }));
  const most = Math.min(room.fields, 1000);
  const shares =
    room.fields === Infinity
      ? []
      : sharesOf(
          lists.map(({ lines }) => Math.min(most, lines.join('\n').length)),
          room.fields,
        );
  const where = links.map(({ label, url }) => markdown.link(label, url)).join(' · ');
  return {
    title: markdown.text(headline),
    ...(isWebAddress(url) ? { url } : {}),
    description: cut([...facts.map((fact) => lineOf(fact, markdown, room.line)), where].filter(Boolean).join('\n'), room.description),
    color: colors[result],
    fields: lists
      .map(({ name, lines }, index) => ({ name, value: cutLines(lines, shares[index] ?? Infinity, shares[index] ?? Infinity) }))
      .filter(({ value }) => value.trim() !== ''),
    footer: { text: footer },
  };
}
