import { differences } from '@hl/core';
import type { ComposeFile } from '../compose-file.js';

/** Paths of what differs in meaning between two compose files; none when compose makes the same of both. */
export const sameMeaning = (a: ComposeFile, b: ComposeFile): string[] => differences(a.top, b.top);
