import { randomUUID } from 'node:crypto';
import onHeaders from 'on-headers';
import { contentSecurityPolicies } from './content-security-policy.mjs';
import { SECURITY_HEADERS } from './security-headers.mjs';

/** How long browsers that have seen the site on https do not go to it on http. */
const HTTPS_ONLY_SECONDS = 2 * 365 * 24 * 3600;

/**
 * A function that sets on a request the visitor's address and an id that nobody else chose; on its
 * answer that id and the security headers, some of which depend on what was built and where the site is.
 */
export function headers() {
  const setSecurityHeaders = securityHeaders();
  return (request, response) => {
    appendVisitorAddress(request);
    nameRequest(request, response);
    setSecurityHeaders(request, response);
    onHeaders(response, varyByLanguage);
  };
}

function securityHeaders() {
  const isHttps = /^https:/i.test(process.env.PUBLIC_URL);
  const policyOf = contentSecurityPolicies('.next/server/app', { isHttps });
  return ({ url }, response) => {
    for (const name in SECURITY_HEADERS) response.setHeader(name, SECURITY_HEADERS[name]);
    response.setHeader('Content-Security-Policy', policyOf(url.split('?')[0]));
    if (isHttps) response.setHeader('Strict-Transport-Security', `max-age=${HTTPS_ONLY_SECONDS}`);
  };
}

/** As a proxy would: whatever the client claims comes before the one address we know. */
function appendVisitorAddress({ headers, socket }) {
  const claimed = headers['x-forwarded-for'];
  headers['x-forwarded-for'] = [claimed, socket.remoteAddress].filter(Boolean).join(', ');
}

/** In the log, in traces and on error pages: what a visitor reads out leads to what happened. */
function nameRequest({ headers }, response) {
  const id = randomUUID();
  headers['x-request-id'] = id;
  response.setHeader('X-Request-Id', id);
}

/** A page is in the language that the cookie or the browser asks for; Next says so of neither. */
function varyByLanguage() {
  if (/^text\/html/.test(this.getHeader('Content-Type'))) {
    this.appendHeader('Vary', 'Accept-Language, Cookie');
  }
}
