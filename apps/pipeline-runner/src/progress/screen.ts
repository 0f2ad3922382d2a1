import { cut, widthOf } from './width.js';

/** A terminal whose last lines may be drawn over. */
export interface Terminal {
  write(text: string): void;
  /** Now: it changes when its window does. */
  size(): Size;
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Lines for a terminal of this size. */
export type Render = (size: Size) => readonly string[];

export interface Screen {
  /** Lets `write` write whole lines that stay, above the live ones. */
  above(write: () => void): void;
  /** Keeps lines at the end, drawn anew when they change; returns how to end that, which takes them away. The newest ones are shown. */
  live(render: Render): () => void;
}

/** Calls `look` again and again until what it returns is called. */
export type Ticker = (look: () => void) => () => void;

const tenTimesASecond: Ticker = (look) => {
  const timer = setInterval(look, 100);
  timer.unref();
  return () => clearInterval(timer);
};

/**
 * The live lines of a terminal. The cursor always rests in the row below them and is never hidden: whatever ends the
 * process, and however, leaves a terminal that can be used.
 */
export function screen({ write, size }: Terminal, tick: Ticker = tenTimesASecond): Screen {
  let renders: readonly Render[] = [];
  let drawn: readonly string[] = [];

  /** None is as wide as the terminal, which would wrap it. */
  const current = (): readonly string[] => {
    const { columns, rows } = size();
    return (renders.at(-1)?.({ columns, rows }) ?? []).map((line) => cut(line, columns - 1));
  };
  /** Goes up over the rows that the lines take now: a window that became narrower wraps what was drawn before. */
  const erase = (): string => {
    const { columns } = size();
    const rows = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / columns)), 0);
    drawn = [];
    return rows === 0 ? '' : `\r\u001b[${rows}A\u001b[J`;
  };
  const draw = (lines: readonly string[]): string => {
    drawn = lines;
    return lines.map((line) => `${line}\n`).join('');
  };
  const put = (text: string): void => {
    if (text !== '') write(text);
  };
  return {
    above(text) {
      put(erase());
      text();
      put(draw(current()));
    },
    live(render) {
      renders = [...renders, render];
      const look = (): void => {
        const lines = current();
        if (lines.length !== drawn.length || lines.some((line, index) => line !== drawn[index])) put(erase() + draw(lines));
      };
      const stop = tick(look);
      look();
      return () => {
        stop();
        renders = renders.filter((other) => other !== render);
        put(erase() + draw(current()));
      };
    },
  };
}
