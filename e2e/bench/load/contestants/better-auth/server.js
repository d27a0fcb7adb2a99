// better-auth on Node's own server. `node server.js migrate` makes its tables.
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { getMigrations } from 'better-auth/db/migration';
import { fromNodeHeaders, toNodeHandler } from 'better-auth/node';
import { auth, options } from './auth.js';

if (process.argv[2] === 'migrate') {
  const { runMigrations } = await getMigrations(options);
  await runMigrations();
  process.exit();
}

const handle = toNodeHandler(auth);
createServer(async (request, response) => {
  if (request.url === '/healthz') return response.end('OK');
  if (request.url !== '/api/password') return handle(request, response);
  await auth.api.setPassword({
    body: JSON.parse(await text(request)),
    headers: fromNodeHeaders(request.headers),
  });
  response.end('{}');
}).listen(Number(process.env.PORT), '127.0.0.1');
