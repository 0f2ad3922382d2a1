/** A message to a Discord webhook: the part of Discord's own shape that we use, and files to go with it. */
export interface DiscordPayload {
  readonly content?: string;
  readonly username?: string;
  readonly embeds?: readonly Embed[];
  /** `{ parse: [] }`: nobody is pinged, whatever the texts hold. */
  readonly allowed_mentions?: { readonly parse: readonly string[]; readonly roles?: readonly string[]; readonly users?: readonly string[] };
  readonly files?: readonly { readonly name: string; readonly content: string }[];
}

export interface Embed {
  readonly title?: string;
  readonly url?: string;
  readonly description?: string;
  /** 0xRRGGBB. */
  readonly color?: number;
  readonly fields?: readonly Field[];
  readonly footer?: { readonly text: string };
}

export interface Field {
  readonly name: string;
  readonly value: string;
  readonly inline?: boolean;
}
