'use client';

/** What operators call something, and small below it what the log, the doors and the metrics do. */
export function Technical({ words, name }: { words: string; name: string }) {
  return (
    <>
      {words}
      {words !== name && <code className="technical">{name}</code>}
    </>
  );
}
