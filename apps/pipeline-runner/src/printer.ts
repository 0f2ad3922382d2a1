import { createConsola } from 'consola/core';
import { HlError, printable, reveal, type Secret } from '@hl/core';
import { screen, type Render, type Size, type Terminal } from './progress/screen.js';
import { cut } from './progress/width.js';
import { gitlabSections, type Section } from './progress/section.js';
import { told } from './text/who.js';

export interface PrinterOptions {
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly quiet?: boolean;
  readonly color?: boolean;
  /** What `stdout` and `stderr` end in, when lines there may be drawn over. */
  readonly terminal?: Terminal | null;
  /** They end in a job log of GitLab. */
  readonly gitlab?: boolean;
  /** Where text goes; default: the process's own. */
  readonly stdout?: (text: string) => void;
  readonly stderr?: (text: string) => void;
}

/**
 * The only way to the terminal. All text passes `redact`, so that no secret that hl was given is ever printed, and `printable`, so that
 * nothing in it colours, moves, folds or hides what stands there: that only the printer does.
 */
export interface Printer {
  readonly json: boolean;
  readonly verbose: boolean;
  readonly quiet: boolean;
  /** How what goes well is told: each fact a line; counted on a screen, where --verbose makes them lines; lines in sections of GitLab. */
  readonly manner: 'lines' | 'screen' | 'sections';
  /** Of the screen; of a log, as of one that a page of it should fit. */
  size(): Size;
  /** The command's answer: text for people; not printed with --json or --quiet. A list: each is one line, whatever is in it. */
  text(text: string | readonly string[]): void;
  /** The command's answer for machines; printed with --json only. */
  data(value: unknown): void;
  /** One line of progress. */
  step(text: string): void;
  /** A fact that is as it should be: a line of progress, but for a screen, where it is counted. */
  fine(text: string): void;
  /** Lines that belong together; in GitLab folded under their title. A screen shows as many as leave half of it free. */
  list(title: string, lines: readonly string[]): void;
  /** The stage that goes on now, of a command that has several. */
  readonly stage: string;
  /** A stage begins: its name, at once in a log; on a screen above what is printed next, never when that is of the next stage. */
  title(stage: string): void;
  /** What a command came to, in the end: with --quiet all there is besides errors. `within`: of a part of the command. */
  last(lines: readonly string[], within?: 'within'): void;
  /** Lines that are redrawn in place at the end of a terminal until the returned function is called; elsewhere nothing. */
  live(render: Render): () => void;
  /** The title as one line of progress; in GitLab all of it, folded. */
  section(section: Section): void;
  warn(text: string): void;
  detail(text: string): void;
  /** What went wrong and what to do next, in words. */
  error(error: unknown): void;
  /** Adds a value that must never be seen. */
  hide(value: string | Secret | undefined): void;
  redact(text: string): string;
}

export function printer(options: PrinterOptions = {}): Printer {
  const { json = false, verbose = false, quiet = false, color, terminal = null, gitlab = false } = options;
  const hidden = new Set<string>();
  const redact = (text: string): string => [...hidden].reduce((clean, secret) => clean.replaceAll(secret, '[REDACTED]'), text);
  const clean = (text: string): string => printable(redact(text), 'keep');
  const line = (text: string): string => printable(redact(text));
  const shown = terminal === null || json || quiet ? null : screen(terminal);
  let [heading, stage] = ['', ''];
  /** Of the error that was told last, with nothing told since. */
  let way: string | undefined;
  const above = (write: (text: string) => void) => (text: string) => {
    const all = heading + text;
    [heading, way] = ['', undefined];
    return shown === null ? write(all) : shown.above(() => write(all));
  };
  const out = above(options.stdout ?? ((text) => void process.stdout.write(text)));
  const err = above(options.stderr ?? ((text) => void process.stderr.write(text)));
  const manner = gitlab ? 'sections' : shown !== null && !verbose ? 'screen' : 'lines';
  const folded = gitlab ? gitlabSections() : null;
  const colors = color ?? false;
  const paint = (code: number, text: string): string => (colors ? `\u001b[${code}m${text}\u001b[0m` : text);
  const signs: Record<string, string> = { info: paint(36, '›'), warn: paint(33, '!'), error: paint(31, '✖'), debug: paint(90, '·') };
  const colorOf: Record<string, number> = { '✔': 32, '✖': 31, '!': 33, '›': 36 };
  const painted = (text: string): string => text.replace(/^[✔✖!›]/, (sign) => paint(colorOf[sign] ?? 0, sign));
  /** What follows a line end belongs to the line, and must not look like one of its own. */
  const logged = (type: string, text: string): string => `${signs[type] ?? ' '} ${clean(text).replace(/\n(?! {2})/g, '\n  ')}\n`;
  const log = createConsola({
    level: quiet ? 0 : verbose ? 4 : 3,
    throttle: 0,
    reporters: [
      {
        log: ({ type, args }) => (json || type === 'error' || type === 'warn' ? err : out)(logged(type, args.map(String).join(' '))),
      },
    ],
  });
  const size = (): Size => (shown === null || terminal === null ? { columns: Infinity, rows: 24 } : terminal.size());
  const section = (given: Section): void => {
    if (folded === null) log.info(given.title);
    else if (!quiet) (json ? err : out)(folded({ ...given, title: line(given.title), lines: given.lines.map(line) }));
  };
  return {
    json,
    verbose,
    quiet,
    manner,
    size,
    text: (text) => {
      const whole = typeof text === 'string' ? text : text.map(line).join('\n');
      if (!json && !quiet) out(clean(whole.endsWith('\n') ? whole : `${whole}\n`));
    },
    data: (value) => {
      if (json) out(clean(`${JSON.stringify(value, null, 2)}\n`));
    },
    step: (text) => log.info(text),
    fine: (text) => (manner === 'screen' ? log.debug(text) : log.info(text)),
    list: (title, lines) => {
      if (lines.length === 0) return;
      const [now, room] = [Date.now(), manner === 'screen' ? Math.floor(size().rows / 2) : Infinity];
      const name = title.replace(/[^a-z]+/gi, '');
      if (folded !== null) return section({ name, title, lines, from: now, to: now });
      const more = lines.length > room ? [`and ${lines.length - room} more`] : [];
      // Thousands are written by one call.
      if (!quiet) (json ? err : out)([...lines.slice(0, room), ...more].map((each) => logged('info', each)).join(''));
    },
    get stage() {
      return stage;
    },
    title: (name) => {
      stage = name;
      if (json || quiet) return;
      heading = `\n${cut(`── ${name} `.padEnd(60, '─'), size().columns - 1)}\n`;
      // In a log nothing else tells that it has begun.
      if (manner !== 'screen') out('');
    },
    last: (lines, within) => {
      if (quiet && (json || within)) return;
      (json ? err : out)(lines.map((each) => `${painted(line(each))}\n`).join(''));
    },
    live: (render) => shown?.live((size) => render(size).map(line)) ?? (() => {}),
    section,
    warn: (text) => log.warn(text),
    detail: (text) => log.debug(text),
    error(thrown) {
      const { code, kind, message, hint } = HlError.from(thrown);
      // The way out of several that are alike is told once.
      log.error(told({ code, kind, message, ...(hint === way ? {} : { hint }) }));
      way = hint;
      for (
        let cause = HlError.from(thrown).cause;
        verbose && cause !== undefined;
        cause = cause instanceof Error ? cause.cause : undefined
      ) {
        log.debug(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
      }
    },
    hide: (secret) => {
      const value = secret === undefined ? '' : reveal(secret);
      // Shorter values would blot out ordinary words.
      for (const part of [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)]) if (part.length >= 4) hidden.add(part);
    },
    redact,
  };
}
