export type { Channel, ChannelOptions, Timing } from './channel.js';
export { channelOf } from './channel-of.js';
export { discord } from './channels/discord.js';
export type { Discord, DiscordOptions } from './channels/discord.js';
export type { DiscordPayload, Embed, Field } from './client/payload.js';
export { message } from './text/message.js';
export type { RunSummary, ServiceSummary } from './text/run.js';
