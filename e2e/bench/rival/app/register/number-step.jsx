'use client';
import { useEffect, useState } from 'react';
import PhoneInput from 'react-phone-number-input';
import 'react-phone-number-input/style.css';
import { authClient } from './auth-client';

export function NumberStep({ onSent }) {
  const [phoneNumber, setPhoneNumber] = useState();
  const [imageCodeId, setImageCodeId] = useState();
  const [error, setError] = useState();

  useEffect(() => {
    setImageCodeId(crypto.randomUUID());
    document.documentElement.dataset.ready = 'true';
  }, []);

  async function submit(event) {
    event.preventDefault();
    const imageCode = new FormData(event.currentTarget).get('imageCode');
    const headers = { 'x-captcha-response': `${imageCodeId} ${imageCode}` };
    const { error } = await authClient.phoneNumber.sendOtp({
      phoneNumber,
      fetchOptions: { headers },
    });
    if (error) return setError(error.message);
    onSent(phoneNumber);
  }

  return (
    <form onSubmit={submit}>
      <label htmlFor="mobile">Mobile number</label>
      <PhoneInput
        id="mobile"
        name="mobile"
        defaultCountry="CN"
        value={phoneNumber}
        onChange={setPhoneNumber}
      />
      {/* biome-ignore lint/performance/noImgElement: drawn for this visitor, never optimised */}
      <img
        alt="Captcha"
        width={200}
        height={70}
        src={imageCodeId && `/api/v1_0/image_codes/${imageCodeId}?scale=2`}
      />
      <label htmlFor="imageCode">What you see</label>
      <input id="imageCode" name="imageCode" autoComplete="off" required />
      {error && <p role="alert">{error}</p>}
      <button type="submit">Send code</button>
    </form>
  );
}
