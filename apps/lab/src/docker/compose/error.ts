/** What compose prints and the code it ends with when it refuses or breaks off. */
export class ComposeError extends Error {
  readonly code: number;

  constructor(message: string, code: number) {
    super(message);
    this.code = code;
  }
}
