import { createServer } from 'node:http';
import next from 'next';
import onHeaders from 'on-headers';
import { contentSecurityPolicies } from './serve/content-security-policy.mjs';

/** How long open requests may take to finish after SIGTERM. */
const STOP_MILLISECONDS = 10_000;

/** How long browsers that have seen the site on https do not go to it on http. */
const HTTPS_ONLY_SECONDS = 2 * 365 * 24 * 3600;

process.env.NODE_ENV = 'production';
process.env.GATEHOUSE_SERVER = 'serve';

const port = Number(process.env.PORT || 3000);
const hostname = process.env.HOST || '0.0.0.0';

const app = next({ dev: false, hostname, port });
await app.prepare();
serve(app.getRequestHandler(), securityHeaders());

function serve(handle, setSecurityHeaders) {
  const server = createServer((request, response) => {
    // Reset before we looked: nobody waits for an answer, and only the client's own word is left.
    if (!request.socket.remoteAddress) return request.destroy();
    appendVisitorAddress(request);
    setSecurityHeaders(request, response);
    onHeaders(response, varyByLanguage);
    handle(request, response).catch(() => response.destroy());
  });
  // Nobody here speaks anything else, and Next would keep such a connection for ever.
  server.on('upgrade', (_, socket) => socket.destroy());
  server.listen(port, hostname, () => console.log(`Gatehouse listens on port ${port}`));
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => stop(server));
}

/** Those `next.config.mjs` cannot send: they depend on what was built and on where the site is. */
function securityHeaders() {
  const isHttps = /^https:/i.test(process.env.PUBLIC_URL);
  const policyOf = contentSecurityPolicies('.next/server/app', { isHttps });
  return ({ url }, response) => {
    response.setHeader('Content-Security-Policy', policyOf(url.split('?')[0]));
    if (isHttps) response.setHeader('Strict-Transport-Security', `max-age=${HTTPS_ONLY_SECONDS}`);
  };
}

/** A page is in the language that the cookie or the browser asks for; Next says so of neither. */
function varyByLanguage() {
  if (/^text\/html/.test(this.getHeader('Content-Type'))) {
    this.appendHeader('Vary', 'Accept-Language, Cookie');
  }
}

/** As a proxy would: whatever the client claims comes before the one address we know. */
function appendVisitorAddress({ headers, socket }) {
  const claimed = headers['x-forwarded-for'];
  headers['x-forwarded-for'] = [claimed, socket.remoteAddress].filter(Boolean).join(', ');
}

function stop(server) {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  setTimeout(() => process.exit(0), STOP_MILLISECONDS).unref();
}
