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
  const { OTEL_EXPORTER_OTLP_ENDPOINT: collector } = env();
  if (!collector) return;
  // Its spans are addresses, and those of providers hold keys. Ours say the same.
  process.env.NEXT_OTEL_FETCH_DISABLED = '1';
  registerOTel({
    serviceName: 'gatehouse',
    instrumentations: [],
    // The ones it would choose itself send all they get, beside ours.
    spanProcessors: [],
    traceExporter: scrubbing(exporterTo(`${collector.replace(/\/$/, '')}/v1/traces`)),
    // A stranger's header must not name our traces, nor decide that they are recorded.
    ...(process.env.OTEL_PROPAGATORS ? {} : { propagators: ['none'] }),
  });
  switchOn();
  onStop(flush);
}

type Exporter = Exclude<Configuration['traceExporter'], 'auto' | undefined>;

function exporterTo(url: string): Exporter {
  const { OTEL_EXPORTER_OTLP_PROTOCOL: protocol, OTEL_EXPORTER_OTLP_HEADERS: headers = '' } =
    process.env;
  const isJson = protocol === 'http/json';
  const config = { url, headers: headersIn(headers) };
  return isJson ? new OTLPHttpJsonTraceExporter(config) : new OTLPHttpProtoTraceExporter(config);
}

/** `api-key=…,other=…`, as OpenTelemetry writes them. */
function headersIn(text: string): Record<string, string> {
  const pairs = text.split(',').filter((each) => each.includes('='));
  return Object.fromEntries(
    pairs.map((each) => {
      const [name = '', ...value] = each.split('=');
      return [name.trim(), decodeURIComponent(value.join('=').trim())];
    }),
  );
}

/** The provider behind the interface knows how; the interface does not say so. */
async function flush(): Promise<void> {
  const proxy = trace.getTracerProvider() as {
    getDelegate?(): { forceFlush?(): Promise<void> };
  };
  await proxy.getDelegate?.().forceFlush?.();
}
