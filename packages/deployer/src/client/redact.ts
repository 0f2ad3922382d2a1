/** Text of the host with every secret value blotted out, as it is and as `.env` writes it. Values under four characters would blot out half the text. */
export function redact(text: string, values: readonly string[]): string {
  return values
    .flatMap((value) => [value, ...value.split('\n'), JSON.stringify(value).slice(1, -1)])
    .filter((value) => value.length >= 4)
    .sort((a, b) => b.length - a.length)
    .reduce((result, value) => result.replaceAll(value, '[REDACTED]'), text);
}
