'use client';
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { Field } from '../field';
import { CaptchaPicture, type Picture } from './captcha-picture';
import { Proof } from './proof';
import { canProve, type ProofState, useProof } from './use-proof';

export interface CaptchaHandle {
  id(): string;
  /** What was typed, or the device's proof once there is one; nothing when that was given up. */
  answer(typed: string): Promise<string | undefined>;
  /** The captcha of this id is used up. */
  renew(): void;
}

const FIELD = 'signup-captcha';

/** Three ways to one answer: characters seen, digits heard, or a proof by the device. */
export function Captcha({
  captcha,
  error,
  isAwaited,
}: {
  captcha: Ref<CaptchaHandle>;
  error?: string;
  /** The form is sent as soon as there is an answer. */
  isAwaited: boolean;
}) {
  const picture = useRef<Picture>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const id = () => picture.current?.id() ?? '';
  const proof = useProof(id);
  const isProving = proof.state.name !== 'unused';
  const words = wordsOn(proof.state, error, isAwaited);

  useImperativeHandle(captcha, () => ({
    id,
    answer: (typed) => (isProving ? proof.answer() : Promise.resolve(typed)),
    renew() {
      picture.current?.renew();
      if (isProving) proof.end('used');
    },
  }));

  function leaveProof() {
    const isCancelled = proof.state.name === 'working';
    flushSync(() => proof.end('unused'));
    if (isCancelled) opener.current?.focus();
    else document.getElementById(FIELD)?.focus();
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend, which the label is
    <div className="captcha" role="group" aria-label="Captcha">
      <div className="captcha-typed" data-away={isProving || undefined}>
        <CaptchaPicture picture={picture} isAway={isProving} />
        <Field
          id={FIELD}
          name="imageCode"
          label="What you see or hear"
          hint="Left to right, in any case; or the digits you hear."
          error={isProving ? undefined : error}
          type="text"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          required={!isProving}
        />
        <ProofOpener button={opener} onOpen={proof.start} />
      </div>
      {isProving && <Proof state={proof.state} words={words} onLeave={leaveProof} />}
      <p className="visually-hidden" role="status">
        {words}
      </p>
    </div>
  );
}

function ProofOpener({ button, onOpen }: { button: Ref<HTMLButtonElement>; onOpen: () => void }) {
  const [isPossible, setPossible] = useState(true);
  useEffect(() => setPossible(canProve()), []);
  if (!isPossible) {
    return (
      <p className="hint captcha-other">
        Over https, and in a newer browser, your device could prove it instead.
      </p>
    );
  }
  return (
    <button ref={button} type="button" className="link captcha-other" onClick={onOpen}>
      <span className="hint">Can’t see or hear it? </span>
      Let this device prove it instead
    </button>
  );
}

function wordsOn(state: ProofState, error: string | undefined, isAwaited: boolean): string {
  if (state.name === 'unused') return '';
  if (state.name === 'failed') return state.words;
  if (state.name === 'done') return 'Done: you can send the code now.';
  if (state.name === 'used') {
    return `${error ?? 'That proof is used up: it was good for one try.'} Send again and your device makes another.`;
  }
  return isAwaited
    ? 'Working. The code is sent as soon as it is done.'
    : 'Working. It takes a few seconds.';
}
