import { trace } from '@opentelemetry/api';
import {
  type Configuration,
  OTLPHttpJsonTraceExporter,
  OTLPHttpProtoTraceExporter,
  registerOTel,
} from '@vercel/otel';
import { onStop } from './background';
import { env } from './env';
import { scrubbing } from './trace-export/scrubbing';
import { switchOn } from './tracing';

/**
 * Sends traces to the collector at OTEL_EXPORTER_OTLP_ENDPOINT, where it is set; the other variables
 * of OpenTelemetry work as well. Before the first request.
 */
export function startTracing(): void {
  if (!env().OTEL_EXPORTER_OTLP_ENDPOINT) return;
  // Its spans are addresses, and those of providers hold keys. Ours say the same.
  process.env.NEXT_OTEL_FETCH_DISABLED = '1';
  registerOTel({
    serviceName: 'gatehouse',
    instrumentations: [],
    traceExporter: scrubbing(exporter()),
    // A stranger's header must not name our traces, nor decide that they are recorded.
    ...(process.env.OTEL_PROPAGATORS ? {} : { propagators: ['none'] }),
  });
  switchOn();
  onStop(flush);
}

type Exporter = Exclude<Configuration['traceExporter'], 'auto' | undefined>;

function exporter(): Exporter {
  const isJson = process.env.OTEL_EXPORTER_OTLP_PROTOCOL === 'http/json';
  return isJson ? new OTLPHttpJsonTraceExporter() : new OTLPHttpProtoTraceExporter();
}

/** The provider behind the interface knows how; the interface does not say so. */
async function flush(): Promise<void> {
  const proxy = trace.getTracerProvider() as {
    getDelegate?(): { forceFlush?(): Promise<void> };
  };
  await proxy.getDelegate?.().forceFlush?.();
}
