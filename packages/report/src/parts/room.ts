/** How much a page says, so that it stays small with many services. */
export interface Room {
  /** Also of checks that passed what they saw. */
  readonly evidence: boolean;
  /** Lines of history and revisions a service. */
  readonly lines: number;
  /** Services with their times in the run, and changes that are shown in full. */
  readonly rows: number;
  /** Letters of one text. */
  readonly text: number;
}

/** The first one with which the page is small enough is taken. */
export const rooms: readonly [Room, ...Room[]] = [
  { evidence: true, lines: 20, rows: 1_000, text: 2_000 },
  { evidence: true, lines: 5, rows: 100, text: 1_000 },
  { evidence: false, lines: 3, rows: 50, text: 400 },
  { evidence: false, lines: 1, rows: 50, text: 250 },
  { evidence: false, lines: 0, rows: 20, text: 120 },
];
