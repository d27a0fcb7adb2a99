import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';
import { handler } from 'altcha-lib/workers/shared';
import { TRIED } from './tried';

// altcha's worker, which also tells of each try.
handler({
  deriveKey: async (...input) => {
    const derived = await deriveKey(...input);
    postMessage(TRIED);
    return derived;
  },
});
