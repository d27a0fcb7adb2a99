/** SSLRequest and GSSENCRequest. */
const ASKS_FOR_ENCRYPTION = [80_877_103, 80_877_104];

/**
 * Reads what a client says to PostgreSQL, in any pieces, and tells `note` of each statement that is
 * carried out: by a simple query, or by Execute of what was parsed and bound before.
 */
export function statementsIn(note: (statement: string) => void): (chunk: Buffer) => void {
  const parsed = new Map<string, string>();
  let bound = '';
  let rest = Buffer.alloc(0);
  let hasBegun = false;

  const read = (type: string, body: Buffer) => {
    const [first = '', second = ''] = body.toString('utf8').split('\0');
    if (type === 'Q') note(first);
    else if (type === 'P') parsed.set(first, second);
    else if (type === 'B') bound = parsed.get(second) ?? '';
    else if (type === 'E') note(bound);
  };
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    // The first messages have no type; asking for encryption is not the beginning yet.
    while (!hasBegun && rest.length >= 8 && rest.length >= rest.readInt32BE(0)) {
      hasBegun = !ASKS_FOR_ENCRYPTION.includes(rest.readInt32BE(4));
      rest = rest.subarray(rest.readInt32BE(0));
    }
    while (hasBegun && rest.length >= 5 && rest.length > rest.readInt32BE(1)) {
      const end = 1 + rest.readInt32BE(1);
      read(String.fromCharCode(rest[0] ?? 0), rest.subarray(5, end));
      rest = rest.subarray(end);
    }
  };
}
