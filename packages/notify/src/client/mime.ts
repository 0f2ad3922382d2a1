export interface Mail {
  readonly id: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly date: Date;
  /** What it goes on from, with others: mail programs show them together. */
  readonly thread?: string;
}

const base64 = (text: string, width: number): string[] =>
  Buffer.from(text)
    .toString('base64')
    .match(new RegExp(`.{1,${width}}`, 'g')) ?? [];

/** RFC 2047: no line of more than 76 characters, the first begins with the name of the header; each word is whole for itself. */
function encoded(text: string): string {
  const words = [''];
  for (const char of text) {
    const word = `${words.at(-1) ?? ''}${char}`;
    if (Buffer.byteLength(word) <= 39) words[words.length - 1] = word;
    else words.push(char);
  }
  return words.map((word) => `=?utf-8?B?${Buffer.from(word).toString('base64')}?=`).join('\r\n ');
}

/**
 * A message as it goes over the wire: text and HTML, both in base64, so that no line of it can be a command or too long. Written here since what the
 * library has for it weighs three times as much as its SMTP. Addresses are to be checked before.
 */
export function mimeOf({ id, from, to, subject, text, html, date, thread }: Mail): string {
  const boundary = `hl-${id.replace(/[^0-9a-zA-Z]/g, '').slice(0, 40)}`;
  const part = (type: string, content: string): string[] => [
    ...[`--${boundary}`, `Content-Type: ${type}; charset=utf-8`, 'Content-Transfer-Encoding: base64', ''],
    ...base64(content, 76),
  ];
  return [
    `From: hl <${from}>`,
    `To: ${to.map((one) => `<${one}>`).join(',\r\n ')}`,
    `Subject: ${encoded(subject)}`,
    `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: ${id}`,
    ...(thread === undefined ? [] : [`In-Reply-To: ${thread}`, `References: ${thread}`]),
    'Auto-Submitted: auto-generated', // no answer of an absent person comes back
    'MIME-Version: 1.0',
    `Content-Type: multipart/alternative; boundary="${boundary}"`,
    '',
    ...part('text/plain', text),
    ...part('text/html', html),
    `--${boundary}--`,
    '',
  ].join('\r\n');
}
