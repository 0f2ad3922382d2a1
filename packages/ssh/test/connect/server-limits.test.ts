import { serverLimits } from '../../src/connect/server-limits.js';

test.each([
  ['SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n', Infinity, true],
  ['Welcome\r\nSSH-2.0-OpenSSH_for_Windows_9.5\r\n', Infinity, true],
  ['SSH-2.0-dropbear_2022.83\r\n', 8000, false],
  ['SSH-2.0-dropbear\r\n', 8000, false],
  ['SSH-2.0-Go\r\n', 8000, true],
  ['I am no SSH-2.0-OpenSSH\r\nSSH-2.0-other\r\n', 8000, true],
  ['', 8000, true],
])('a server that greets with %j takes %d bytes, several commands at once: %s', (greeting, longestLine, sideBySide) =>
  expect(serverLimits(greeting)).toEqual({ longestLine, sideBySide }),
);
