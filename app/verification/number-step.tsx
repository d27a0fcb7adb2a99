'use client';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Captcha, type CaptchaHandle } from '../captcha/captcha';
import { refusalIn } from '../failure';
import { FormAlert } from '../form/form-alert';
import { SubmitButton } from '../form/submit-button';
import { useCall } from '../form/use-call';
import { inputOf, typedIn, useSendOnce, useWordsIn } from '../form/use-form';
import type { Client } from '../later-client';
import { countryIn, MobileField, mobileIn } from '../mobile/mobile-field';
import { readDraft, type SentCode, saveDraft } from './draft';
import type { Purpose } from './purpose';
import { keepServerTime } from './server-time';
import { type Step, Steps } from './steps';

/** The number and the captcha; ends with an SMS on its way. */
export function NumberStep({
  purpose,
  steps,
  heading,
  aside,
  onSent,
  isReturn,
}: {
  purpose: Purpose;
  steps: readonly Step[];
  heading: { title: string; lead: string };
  /** Other ways, below the button. */
  aside?: ReactNode;
  onSent: (sent: SentCode) => void;
  /** The visitor was further already: the captcha is what is left to do. */
  isReturn: boolean;
}) {
  const t = useTranslations('number');
  const form = useRef<HTMLFormElement>(null);
  const captcha = useRef<CaptchaHandle>(null);
  const [isAwaited, setAwaited] = useState(false);
  const request = useCall(requestSmsCode, ({ now, ...sent }, { mobile }) => {
    keepServerTime(now);
    onSent({ ...sent, mobile });
  });
  const send = useSendOnce(request);
  const refusal = refusalIn(request.error);
  const words = useWordsIn(request.error, ['mobile', 'imageCode']);

  useEffect(() => {
    inputOf(form, 'mobile').value ||= readDraft(purpose).mobile ?? '';
    if (isReturn) inputOf(form, 'imageCode').focus();
  }, [purpose, isReturn]);

  useEffect(() => {
    if (!refusal?.renewCaptcha) return;
    captcha.current?.renew();
    inputOf(form, 'imageCode').value = '';
  }, [refusal]);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const sender = event.currentTarget;
    setAwaited(true);
    const imageCode = await captcha.current?.answer(typedIn(sender).imageCode ?? '');
    setAwaited(false);
    if (imageCode === undefined) return;
    // Only now: the number may have been corrected while the device was at work.
    const mobile = mobileIn(sender);
    send({ purpose, mobile, imageCode, imageCodeId: captcha.current?.id() ?? '' });
  }

  function keepMobile(event: FormEvent<HTMLFormElement>) {
    const { name, value } = event.target as HTMLInputElement;
    if (name !== 'mobile') return;
    saveDraft(purpose, { mobile: value, country: countryIn(event.currentTarget) });
  }

  return (
    <form ref={form} method="post" className="card step" onSubmit={submit} onInput={keepMobile}>
      <Steps all={steps} current="number" />
      <h1>{heading.title}</h1>
      <p className="lead">{heading.lead}</p>
      <MobileField
        id="mobile"
        autoComplete="tel"
        error={words.at('mobile')}
        country={() => readDraft(purpose).country}
      />
      <Captcha captcha={captcha} error={words.at('imageCode')} isAwaited={isAwaited} />
      <FormAlert words={words.rest} failure={request.error} />
      <SubmitButton
        label={t('send')}
        busyLabel={t('sending')}
        busy={isAwaited || request.isPending}
      />
      {aside}
    </form>
  );
}

type Request = Parameters<Client['smsCode']['request']['mutate']>[0];

function requestSmsCode(client: Client, request: Request) {
  return client.smsCode.request.mutate(request);
}
