/** Names in the order they have to be looked for: most browsers also claim to be another one. */
const BROWSERS: [name: string, sign: RegExp][] = [
  ['WeChat', /MicroMessenger\//],
  ['Edge', /\bEdg(e|A|iOS)?\//],
  ['Samsung Internet', /SamsungBrowser\//],
  ['Opera', /\b(OPR|OPiOS|Opera)\//],
  ['Firefox', /\b(Firefox|FxiOS)\//],
  ['Chrome', /\b(Chrome|CriOS)\//],
  ['Safari', /\bVersion\/\S+ .*Safari\//],
];

const SYSTEMS: [name: string, sign: RegExp][] = [
  ['Windows', /Windows/],
  ['Android', /Android/],
  ['iOS', /iPhone|iPad|iPod/],
  ['ChromeOS', /\bCrOS\b/],
  ['macOS', /Macintosh/],
  ['Linux', /Linux/],
];

/** What a session's owner knows a device by; null where the User-Agent does not say. */
export function namesIn(userAgent: string | null): {
  browser: string | null;
  system: string | null;
} {
  return { browser: nameIn(BROWSERS, userAgent), system: nameIn(SYSTEMS, userAgent) };
}

function nameIn(names: typeof BROWSERS, userAgent: string | null): string | null {
  return names.find(([, sign]) => sign.test(userAgent ?? ''))?.[0] ?? null;
}
