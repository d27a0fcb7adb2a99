// Captcha generators from npm, as their READMEs use them. Options are named where they are not the default.
import { randomInt } from 'node:crypto';
import { createRequire } from 'node:module';
import { createCanvas, GlobalFonts, loadImage } from '@napi-rs/canvas';
import { Resvg } from '@resvg/resvg-js';
import captchapng from 'captchapng3';
import ppfun from 'ppfun-captcha';
import svgCaptcha from 'svg-captcha';
import trek from 'trek-captcha';

const DIGITS = '0123456789';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/**
 * @typedef {import('./sources').Picture} Picture
 * @typedef {{ alphabet: string, make: () => Picture | Promise<Picture> }} Peer
 */

/** @type {Record<string, Peer>} */
export const PEERS = {
  'svg-captcha': { alphabet: LETTERS + DIGITS, make: () => rendered(svgCaptcha.create()) },
  'svg-captcha noise 3, colour': {
    alphabet: LETTERS + DIGITS,
    make: () => rendered(svgCaptcha.create({ noise: 3, color: true })),
  },
  'ppfun-captcha': { alphabet: LETTERS + DIGITS, make: () => rendered(ppfun.create()) },
  'trek-captcha': { alphabet: LETTERS, make: trekPicture },
  captchapng3: { alphabet: DIGITS, make: digitsPicture },
  'captcha-canvas (over a shim)': { alphabet: `${DIGITS}ABCDEF`, make: captchaCanvas() },
};

function rendered({ data, text }) {
  return { image: new Resvg(data, { background: 'white' }).render().asPng(), answer: text };
}

async function trekPicture() {
  const { token, buffer } = await trek();
  return { image: buffer, answer: String(token) };
}

function digitsPicture() {
  const answer = String(randomInt(10_000)).padStart(4, '0');
  return { image: new captchapng(80, 35, answer).getBuffer(), answer };
}

// skia-canvas has its binary where npm does not reach; @napi-rs/canvas is the same Skia.
function captchaCanvas() {
  const require = createRequire(import.meta.url);
  const skia = require.resolve('skia-canvas');
  GlobalFonts.registerFromPath(require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'), 'Sans');
  require.cache[skia] = { id: skia, loaded: true, exports: { Canvas, loadImage } };
  const { createCaptchaSync } = require('captcha-canvas');
  return () => {
    const { image, text } = createCaptchaSync(300, 100);
    return { image, answer: text };
  };
}

/** As much of skia-canvas as captcha-canvas asks for; it is called with `new`. */
function Canvas(width, height) {
  const canvas = createCanvas(width, height);
  return Object.assign(canvas, { toBufferSync: () => canvas.toBuffer('image/png') });
}
