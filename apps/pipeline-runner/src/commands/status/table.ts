import { printable } from '@hl/core';
import type { Row, ServiceRow } from './row.js';

const head = ['SERVICE', 'HOST', 'IMAGE', 'REVISION', 'HEALTH', 'DRIFT', 'URL'];

/** A line a service, its pages below it, then what failed. */
export function tableOf(rows: readonly ServiceRow[]): string[] {
  const lines = [head, ...rows.flatMap((row) => [lineOf(row), ...row.pages.map(pageLine)])].map((line) =>
    line.map((cell) => printable(cell === '' ? '-' : cell)),
  );
  const widths = head.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  const failed = rows.flatMap((row) => [row, ...row.pages]).flatMap((row) => row.failed.map((text) => `✖ ${row.name} ${text}`));
  return [
    ...lines.map((line) =>
      line
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    ),
    ...failed,
  ];
}

const lineOf = ({ name, host, image, revision, health, drift, url }: ServiceRow): string[] => [
  ...[name, host ?? '', shortImage(image), revision ?? '', health.text, drift.text, url ?? ''],
];

const pageLine = ({ name, health, url }: Row): string[] => [`  ${name}`, ' ', ' ', ' ', health.text, ' ', url ?? ''];

/** Without its registry; of a digest what tells it from others. */
const shortImage = (image: string | null): string =>
  (image ?? '').replace(/^([^/]*[.:][^/]*|localhost)\//, '').replace(/(@sha256:[0-9a-f]{8})[0-9a-f]+$/, '$1');
