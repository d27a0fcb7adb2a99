import { z } from 'zod';

/** No field of any form is longer: a password may have 128 characters of several bytes. */
const MAX_TEXT_LENGTH = 1_000;

/** Something a visitor typed. What it has to be is for the domain to say. */
export const typed = () => z.string().min(1).max(MAX_TEXT_LENGTH);

/** The id of a captcha: a UUID of any version, made by the client. */
export const captchaId = () => z.guid();
