export { discord } from './discord.js';
export type { Discord, DiscordOptions, DiscordTiming } from './discord.js';
export { message } from './message.js';
export type { DiscordPayload, Embed, Field } from './payload.js';
export type { RunSummary, ServiceSummary } from './run.js';
