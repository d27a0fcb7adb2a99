'use client';
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslations } from 'use-intl/react';
import { Field } from '../form/field';
import { CaptchaPicture, type Picture } from './captcha-picture';
import { Proof } from './proof';
import { useExpiry } from './use-expiry';
import { canProve, type ProofState, useProof } from './use-proof';

export interface CaptchaHandle {
  id(): string;
  /** What was typed, or the device's proof once there is one; nothing when that was given up. */
  answer(typed: string): Promise<string | undefined>;
  /** The captcha of this id is used up. */
  renew(): void;
}

const FIELD = 'captcha-answer';

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
  const words = useWordsOn(proof.state, error, isAwaited);
  const t = useTranslations('captcha');

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
    else field()?.focus();
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend, which the label is
    <div className="captcha" role="group" aria-label={t('group')}>
      <div className="captcha-typed" data-away={isProving || undefined}>
        <CaptchaPicture picture={picture} isAway={isProving} />
        <Field
          id={FIELD}
          name="imageCode"
          label={t('label')}
          hint={t('hint')}
          error={isProving ? undefined : error}
          type="text"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          required={!isProving}
        />
        <Expiry picture={picture} />
        <ProofOpener button={opener} onOpen={proof.start} />
      </div>
      {isProving && <Proof state={proof.state} words={words} onLeave={leaveProof} />}
      <p className="visually-hidden" role="status">
        {words}
      </p>
    </div>
  );
}

/** Renews a picture that is too old, quietly; where something is typed already it only says so. */
function Expiry({ picture }: { picture: Ref<Picture> & { current: Picture | null } }) {
  const t = useTranslations('captcha');
  const [isTold, setTold] = useState(false);
  useExpiry(() => picture.current?.shownAt() ?? 0, {
    onExpired() {
      if (field()?.value) setTold(true);
      else picture.current?.renew();
    },
    onFresh: () => setTold(false),
  });
  return (
    <p className="hint captcha-expired" role="status">
      {isTold && t('expired')}
    </p>
  );
}

function ProofOpener({ button, onOpen }: { button: Ref<HTMLButtonElement>; onOpen: () => void }) {
  const t = useTranslations('captcha');
  const [isPossible, setPossible] = useState(true);
  useEffect(() => setPossible(canProve()), []);
  if (!isPossible) return <p className="hint captcha-other">{t('impossible')}</p>;
  return (
    <button ref={button} type="button" className="link captcha-other" onClick={onOpen}>
      <span className="hint">{t('other')} </span>
      {t('prove')}
    </button>
  );
}

function useWordsOn(state: ProofState, error: string | undefined, isAwaited: boolean): string {
  const t = useTranslations('proof');
  if (state.name === 'unused') return '';
  if (state.name === 'failed') return state.words;
  if (state.name === 'done') return t('done');
  if (state.name === 'used') return `${error ?? t('used')} ${t('again')}`;
  return isAwaited ? t('awaited') : t('working');
}

function field(): HTMLInputElement | null {
  return document.getElementById(FIELD) as HTMLInputElement | null;
}
