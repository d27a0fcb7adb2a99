import { readFileSync } from 'node:fs';

const bytes = readFileSync(/* turbopackIgnore: true */ process.env.PICTURE_FILE ?? '/dev/null');

/** The same picture each time. */
export function picture() {
  return new Response(new Uint8Array(bytes), {
    headers: { 'Content-Type': 'image/jpeg', 'Cache-Control': 'no-store' },
  });
}
