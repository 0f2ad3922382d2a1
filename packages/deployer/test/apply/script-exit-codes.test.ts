import { exitCodes, throwAnswer } from '../../src/apply/script-exit-codes.js';

const answer = (code: number, stdout = ''): void =>
  throwAnswer({ remote: { name: 'h' } } as Parameters<typeof throwAnswer>[0], 'web', { installPath: '/opt/web' }, { code, stdout });

test.each([
  [exitCodes.contentMissing, 'conf/a.txt\n', 'HL_CONTENT_GONE', 'input', 'the content wanted for /opt/web/conf/a.txt is neither'],
  [exitCodes.revisionMissing, '', 'HL_REVISION_GONE', 'input', 'no kept revision in /opt/web/.hl/revisions'],
  [exitCodes.busy, '', 'HL_BUSY', 'conflict', 'h: another run is deploying web'],
])('%i', (code, stdout, name, kind, message) => {
  expect(() => answer(code, stdout)).toThrow(
    expect.objectContaining({ code: name, kind, message: expect.stringContaining(message), hint: expect.stringMatching(/../) }),
  );
});

test.each([0, 1, 44, 125])('%i is no answer of ours', (code) => {
  expect(() => answer(code)).not.toThrow();
});
