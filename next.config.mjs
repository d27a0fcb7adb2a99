import { PHASE_DEVELOPMENT_SERVER } from 'next/constants.js';
import { SECURITY_HEADERS } from './server/serve/security-headers.mjs';

/** Where `server/serve.mjs`, which knows the built pages, is not there to send a strict one. */
const WEAK_POLICY =
  "frame-ancestors 'none'; form-action 'self'; base-uri 'none'; object-src 'none'";

/** Where `server/serve.mjs` is not there to send its own. */
const HEADERS = Object.entries({ ...SECURITY_HEADERS, 'Content-Security-Policy': WEAK_POLICY }).map(
  ([key, value]) => ({ key, value }),
);

/** What visitors call a page; app/[language]/ has one of each in every language. */
const PAGES = '/:page(register|sign-in|forgot-password|account|ops)/:rest*';

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
  return {
    // Pages for developers (*.dev.tsx) do not exist in a production build.
    pageExtensions: development ? ['dev.tsx', 'dev.ts', 'tsx', 'ts'] : ['tsx', 'ts'],
    serverExternalPackages: ['canvas', '@node-rs/argon2', 'ioredis', 'pino', 'prom-client'],
    outputFileTracingIncludes: {
      '/**': ['./db/migrations/**', './server/captcha/*.bin'],
    },
    rewrites: async () => ({ beforeFiles: REWRITES }),
    headers: async () => (hasOurServer ? [] : [{ source: '/:path*', headers: HEADERS }]),
    turbopack: {
      // Messages are parsed while the pages are built (app/words): browsers need no parser.
      resolveAlias: { 'use-intl/format-message': 'use-intl/format-message/format-only' },
    },
    // Nothing uses it, and what it fetches from our own doors has no visitor's address.
    images: { unoptimized: true },
    poweredByHeader: false,
    allowedDevOrigins: ['127.0.0.1'],
    agentRules: false,
    experimental: {
      agentUpgrade: false,
      globalNotFound: true,
      inlineCss: true,
      // Half a second of every start. What is asked for most is loaded with instrumentation.ts.
      preloadEntriesOnStart: false,
    },
  };
}

function inLanguage(language, type, key, value) {
  return { source: PAGES, has: [{ type, key, value }], destination: `/${language}/:page/:rest*` };
}
