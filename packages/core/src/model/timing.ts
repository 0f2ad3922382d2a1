/** When the job that wrote an artifact began, and how long it took until then. */
export interface Timing {
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly ms: number;
}
