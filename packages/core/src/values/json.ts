/** What can be stored as an artifact and read back the same. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
