import { sha256 } from '../values/sha256.js';

/** Exit codes of `whole`, beside a message that begins with `hl: `. */
const cut = 74;
const noDigest = 75;

/**
 * Defines the shell function `whole FILE BYTES SHA256`: ends the script when that is not what the file holds. A connection that is cut
 * ends a command's input as if it were complete, so nothing that came by one may be used before this has been asked.
 */
export const wholeFunction = `whole() {
  came=$(($(wc -c < "$1")))
  [ "$came" = "$2" ] || { echo "hl: only $came of $2 bytes arrived" >&2; exit ${cut}; }
  sum=$({ sha256sum 2> /dev/null || shasum -a 256 2> /dev/null || echo none; } < "$1")
  case $sum in "$3"*) ;; none) echo 'hl: there is no sha256sum' >&2; exit ${noDigest} ;; *) echo 'hl: other bytes arrived' >&2; exit ${cut} ;; esac
}`;

/** The last two arguments of `whole` for these bytes. */
export const sealOf = (content: string | Uint8Array): [bytes: string, sha256: string] => [
  String(Buffer.byteLength(content)),
  sha256(content),
];

/** A script of ours that is ended by a signal, or by a reader that is gone, still tidies up. */
export const onSignals = "trap 'exit 1' HUP INT TERM PIPE";

/**
 * Arguments: length and sha256 of standard input, then a command, which runs once all of its input is there and not at all when it is
 * not. The copy has no name any more while the command runs.
 */
export const withWholeInput = `${wholeFunction}
set -eu; bytes=$1 sha256=$2; shift 2
t=$(mktemp); trap 'rm -f "$t"' EXIT; ${onSignals}
cat > "$t"; whole "$t" "$bytes" "$sha256"
exec 3< "$t"; rm -f "$t"; trap - EXIT HUP INT TERM PIPE
exec "$@" <&3 3<&-`;

/** Why a command did not even begin, in the words of `whole`; null when it did. */
export function notWhole(code: number, stderr: string): { readonly cut: boolean; readonly said: string } | null {
  const said = code === cut || code === noDigest ? /^hl: (.*)$/m.exec(stderr)?.[1] : undefined;
  return said === undefined ? null : { cut: code === cut, said };
}
