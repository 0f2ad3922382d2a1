/** What a server can take, by how it greets. */
export interface ServerLimits {
  /** Bytes of a command line. A longer one goes over standard input, which with OpenSSH is a round trip more: it opens a session for input with its answer to the command. */
  readonly longestLine: number;
  /** A connection can serve several commands side by side. */
  readonly sideBySide: boolean;
}

/**
 * OpenSSH takes all that @hl/core sends as a line. Dropbear (routers, small NAS, initramfs, Alpine) drops the connection at a command of more than
 * 9,000 bytes (MAX_CMD_LEN); and its versions from 2022.82 to 2024.85, which not all of them name, may drop it with all that runs there when
 * one command ends while another one begins (github.com/mkj/dropbear/issues/321).
 */
export const serverLimits = (greeting: string): ServerLimits => ({
  longestLine: /^SSH-2\.0-OpenSSH/m.test(greeting) ? Infinity : 8_000,
  sideBySide: !/^SSH-2\.0-dropbear/im.test(greeting),
});
