import type { Remote } from '@hl/core';
import { glanceClient } from './client/client.js';
import { defaultTiming } from './client/timing.js';
import { markedIn } from './document/entries.js';
import { load } from './observe/files.js';

/** Whether a Glance answers there and is well. Never rejects. @param url of the dashboard, base path included */
export const isHealthy = (url: string): Promise<boolean> => glanceClient(url, undefined, defaultTiming).healthy();

/** URLs whose tiles are ours: what carries our mark, whoever wants it. @param config path of glance.yml there */
export const markedUrls = async (remote: Remote, config: string): Promise<string[]> => markedIn((await load(remote, config)).document);
