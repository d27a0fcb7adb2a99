import { PHASE_DEVELOPMENT_SERVER } from 'next/constants.js';

const UNUSED_FEATURES = [
  ...['accelerometer', 'browsing-topics', 'camera', 'clipboard-read', 'clipboard-write'],
  ...['display-capture', 'encrypted-media', 'fullscreen', 'gamepad', 'geolocation', 'gyroscope'],
  ...['hid', 'identity-credentials-get', 'idle-detection', 'local-fonts', 'magnetometer'],
  ...['microphone', 'midi', 'payment', 'picture-in-picture', 'publickey-credentials-create'],
  ...['publickey-credentials-get', 'screen-wake-lock', 'serial', 'storage-access', 'sync-xhr'],
  ...['usb', 'window-management', 'xr-spatial-tracking'],
];

const SECURITY_HEADERS = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
  // For browsers older than frame-ancestors.
  { key: 'X-Frame-Options', value: 'DENY' },
  {
    key: 'Permissions-Policy',
    // Phones may offer the code of an SMS.
    value: [...UNUSED_FEATURES.map((name) => `${name}=()`), 'otp-credentials=(self)'].join(', '),
  },
];

/** Where `server/serve.mjs`, which knows the built pages, is not there to send a strict one. */
const WEAK_POLICY = {
  key: 'Content-Security-Policy',
  value: "frame-ancestors 'none'; form-action 'self'; base-uri 'none'; object-src 'none'",
};

/** What visitors call a page; app/[language]/ has one of each in every language. */
const PAGES = '/:page(register|sign-in|forgot-password|account)/:rest*';

/**
 * A static page in the visitor's language: chosen by them (the cookie), else the first of ours that
 * the browser asks for, else English.
 */
const REWRITES = [
  ...['en', 'zh'].map((language) => inLanguage(language, 'cookie', 'language', language)),
  inLanguage('zh', 'header', 'accept-language', '(?:(?!\\ben\\b).)*\\bzh\\b.*'),
  { source: PAGES, destination: '/en/:page/:rest*' },
  { source: '/dev/inbox', destination: '/en/dev/inbox' },
];

/** @returns {import('next').NextConfig} */
export default function config(phase) {
  const development = phase === PHASE_DEVELOPMENT_SERVER;
  const hasOurServer = !development && !process.env.VERCEL;
  const headers = hasOurServer ? SECURITY_HEADERS : [...SECURITY_HEADERS, WEAK_POLICY];
  return {
    // Pages for developers (*.dev.tsx) do not exist in a production build.
    pageExtensions: development ? ['dev.tsx', 'dev.ts', 'tsx', 'ts'] : ['tsx', 'ts'],
    serverExternalPackages: ['canvas', '@node-rs/argon2', 'ioredis', 'pino', 'prom-client'],
    outputFileTracingIncludes: {
      '/**': ['./db/migrations/**', './server/captcha/*.bin'],
    },
    rewrites: async () => ({ beforeFiles: REWRITES }),
    headers: async () => [{ source: '/:path*', headers }],
    turbopack: {
      // Messages are parsed while the pages are built (app/words): browsers need no parser.
      resolveAlias: { 'use-intl/format-message': 'use-intl/format-message/format-only' },
    },
    // Nothing uses it, and what it fetches from our own doors has no visitor's address.
    images: { unoptimized: true },
    poweredByHeader: false,
    allowedDevOrigins: ['127.0.0.1'],
    agentRules: false,
    experimental: { agentUpgrade: false, globalNotFound: true, inlineCss: true },
  };
}

function inLanguage(language, type, key, value) {
  return { source: PAGES, has: [{ type, key, value }], destination: `/${language}/:page/:rest*` };
}
