import { randomBytes } from 'node:crypto';

export interface Seat {
  readonly id: number;
  readonly sid: string;
  readonly csrf: string;
  readonly app: boolean;
  readonly cli: boolean;
  readonly loginAt: number;
  readonly userAgent: string;
  lastActive: number;
}

/** Pi-hole's table of sessions: a fixed number of slots, kept over a restart. Times in milliseconds. */
export interface Sessions {
  /** An expired session that nobody took the slot of is revived, as 6.4.1 does. */
  find(sid: string | undefined): Seat | undefined;
  /** `null`: every slot is taken. */
  open(kind: { app: boolean; cli: boolean; userAgent: string }): Seat | null;
  close(id: number): boolean;
  clear(): void;
  all(): readonly Seat[];
  isLive(seat: Seat): boolean;
}

export function createSessions(max: number, timeoutSeconds: number, clock: () => number): Sessions {
  const slots: (Seat | undefined)[] = Array.from({ length: max });
  const isLive = (seat: Seat): boolean => clock() < seat.lastActive + timeoutSeconds * 1_000;
  const taken = (): Seat[] => slots.filter((seat) => seat !== undefined);
  return {
    isLive,
    find(sid) {
      const seat = taken().find((one) => one.sid === sid);
      if (seat) seat.lastActive = clock();
      return seat;
    },
    open({ app, cli, userAgent }) {
      const id = slots.findIndex((seat) => seat === undefined || !isLive(seat));
      if (id < 0) return null;
      const now = clock();
      return (slots[id] = { id, sid: key(), csrf: key(), app, cli, userAgent, loginAt: now, lastActive: now });
    },
    close(id) {
      const was = slots[id] !== undefined;
      slots[id] = undefined;
      return was;
    },
    clear: () => slots.fill(undefined),
    all: taken,
  };
}

/** 23 characters: base64 of 16 bytes, cut by one. */
const key = (): string => randomBytes(16).toString('base64').slice(0, 23);
