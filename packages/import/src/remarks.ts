import { isNode, LineCounter, type Node } from 'yaml';

/** What a person has to know of one line of what was imported. Holds no value of a secret. */
export interface Remark {
  /** `error`: the service file is not right before somebody acts. `warning`: look whether it is meant so. `info`: what was decided. */
  readonly severity: 'error' | 'warning' | 'info';
  /** In the file that was read, from 1. */
  readonly line: number;
  readonly message: string;
  readonly hint: string;
}

/** Collects remarks at the nodes of a text. */
export interface Remarks {
  readonly list: readonly Remark[];
  readonly lines: LineCounter;
  add(severity: Remark['severity'], at: unknown, message: string, hint: string): void;
}

export function remarks(): Remarks {
  const list: Remark[] = [];
  const lines = new LineCounter();
  return {
    list,
    lines,
    add(severity, at, message, hint) {
      const line = lineOf(at, lines);
      if (!list.some((one) => one.line === line && one.message === message)) list.push({ severity, line, message, hint });
    },
  };
}

const lineOf = (at: unknown, lines: LineCounter): number => {
  const offset = isNode(at) ? (at as Node).range?.[0] : undefined;
  return offset === undefined ? 1 : Math.max(1, lines.linePos(offset).line);
};
