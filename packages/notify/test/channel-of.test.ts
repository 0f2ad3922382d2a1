import { channelOf } from '@hl/notify';
import { Secret } from '@hl/core';

const shown = 'https://discord.com/api/webhooks/1/a-token';

test.each([
  [shown, 'discord', 'Discord', true],
  ['https://ptb.discord.com/api/v10/webhooks/1/a?thread_id=2', 'discord', 'Discord', true],
  ['discord://1234567890123456789/a-token', 'discord', 'Discord', true],
  ['discord://a-token@1234567890123456789', 'discord', 'Discord', true],
  ['https://hooks.slack.com/services/T0/B0/xxxxxxxx', 'slack', 'Slack', false],
  ['slack://T0/B0/xxxxxxxx', 'slack', 'Slack', false],
  ['https://chat.example.org/hooks/abcdefghijklmnopqrstuvwxyz', 'mattermost', 'Mattermost at https://chat.example.org', false],
  ['http://192.0.2.7:8065/team/hooks/abcdefghijklmnopqrstuvwxyz', 'mattermost', 'Mattermost at http://192.0.2.7:8065', false],
  ['mattermost://chat.example.org/key', 'mattermost', 'Mattermost at https://chat.example.org', false],
  ['mmosts://chat.example.org:8443/path/hooks/key', 'mattermost', 'Mattermost at https://chat.example.org:8443', false],
  ['https://ntfy.sh/topic', 'ntfy', 'ntfy at https://ntfy.sh', true],
  ['ntfy://topic', 'ntfy', 'ntfy at https://ntfy.sh', true],
  ['ntfys://tk_secret00@ntfy.example.org/topic?priority=4&tags=a,b', 'ntfy', 'ntfy at https://ntfy.example.org', true],
  ['ntfy+http://user:pass@192.0.2.7:8080/sub/topic', 'ntfy', 'ntfy at http://192.0.2.7:8080/sub', true],
  ['gotify://push.example.org/token', 'gotify', 'Gotify at https://push.example.org', false],
  ['gotifys://push.example.org:8443/sub/token?priority=9', 'gotify', 'Gotify at https://push.example.org:8443', false],
  ['telegram://110201543:AAHdq@telegram?chats=@mychannel', 'telegram', 'Telegram', true],
  ['tgram://110201543:AAHdq/-100123:4', 'telegram', 'Telegram', true],
  ['https://api.telegram.org/bot110201543:AAHdq/sendMessage?chat_id=-100123', 'telegram', 'Telegram', true],
  ['matrix://syt_token@matrix.example.org/!room:example.org', 'matrix', 'Matrix at https://matrix.example.org', true],
  ['matrixs://:syt_token@matrix.example.org?rooms=!room:example.org', 'matrix', 'Matrix at https://matrix.example.org', true],
  ['smtp://mail.example.org/?from=hl@example.org&to=ada@example.org', 'mail', 'mail through mail.example.org', false],
  ['smtps://u:p@[2001:db8::1]:465/?from=hl@example.org&to=a@example.org,b@example.org', 'mail', 'mail through [2001:db8::1]', false],
  ['apprise://apprise.example.org:8000/key?tags=home', 'apprise', 'Apprise at https://apprise.example.org:8000', false],
  ['apprises://user:pass@apprise.example.org/?urls=ntfys%3A%2F%2Ftopic', 'apprise', 'Apprise at https://apprise.example.org', false],
  ['json://hooks.example.org/run?secret=whsec_c2VjcmV0', 'json', 'the webhook at https://hooks.example.org', true],
  ['jsons://u:p@hooks.example.org', 'json', 'the webhook at https://hooks.example.org', true],
])('%s', (url, kind, name, edits) => {
  expect(channelOf(url)).toMatchObject({ kind, name, edits });
  expect(channelOf(new Secret(` ${url}\n`))).toMatchObject({ kind, name, edits });
});

test.each([
  ['', 'leads to no channel that is known'],
  ['hiddenword', 'leads to no channel that is known'],
  ['https://example.org/hiddenword', 'leads to no channel that is known'],
  ['tel:hiddenword', 'leads to no channel that is known'],
  ['constructor://hiddenword', 'leads to no channel that is known'],
  ['ntfy://', 'leads to no channel that is known'],
  ['ntfy:///hiddenword', 'leads to no channel that is known'],
  ['ntfy://host:hiddenword/topic', 'leads to no channel that is known'],
  ['slack://T0/hiddenword', 'Slack lacks a part'],
  ['mattermost://chat.example.org', 'Mattermost lacks the key of the webhook'],
  ['mattermost://chat.example.org/hooks', 'Mattermost lacks the key of the webhook'],
  ['ntfys://ntfy.example.org/hidden word', 'ntfy lacks a topic'],
  ['ntfy://ntfy.example.org', 'ntfy lacks a topic'],
  ['gotify://push.example.org', 'Gotify lacks the token of an application'],
  ['telegram://hiddenword@telegram?chats=1', 'Telegram lacks the token of a bot'],
  ['telegram://1:hiddenword@telegram', 'Telegram lacks a chat'],
  ['matrix://matrix.example.org/!room:example.org', 'Matrix lacks an access token'],
  ['matrix://hiddenword@matrix.example.org/%23room:example.org', "Matrix lacks a room's internal ID"],
  ['smtp://u:hiddenword@mail.example.org', 'a mail server lacks who it is from'],
  ['smtp://u:hiddenword@mail.example.org?from=hl@example.org', 'a mail server lacks whom it is to'],
  ['smtp://mail.example.org?from=hl@example.org%0d%0aBcc:x@example.org&to=a@example.org', 'a mail server lacks who it is from'],
  ['smtp://mail.example.org?from=hl@example.org&to=a@example.org%3E%0d%0aDATA', 'a mail server lacks whom it is to'],
  ['apprise://apprise.example.org', 'Apprise lacks a key'],
])('%j: %s', (url, message) =>
  expect(() => channelOf(url)).toThrow(
    expect.objectContaining({
      ...{ code: 'HL_CHANNEL', kind: 'input', hint: expect.stringMatching(/^(Give|Write) .*:\/\//) },
      message: expect.stringMatching(new RegExp(`^(?!.*hiddenword).*${message}`)),
    }),
  ),
);

test('a webhook of Discord that is none', () =>
  expect(() => channelOf('https://discord.com/api/webhooks/hiddenword')).toThrow(expect.objectContaining({ code: 'HL_DISCORD_URL' })));
