import { existsSync } from 'node:fs';

/** Perl starts four times faster than node and is on nearly every machine; a deployment calls docker a dozen times. */
const perl = (socket: string): string => `#!/usr/bin/perl
use strict; use Socket; my $s;
socket($s, PF_UNIX, SOCK_STREAM, 0) && connect($s, pack_sockaddr_un('${socket}')) or do { print STDERR "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\\n"; exit 1 };
syswrite($s, join("\\0", $ENV{PWD} // '/', scalar(keys %ENV), (map { "$_=$ENV{$_}" } keys %ENV), @ARGV)); shutdown($s, 1);
local $/; my $answer = <$s>; exit 1 unless defined $answer;
my ($code, $length, $rest) = $answer =~ /^(\\d+) (\\d+)\\n(.*)$/s or exit 1;
$| = 1; print substr($rest, 0, $length); print STDERR substr($rest, $length); exit $code;
`;

const node = (socket: string): string => `#!${process.execPath}
const socket = require('node:net').connect(${JSON.stringify(socket)}), chunks = [];
const env = Object.entries(process.env).map(([name, value]) => name + '=' + value);
socket.on('error', () => { console.error('Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?'); process.exitCode = 1; });
socket.on('data', (chunk) => chunks.push(chunk));
socket.on('end', () => {
  const answer = Buffer.concat(chunks), end = answer.indexOf(10);
  if (end < 0) { process.exitCode = 1; return; }
  const [code, length] = answer.subarray(0, end).toString().split(' ').map(Number), rest = answer.subarray(end + 1);
  process.stdout.write(rest.subarray(0, length)); process.stderr.write(rest.subarray(length)); process.exitCode = code;
});
socket.end([process.cwd(), String(env.length), ...env, ...process.argv.slice(2)].join('\\0'));
`;

/**
 * The `docker` executable of an emulated host: sends directory, environment and arguments, separated by zero bytes, to the
 * emulator's socket; the answer is `<exit code> <length of stdout>`, a line end, stdout, stderr.
 */
export const client = (socket: string): string => (existsSync('/usr/bin/perl') ? perl(socket) : node(socket));
