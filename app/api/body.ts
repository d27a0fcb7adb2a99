/**
 * A request whose body is no longer than `maxBytes`, or undefined where it is, or its sender was gone
 * before the end.
 */
export async function readAtMost(request: Request, maxBytes: number): Promise<Request | undefined> {
  const announced = request.headers.get('content-length');
  // HTTP lets nobody send more than that.
  if (announced) return Number(announced) <= maxBytes ? request : undefined;
  if (!request.body) return request;
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of request.body) {
      size += chunk.length;
      if (size > maxBytes) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return undefined; // nobody waits for the answer, and there is nothing to tell the operator
  }
  const { url, method, headers } = request;
  return new Request(url, { method, headers, body: Buffer.concat(chunks) });
}
