import type { Attributes } from '@opentelemetry/api';
import type { Configuration } from '@vercel/otel';

type Exporter = Exclude<Configuration['traceExporter'], 'auto' | undefined>;
type Span = Parameters<Exporter['export']>[0][number];

/**
 * What leaves this machine of a span. Others are dropped, whatever they hold: Next writes whole
 * addresses into its spans, and the old door has the mobile number in its own.
 */
const KEPT = new Set([
  ...['http.method', 'http.route', 'http.status_code', 'next.route', 'next.span_type', 'next.rsc'],
  ...['db.system.name', 'db.operation.name', 'db.collection.name', 'db.operation.batch.size'],
  ...['sms.sender', 'sms.country', 'sms.outcome', 'refusal', 'error.type'],
]);

/** Hands on to `exporter` what may be known: no number, code, key or address is in it. */
export function scrubbing(exporter: Exporter): Exporter {
  return {
    export: (spans, done) => exporter.export(spans.map(scrubbed), done),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}

function scrubbed(span: Span): Span {
  return Object.create(span, {
    name: { value: scrubbedName(span.name), enumerable: true },
    attributes: { value: keptOf(span.attributes), enumerable: true },
    // Their messages quote what was typed.
    status: { value: { code: span.status.code }, enumerable: true },
    events: { value: [], enumerable: true },
    links: { value: [], enumerable: true },
  });
}

function keptOf(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => KEPT.has(name)));
}

/** Names of routes have no digits in a row but the `v1_0` of the old doors. */
function scrubbedName(name: string): string {
  return name.replace(/\?.*$/s, '').replace(/[^\s/]*(\d{3}|%)[^\s/]*/g, '…');
}
