import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { EARLY_SUBMIT_SCRIPT } from './early-submit';
import { Ready } from './ready';
import { TrpcProvider } from './trpc';
import './globals.css';
import './forms.css';
import './captcha.css';

export const metadata: Metadata = {
  title: { default: 'Gatehouse', template: '%s · Gatehouse' },
  description: 'Sign up with your mobile number in a minute.',
};

export const viewport: Viewport = {
  colorScheme: 'light dark',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f4efe6' },
    { media: '(prefers-color-scheme: dark)', color: '#14181d' },
  ],
};

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <header className="brand">
          <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
            <path d="M3 30V9h4V4h4v5h10V4h4v5h4v21h-8v-7a5 5 0 0 0-10 0v7Z" fill="currentColor" />
          </svg>
          Gatehouse
        </header>
        <main>
          <noscript>
            <p className="notice">
              This page needs JavaScript to show the picture and send the SMS. Allow it for this
              site and load the page again.
            </p>
          </noscript>
          <TrpcProvider>{children}</TrpcProvider>
        </main>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: our own source, nothing of a visitor's */}
        <script dangerouslySetInnerHTML={{ __html: EARLY_SUBMIT_SCRIPT }} />
        <Ready />
      </body>
    </html>
  );
}
