import type { LogLine } from '@hl/deployer';

/** Of lines that were read once more, those that had not been there: the time of the newest seen is asked for again, for others may share it. */
export function laterThan(seen: readonly LogLine[], lines: readonly LogLine[]): readonly LogLine[] {
  const newest = seen.at(-1)?.time ?? '';
  const known = new Set(seen.filter(({ time }) => time === newest).map(keyOf));
  return lines.filter((line) => line.time > newest || (line.time === newest && !known.has(keyOf(line))));
}

const keyOf = ({ container, text }: LogLine): string => `${container}\n${text}`;
