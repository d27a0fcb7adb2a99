import { type Attributes, type Span, SpanStatusCode, trace } from '@opentelemetry/api';

/** Module state is not shared between Next's bundles; `globalThis` is. */
const shared = globalThis as { gatehouseTraces?: boolean };

/** From now on there are traces; until then `span` and `begin` cost nothing. */
export function switchOn(): void {
  shared.gatehouseTraces = true;
}

const tracer = () => trace.getTracer('gatehouse');

/**
 * Does `work` as a step of the trace, under `name`; what it calls and awaits becomes a step of it.
 * Neither name nor attributes may hold a number, a code or anything typed.
 */
export function span<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T> {
  if (!shared.gatehouseTraces) return work();
  return tracer().startActiveSpan(name, { attributes }, async (step) => {
    try {
      return await work();
    } catch (error) {
      fail(step, error);
      throw error;
    } finally {
      step.end();
    }
  });
}

/** Notes what is only known in the course of the step that is going on. */
export function note(attributes: Attributes): void {
  trace.getActiveSpan()?.setAttributes(attributes);
}

/** Begins a step that nothing is part of; the function it returns ends it, with its error if any. */
export function begin(name: string, attributes: Attributes): (error?: unknown) => void {
  if (!shared.gatehouseTraces) return () => {};
  const step = tracer().startSpan(name, { attributes });
  return (error) => {
    if (error) fail(step, error);
    step.end();
  };
}

/** Of the trace that is going on. */
export function traceId(): string | undefined {
  return shared.gatehouseTraces ? trace.getActiveSpan()?.spanContext().traceId : undefined;
}

/** Its kind only: messages quote SQL, commands and input. To be refused is no error of ours. */
function fail(step: Span, error: unknown): void {
  const { name, reason } = error as { name?: string; reason?: string };
  if (name === 'Refusal' && reason) {
    step.setAttribute('refusal', reason);
    return;
  }
  step.setStatus({ code: SpanStatusCode.ERROR });
  step.setAttribute('error.type', name ?? typeof error);
}
