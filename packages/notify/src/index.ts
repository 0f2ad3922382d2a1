export { discord } from './channels/discord.js';
export type { Discord, DiscordOptions, DiscordTiming } from './channels/discord.js';
export type { DiscordPayload, Embed, Field } from './client/payload.js';
export { message } from './text/message.js';
export type { RunSummary, ServiceSummary } from './text/run.js';
