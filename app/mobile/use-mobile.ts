import { useCallback, useEffect, useRef, useState } from 'react';
import { firstCountry } from './guess';
import { asFinished, asPasted, asSent, inCountry, type Numbers, type Reading } from './number';
import { afterPress } from './press';
import { afterInput } from './typing';

/** Helps with the number in the input `id`: writes it as one types, and tells its country. */
export function useMobile(id: string, numbers: Numbers, before?: () => string | undefined) {
  const [reading, setReading] = useState<Reading>(() => {
    const value = inputOf(id)?.value ?? '';
    return asPasted(value, before?.() ?? firstCountry(value, numbers, navigator), numbers);
  });
  const country = useRef(reading.country);

  const show = useCallback(
    (next: Reading) => {
      const input = inputOf(id);
      country.current = next.country;
      if (input && input.value !== next.text) input.value = next.text;
      setReading(next);
    },
    [id],
  );

  useEffect(() => {
    const input = inputOf(id);
    if (!input) return;
    const life = new AbortController();
    const { signal } = life;
    const finish = () => show(asFinished(input.value, country.current, numbers));
    const type = (event: Event) => {
      if (!(event as InputEvent).isComposing) show(afterInput(event, country.current, numbers));
    };
    const send = ({ formData }: FormDataEvent) => {
      formData.set('mobile', asSent(input.value, country.current, numbers));
      formData.set('country', country.current);
    };
    input.addEventListener('input', type, { signal });
    input.addEventListener('compositionend', type, { signal });
    input.addEventListener('blur', afterPress(finish, signal), { signal });
    input.form?.addEventListener('formdata', send, { signal });
    // What was typed, or filled in by the browser, before this was there.
    if (isAtEnd(input)) show(asPasted(input.value, country.current, numbers));
    return () => life.abort();
  }, [id, numbers, show]);

  const choose = useCallback(
    (chosen: string) => {
      const input = inputOf(id);
      if (!input) return;
      show(inCountry(input.value, chosen, numbers));
      input.focus();
      input.dispatchEvent(new Event('input', { bubbles: true }));
    },
    [id, numbers, show],
  );
  return { ...reading, choose };
}

/** Not there yet where both are drawn at once: on the way back to the step. */
function inputOf(id: string): HTMLInputElement | null {
  return document.getElementById(id) as HTMLInputElement | null;
}

/** Nobody is at work in the middle of it. */
function isAtEnd(input: HTMLInputElement): boolean {
  return document.activeElement !== input || input.selectionStart === input.value.length;
}
