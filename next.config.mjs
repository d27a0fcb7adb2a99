import { PHASE_DEVELOPMENT_SERVER } from 'next/constants.js';

const SECURITY_HEADERS = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'same-origin' },
  {
    key: 'Content-Security-Policy',
    value: "frame-ancestors 'none'; form-action 'self'; base-uri 'self'",
  },
];

/** @returns {import('next').NextConfig} */
export default function config(phase) {
  const development = phase === PHASE_DEVELOPMENT_SERVER;
  return {
    // Pages for developers (*.dev.tsx) do not exist in a production build.
    pageExtensions: development ? ['dev.tsx', 'dev.ts', 'tsx', 'ts'] : ['tsx', 'ts'],
    serverExternalPackages: ['canvas', '@node-rs/argon2', 'ioredis', 'pino'],
    outputFileTracingIncludes: {
      '/**': ['./db/migrations/**', './server/captcha/*.bin'],
    },
    headers: async () => [{ source: '/:path*', headers: SECURITY_HEADERS }],
    // Nothing uses it, and what it fetches from our own doors has no visitor's address.
    images: { unoptimized: true },
    poweredByHeader: false,
    allowedDevOrigins: ['127.0.0.1'],
    agentRules: false,
    experimental: { agentUpgrade: false },
  };
}
