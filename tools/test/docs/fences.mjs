/** The code blocks of a page, in its order: what stands behind the first three backticks, and the text. */
export const fences = (page) => [...page.matchAll(/^```(\w[^\n]*)\n(.*?)\n```$/gms)].map(([, kind, text]) => ({ kind, text }));
