import { mimeOf } from '../../src/client/mime.js';

const mail = {
  ...{ id: '<1-2@example.org>', from: 'hl@example.org', to: ['ada@example.org', 'bob@example.org'], date: new Date(0) },
  ...{ subject: '✅ done', text: 'text\n.\nQUIT', html: '<b>html</b>' },
};

test('a mail as it goes over the wire', () =>
  expect(mimeOf(mail).split('\r\n')).toEqual([
    'From: hl <hl@example.org>',
    'To: <ada@example.org>,',
    ' <bob@example.org>',
    'Subject: =?utf-8?B?4pyFIGRvbmU=?=',
    'Date: Thu, 01 Jan 1970 00:00:00 +0000',
    'Message-ID: <1-2@example.org>',
    'Auto-Submitted: auto-generated',
    'MIME-Version: 1.0',
    'Content-Type: multipart/alternative; boundary="hl-12exampleorg"',
    '',
    '--hl-12exampleorg',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    'dGV4dAouClFVSVQ=',
    '--hl-12exampleorg',
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    'PGI+aHRtbDwvYj4=',
    '--hl-12exampleorg--',
    '',
  ]));

test('one that goes on from another', () =>
  expect(mimeOf({ ...mail, thread: '<0@x>' })).toContain('\r\nIn-Reply-To: <0@x>\r\nReferences: <0@x>\r\n'));

test.each(['🎬'.repeat(100), 'x'.repeat(100), 'a\r\nBcc: evil@example.org', '', `${'x'.repeat(44)}🎬`])(
  'whatever the subject is, no line of it is too long or another header: %#',
  (subject) => {
    const lines = mimeOf({ ...mail, subject, text: 'x'.repeat(9_999) }).split('\r\n');
    expect(lines.filter((line) => line.length > 78 || line.startsWith('Bcc'))).toEqual([]);
    const at = lines.findIndex((line) => line.startsWith('Subject: '));
    const end = lines.findIndex((line) => line.startsWith('Date: '));
    const words =
      lines
        .slice(at, end)
        .join('')
        .match(/=\?utf-8\?B\?[^?]*\?=/g) ?? [];
    expect(words.map((word) => Buffer.from(word.slice(10, -2), 'base64').toString()).join('')).toBe(subject);
  },
);
