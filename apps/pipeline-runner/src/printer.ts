import { createConsola } from 'consola/core';
import { HlError, printable, reveal, type Secret } from '@hl/core';
import { screen, type Render, type Terminal } from './progress/screen.js';
import { gitlabSections, type Section } from './progress/section.js';

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
  /** The command's answer: text for people; not printed with --json or --quiet. A list: each is one line, whatever is in it. */
  text(text: string | readonly string[]): void;
  /** The command's answer for machines; printed with --json only. */
  data(value: unknown): void;
  /** One line of progress. */
  step(text: string): void;
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
  const above = (write: (text: string) => void) => (text: string) => (shown === null ? write(text) : shown.above(() => write(text)));
  const out = above(options.stdout ?? ((text) => void process.stdout.write(text)));
  const err = above(options.stderr ?? ((text) => void process.stderr.write(text)));
  const folded = gitlab ? gitlabSections() : null;
  const colors = color ?? false;
  const paint = (code: number, text: string): string => (colors ? `\u001b[${code}m${text}\u001b[0m` : text);
  const signs: Record<string, string> = { info: paint(36, '›'), warn: paint(33, '!'), error: paint(31, '✖'), debug: paint(90, '·') };
  const log = createConsola({
    level: quiet ? 0 : verbose ? 4 : 3,
    throttle: 0,
    reporters: [
      {
        log({ type, args }) {
          // What follows a line end belongs to the line, and must not look like one of its own.
          const text = clean(args.map(String).join(' ')).replace(/\n(?! {2})/g, '\n  ');
          (json || type === 'error' || type === 'warn' ? err : out)(`${signs[type] ?? ' '} ${text}\n`);
        },
      },
    ],
  });
  return {
    json,
    verbose,
    text: (text) => {
      const whole = typeof text === 'string' ? text : text.map(line).join('\n');
      if (!json && !quiet) out(clean(whole.endsWith('\n') ? whole : `${whole}\n`));
    },
    data: (value) => {
      if (json) out(clean(`${JSON.stringify(value, null, 2)}\n`));
    },
    step: (text) => log.info(text),
    live: (render) => shown?.live((size) => render(size).map(line)) ?? (() => {}),
    section: (section) => {
      if (folded === null) log.info(section.title);
      else if (!quiet) (json ? err : out)(folded({ ...section, title: line(section.title), lines: section.lines.map(line) }));
    },
    warn: (text) => log.warn(text),
    detail: (text) => log.debug(text),
    error(thrown) {
      const error = HlError.from(thrown);
      log.error(`${error.message}${error.hint === undefined ? '' : `\n  → ${error.hint}`}`);
      for (let cause = error.cause; verbose && cause !== undefined; cause = cause instanceof Error ? cause.cause : undefined) {
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
