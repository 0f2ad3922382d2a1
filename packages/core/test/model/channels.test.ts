import { channelsOf } from '@hl/core';

const given = (variable: string) => ({ variable, on: null });

test.each([
  ['nothing', null, ['discord=DISCORD_WEBHOOK_URL, standard']],
  ['channels beside it', { channels: { a: given('A') }, standard: null }, ['discord=DISCORD_WEBHOOK_URL, standard', 'a=A, standard']],
  [
    'one that hears of what names it',
    { channels: { a: given('A') }, standard: ['discord'] },
    ['discord=DISCORD_WEBHOOK_URL, standard', 'a=A'],
  ],
  [
    'its webhook under another name',
    { channels: { a: given('DISCORD_WEBHOOK_URL') }, standard: null },
    ['a=DISCORD_WEBHOOK_URL, standard'],
  ],
  ['its name for another webhook', { channels: { discord: given('A') }, standard: null }, ['discord=A, standard']],
])('hl.yml says %s', (_, notifications, all) => {
  expect(channelsOf(notifications).map(({ name, variable, standard }) => `${name}=${variable}${standard ? ', standard' : ''}`)).toEqual(
    all,
  );
});
