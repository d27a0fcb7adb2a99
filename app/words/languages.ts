/** The languages of the pages; the first is for everybody whose own is not among them. */
export const LANGUAGES = ['en', 'zh'] as const;

export type Language = (typeof LANGUAGES)[number];
